import { type Fault, fault, throwFaults } from "../errors";
import { formatInstant, parseInstant } from "./instant";
import { normalizePolicies, resourceEntries } from "./normal-form";
import { normalizeRequestIp } from "./cidr";
import type { PolicySpec, TokenSpec } from "./token-spec";

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
    ...restOf(spec),
  };
}

type About = Omit<TokenSpec, "kind" | "accountId" | "name" | "status" | "policies" | "requestIp" | "notBefore" | "expiresOn">;

/** Everything else in a fixed order: what is absent is left out, and nothing is shared with what it was made from. */
const ABOUT = [
  ...(["owner", "purpose", "address", "path", "stack", "tokenId", "names", "acknowledgements", "rotation", "movedFrom"] as const),
  ...(["deposed", "stays", "provider", "ignored", "newSecret", "lookups", "references", "deliveries", "notUnderstood"] as const),
] satisfies readonly (keyof About)[];

function restOf({ rotation: slot, ...others }: TokenSpec): About {
  // Its own fields in their order, and no others: it goes into comparisons as text.
  const rotation = slot === undefined ? {} : { rotation: { principal: slot.principal, slot: slot.slot, generation: slot.generation } };
  const spec: Partial<TokenSpec> = { ...others, ...rotation };
  return Object.fromEntries(ABOUT.flatMap((name) => (spec[name] === undefined ? [] : [[name, copyOf(spec[name])]])));
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copyOf);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, copyOf(inner)]));
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
  const copy = Object.entries(resources).map(([key, value]): [string, typeof value] => [key, value === "*" ? value : { ...value }]);
  return { effect, permissionGroups: [...permissionGroups], resources: resourceEntries(copy) };
}
