import { type Fault, fault, throwFaults } from "../errors";
import { formatInstant, parseInstant } from "./instant";
import { normalizePolicies } from "./normal-form";
import { normalizeRequestIp } from "./request-ip";
import type { PolicySpec, RotationSpec, TokenSpec } from "./token-spec";

/**
 * The normal form of a token: equal access gives an equal value, whatever order or words it was written in.
 * Idempotent; `can` answers the same before and after. Optional things that are absent are left out.
 *
 * @throws PrincipalError InvalidCidr, CidrHostBits, InvalidDate
 */
export function normalize(spec: TokenSpec): TokenSpec {
  const faults: Fault[] = [];
  const requestIp = normalizeRequestIp(spec.requestIp, "requestIp", faults);
  const notBefore = instant(spec.notBefore, "notBefore", faults);
  const expiresOn = instant(spec.expiresOn, "expiresOn", faults);
  throwFaults(faults);
  return {
    kind: spec.kind,
    ...(spec.accountId === undefined ? {} : { accountId: spec.accountId }),
    name: spec.name,
    status: spec.status,
    policies: normalizePolicies(spec.policies).map(copyPolicy),
    ...(requestIp === undefined ? {} : { requestIp }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(spec.owner === undefined ? {} : { owner: spec.owner }),
    ...(spec.purpose === undefined ? {} : { purpose: spec.purpose }),
    ...(spec.address === undefined ? {} : { address: spec.address }),
    ...(spec.path === undefined ? {} : { path: spec.path }),
    ...(spec.stack === undefined ? {} : { stack: spec.stack }),
    ...(spec.rotation === undefined ? {} : { rotation: rotation(spec.rotation) }),
    ...(spec.movedFrom === undefined ? {} : { movedFrom: [...spec.movedFrom] }),
    ...(spec.provider === undefined ? {} : { provider: spec.provider }),
    ...(spec.ignored === undefined ? {} : { ignored: [...spec.ignored] }),
    ...(spec.newSecret === undefined ? {} : { newSecret: spec.newSecret }),
    ...(spec.references === undefined ? {} : { references: { ...spec.references } }),
  };
}

function rotation({ principal, slot, generation }: RotationSpec): RotationSpec {
  return { principal, slot, generation };
}

function instant(text: string | undefined, path: string, faults: Fault[]): string | undefined {
  if (text === undefined) return undefined;
  const seconds = parseInstant(text);
  if (seconds !== undefined) return formatInstant(seconds);
  faults.push(fault.invalidDate(path, text));
  return undefined;
}

/** The normal form shares nothing with what it was made from. */
function copyPolicy({ effect, permissionGroups, resources }: PolicySpec): PolicySpec {
  const flat = Object.values(resources).every((value) => value === "*");
  const copy = flat
    ? { ...resources }
    : Object.fromEntries(Object.entries(resources).map(([key, value]) => [key, value === "*" ? value : { ...value }]));
  return { effect, permissionGroups: [...permissionGroups], resources: copy };
}
