import { isIPv4, isIPv6 } from "node:net";
import { assumed, reported } from "./api-error";
import { checkResources, type Resources } from "./resource-key";
import type { SimulatedOwner, SimulatedPermissionGroup } from "./options";

export interface PolicyInput {
  readonly effect: "allow" | "deny";
  readonly groups: readonly SimulatedPermissionGroup[];
  readonly resources: Resources;
}

export interface RequestIp {
  readonly in?: readonly string[];
  readonly not_in?: readonly string[];
}

/** The body of a create or update request, checked. */
export interface TokenInput {
  readonly name: string;
  readonly policies: readonly PolicyInput[];
  readonly requestIp?: RequestIp;
  readonly notBefore?: Date;
  readonly expiresOn?: Date;
  readonly status?: "active" | "disabled";
}

/** What a body is checked against. */
export interface InputContext {
  readonly owner: SimulatedOwner;
  readonly userId: string;
  readonly groups: ReadonlyMap<string, SimulatedPermissionGroup>;
  readonly creating: boolean;
}

type Fields = Readonly<Record<string, unknown>>;

export function parseTokenInput(body: unknown, context: InputContext): TokenInput {
  const fields = object(body, "body");
  const requestIp = parseCondition(fields.condition);
  const notBefore = parseTime(fields.not_before, "not_before");
  const expiresOn = parseTime(fields.expires_on, "expires_on");
  if (notBefore !== undefined && expiresOn !== undefined && notBefore >= expiresOn) {
    throw assumed.invalidField("expires_on", "must be after not_before");
  }
  const status = parseStatus(fields.status);
  return {
    name: parseName(fields.name),
    policies: list(fields.policies, "policies").map((policy, i) => parsePolicy(policy, `policies[${String(i)}]`, context)),
    ...(requestIp === undefined ? {} : { requestIp }),
    ...(notBefore === undefined ? {} : { notBefore }),
    ...(expiresOn === undefined ? {} : { expiresOn }),
    ...(status === undefined ? {} : { status }),
  };
}

function parsePolicy(value: unknown, path: string, context: InputContext): PolicyInput {
  const fields = object(value, path);
  if (context.creating && !absent(fields.id)) throw reported.reusedPolicy();
  const effect = fields.effect;
  if (effect !== "allow" && effect !== "deny") throw assumed.invalidField(`${path}.effect`, "must be allow or deny");
  const groups = list(fields.permission_groups, `${path}.permission_groups`).map((group, i) => {
    const { id } = object(group, `${path}.permission_groups[${String(i)}]`);
    if (typeof id !== "string" || id === "") throw reported.missingGroupId();
    const known = context.groups.get(id);
    if (known === undefined) throw assumed.unknownGroup(id);
    return known;
  });
  const resources = parseResources(fields.resources, `${path}.resources`);
  checkResources(resources, groups, context.owner, context.userId);
  return { effect, groups, resources };
}

function parseResources(value: unknown, path: string): Resources {
  const entries = Object.entries(object(value, path));
  if (entries.length === 0) throw assumed.invalidField(path, "must not be empty");
  // fromEntries defines properties instead of assigning them, so that a key like __proto__ stays a key.
  return Object.fromEntries(entries.map(([key, entry]) => [key, entry === "*" ? entry : parseNested(entry, path)]));
}

function parseNested(value: unknown, path: string): Readonly<Record<string, "*">> {
  const entries = Object.entries(object(value, path));
  if (entries.length === 0 || entries.some(([, leaf]) => leaf !== "*")) throw assumed.invalidField(path, 'must end in "*"');
  return Object.fromEntries(entries.map(([key]) => [key, "*"]));
}

function parseName(value: unknown): string {
  if (typeof value !== "string" || value.length < 1 || value.length > 120)
    throw assumed.invalidField("name", "must have 1 to 120 characters");
  return value;
}

function parseStatus(value: unknown): "active" | "disabled" | undefined {
  if (absent(value)) return undefined;
  if (value !== "active" && value !== "disabled") throw assumed.invalidField("status", "must be active or disabled");
  return value;
}

const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})$/;

/** RFC 3339 in whole seconds: fractions are refused by the real API. */
function parseTime(value: unknown, field: string): Date | undefined {
  if (absent(value)) return undefined;
  const time = typeof value === "string" && TIME.test(value) ? new Date(value) : undefined;
  if (time === undefined || Number.isNaN(time.getTime())) throw assumed.invalidField(field, "must be a time like 2006-01-02T15:04:05Z");
  return time;
}

function parseCondition(value: unknown): RequestIp | undefined {
  if (absent(value)) return undefined;
  const requestIp = object(value, "condition").request_ip;
  if (absent(requestIp)) return undefined;
  const fields = object(requestIp, "condition.request_ip");
  return {
    ...(absent(fields.in) ? {} : { in: parseCidrs(fields.in, "condition.request_ip.in") }),
    ...(absent(fields.not_in) ? {} : { not_in: parseCidrs(fields.not_in, "condition.request_ip.not_in") }),
  };
}

function parseCidrs(value: unknown, path: string): string[] {
  if (!Array.isArray(value)) throw assumed.invalidField(path, "must be a list");
  return value.map((item: unknown) => {
    if (typeof item !== "string" || !isCidr(item)) throw assumed.invalidField(path, "must hold IPv4 or IPv6 CIDRs");
    return item;
  });
}

function isCidr(text: string): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  if (rest.length > 0 || address.includes("%")) return false;
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return bits > 0 && (prefix === undefined || (/^(?:0|[1-9]\d{0,2})$/.test(prefix) && Number(prefix) <= bits));
}

function absent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

function object(value: unknown, path: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw assumed.invalidField(path, "must be an object");
  return value as Fields;
}

function list(value: unknown, path: string): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw assumed.invalidField(path, "must be a list with at least one entry");
  return value;
}
