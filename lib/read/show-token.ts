import { escapeTemplate, type TokenSpec } from "../policy";
import { below, holdsOpaque, type Marked, opaque, unknownNames } from "./opaque";
import { PairBudget } from "./pair-budget";
import { invalid, isObject, joinPath } from "../terraform";
import { readToken } from "./read-token";

type Name = (path: readonly PropertyKey[]) => string;
type Json = Readonly<Record<string, unknown>>;

/** One reading of a plan or a state. */
export class ShownReading {
  /** What stands for a value that is not known. */
  readonly name: Name = unknownNames();
  readonly pairs: PairBudget;

  /** @param states how many states of all tokens the document holds */
  constructor(states: number) {
    this.pairs = new PairBudget(states);
  }
}

/** Where a token stands in a plan or a state. */
export interface TokenPlace {
  readonly type: string;
  readonly name: string;
  readonly address: string;
  /** Where its values stand in the document. */
  readonly at: string;
  readonly file: string;
}

/** What the provider computes and what is no access; `value` is the secret itself and is never looked at. */
const COMPUTED = new Set(["id", "value", "issued_on", "last_used_on", "modified_on"]);
const COMPUTED_IN_POLICY = new Set(["id"]);
const COMPUTED_IN_GROUP = new Set(["name", "meta"]);

/** Reads a token from the values that `terraform show -json` gives. Only what is access is taken; an attribute that is not known to us is an error. */
export function readShownToken(place: TokenPlace, values: Omit<Marked, "path">, { name, pairs }: ShownReading): TokenSpec {
  const { type, file, at, address } = place;
  if (!isObject(values.value)) throw invalid(file, at, "the values of the token are missing");
  const body: Record<string, unknown> = {};
  for (const [key, part] of fields({ ...values, path: [] }, COMPUTED)) body[key] = readField(key, part, name, place);
  const { spec } = readToken({ labels: [type, place.name], body, at, file }, file, pairs);
  return { ...spec, address };
}

/** The attributes that count, by name. Null is absent, as Terraform has it. */
function fields(marked: Marked, computed: ReadonlySet<string>): (readonly [string, Marked])[] {
  return below(marked).flatMap(([key, part]): (readonly [string, Marked])[] => {
    if (typeof key !== "string" || computed.has(key)) return [];
    const absent = (part.value === null || part.value === undefined) && !holdsOpaque(part.unknown);
    return absent ? [] : [[key, part]];
  });
}

function readField(key: string, part: Marked, name: Name, place: TokenPlace): unknown {
  const symbol = opaque(part, name);
  if (key === "policies") return symbol === undefined ? listOf(part, (policy) => readPolicy(policy, name)) : [opaquePolicy(symbol)];
  if (key === "condition") return symbol === undefined ? readCondition(part, name) : { request_ip: { in: [symbol] } };
  if (key === "status" && symbol !== undefined) {
    // Left to the API, which makes tokens active: also the reading under which most is allowed.
    if (part.unknown === true) return "active";
    throw invalid(place.file, `${place.at}.${joinPath(part.path)}`, "the status is marked as sensitive, so the access can't be told");
  }
  if (symbol !== undefined) return symbol;
  // Values are plain texts here, and a `${` in a name is none of Terraform's.
  return key === "name" && typeof part.value === "string" ? escapeTemplate(part.value) : part.value;
}

/** A policy of which all is open. */
function opaquePolicy(symbol: string): Json {
  return { effect: "allow", permission_groups: [{ id: symbol }], resources: symbol };
}

function readPolicy(policy: Marked, name: Name): unknown {
  const symbol = opaque(policy, name);
  if (symbol !== undefined) return opaquePolicy(symbol);
  if (!isObject(policy.value) && !isObject(policy.unknown)) return policy.value;
  const parts = new Map(fields(policy, COMPUTED_IN_POLICY));
  const effect = parts.get("effect");
  const whole = effect === undefined ? undefined : opaque(effect, name);
  // Whether it allows or denies is not known: anything may.
  if (whole !== undefined)
    return opaquePolicy(opaque({ ...policy, unknown: effect?.unknown, sensitive: effect?.sensitive }, name) ?? whole);
  return Object.fromEntries([...parts].map(([key, part]) => [key, readPolicyField(key, part, name)]));
}

function readPolicyField(key: string, part: Marked, name: Name): unknown {
  const symbol = opaque(part, name);
  if (key === "permission_groups") return symbol === undefined ? listOf(part, (group) => readGroup(group, name)) : [{ id: symbol }];
  if (key !== "resources") return part.value;
  if (symbol !== undefined) return symbol;
  // Before provider 5.13 a map, of which a part may be open; a key never is.
  if (holdsOpaque(part.unknown) || holdsOpaque(part.sensitive)) return opaque({ ...part, ...wholly(part) }, name);
  // A text that is no JSON would be taken for an expression.
  return typeof part.value === "string" && !part.value.startsWith("{") ? "[]" : part.value;
}

function wholly(part: Marked): Pick<Marked, "unknown" | "sensitive"> {
  return { unknown: holdsOpaque(part.unknown), sensitive: holdsOpaque(part.sensitive) };
}

function readGroup(group: Marked, name: Name): unknown {
  const symbol = opaque(group, name);
  if (symbol !== undefined) return { id: symbol };
  if (!isObject(group.value) && !isObject(group.unknown)) return group.value;
  return Object.fromEntries(fields(group, COMPUTED_IN_GROUP).map(([key, part]) => [key, opaque(part, name) ?? part.value]));
}

function readCondition(condition: Marked, name: Name): unknown {
  if (!isObject(condition.value) && !isObject(condition.unknown)) return condition.value;
  return Object.fromEntries(
    fields(condition, new Set()).map(([key, part]) => {
      const symbol = opaque(part, name);
      if (key !== "request_ip") return [key, symbol ?? part.value];
      return [key, symbol === undefined ? readRequestIp(part, name) : { in: [symbol] }];
    }),
  );
}

function readRequestIp(filter: Marked, name: Name): unknown {
  if (!isObject(filter.value) && !isObject(filter.unknown)) return filter.value;
  return Object.fromEntries(
    fields(filter, new Set()).map(([key, part]) => {
      const symbol = opaque(part, name);
      return [key, symbol === undefined ? listOf(part, (entry) => opaque(entry, name) ?? entry.value) : [symbol]];
    }),
  );
}

/** A list, each entry read; anything else stays what it is, for the schema to refuse. */
function listOf(part: Marked, read: (entry: Marked) => unknown): unknown {
  return Array.isArray(part.value) || Array.isArray(part.unknown) ? below(part).map(([, entry]) => read(entry)) : part.value;
}
