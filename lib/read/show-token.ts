import { escapeTemplate, type TokenSpec } from "../policy";
import { printable } from "../printable";
import { invalid, isObject, joinPath } from "../terraform";
import { below, holdsOpaque, type Marked, OpaqueValues } from "./marked";
import { PairBudget } from "./pair-budget";
import type { StackWarning } from "./stack";
import { readTokenArguments, TOKEN_TYPES } from "./token-arguments";

type Json = Readonly<Record<string, unknown>>;

/** One reading of a plan or a state. */
export class ShownReading {
  readonly pairs: PairBudget;
  readonly #computed = new Set<string>();

  /**
   * @param states how many states of all tokens the document holds
   * @param unknown digest of what decides values that are not known yet
   * @param isArgument whether the configuration gives a token's attribute, by its names from the outermost
   */
  constructor(
    states: number,
    readonly unknown: string,
    readonly isArgument: (address: string, path: readonly string[]) => boolean,
  ) {
    this.pairs = new PairBudget(states);
  }

  /** An attribute that is not known here and that nobody wrote: the provider computes it. */
  addComputed(path: readonly string[]): void {
    this.#computed.add(printable(joinPath(path)));
  }

  get warnings(): readonly StackWarning[] {
    return [...this.#computed]
      .sort()
      .map((name) => ({ level: "warning", message: `the provider computes ${name}, which is not known here: nothing is said of it` }));
  }
}

/** Where a token stands in a plan or a state. */
export interface TokenPlace {
  readonly type: string;
  readonly address: string;
  readonly deposed?: string | undefined;
  /** Where its values stand in the document. */
  readonly at: string;
  readonly file: string;
}

/** What tokens have, by the names of what it stands in. */
const ATTRIBUTES: Readonly<Record<string, ReadonlySet<string>>> = {
  "": new Set(["account_id", "name", "policies", "condition", "status", "not_before", "expires_on"]),
  policies: new Set(["effect", "permission_groups", "resources"]),
  "policies.permission_groups": new Set(["id"]),
  condition: new Set(["request_ip"]),
  "condition.request_ip": new Set(["in", "not_in"]),
};
/** What the provider computes and what is no access. `value` is the secret itself, an address of a person is private: they are never looked at. */
const COMPUTED: Readonly<Record<string, ReadonlySet<string>>> = {
  "": new Set("id value issued_on last_used_on modified_on creator_email_at_creation provisioner_id provisioner_type".split(" ")),
  policies: new Set(["id"]),
  "policies.permission_groups": new Set(["name", "meta"]),
};

/**
 * Reads a token from the values that `terraform show -json` gives. Only what is access is taken; an argument that is not known to us is an error.
 *
 * @throws PrincipalError InvalidFile
 */
export function readShownToken(place: TokenPlace, values: Omit<Marked, "path">, reading: ShownReading): TokenSpec {
  const { type, file, at, address, deposed } = place;
  if (!isObject(values.value)) throw invalid(file, at, "the values of the token are missing");
  const shown = new ShownToken(place, reading);
  const body = shown.read({ ...values, path: [] });
  const access = readTokenArguments(TOKEN_TYPES.get(type) ?? "account", body, { file, at }, reading.pairs);
  const id = values.value["id"];
  const isShown = isObject(values.sensitive) && !holdsOpaque(values.sensitive["id"]);
  const { references } = shown.opaque;
  return {
    ...access,
    address,
    ...(typeof id === "string" && id !== "" && isShown ? { tokenId: id } : {}),
    ...(deposed === undefined ? {} : { deposed }),
    ...(Object.keys(references).length === 0 ? {} : { references }),
  };
}

class ShownToken {
  readonly opaque: OpaqueValues;

  constructor(
    private readonly place: TokenPlace,
    private readonly reading: ShownReading,
  ) {
    this.opaque = new OpaqueValues(place.address, reading.unknown);
  }

  read(values: Marked): Json {
    return Object.fromEntries(this.fields(values, []).map(([key, part]) => [key, this.readField(key, part)]));
  }

  /** The attributes that count, by name. Null is absent, as Terraform has it. */
  private fields(marked: Marked, names: readonly string[]): (readonly [string, Marked])[] {
    const within = names.join(".");
    return below(marked).flatMap(([key, part]): (readonly [string, Marked])[] => {
      if (typeof key !== "string" || COMPUTED[within]?.has(key) === true) return [];
      if ((part.value === null || part.value === undefined) && !holdsOpaque(part.unknown)) return [];
      if (ATTRIBUTES[within]?.has(key) === true) return [[key, part]];
      const path = [...names, key];
      if (this.reading.isArgument(this.place.address, path)) throw this.fault(part, "unknown attribute, so the access can't be told");
      this.reading.addComputed(path);
      return [];
    });
  }

  private fault({ path }: Marked, what: string): Error {
    return invalid(this.place.file, `${this.place.at}.${joinPath(path)}`, what);
  }

  private readField(key: string, part: Marked): unknown {
    const symbol = this.opaque.symbolOf(part);
    if (key === "policies") return symbol === undefined ? listOf(part, (policy) => this.readPolicy(policy)) : [opaquePolicy(symbol)];
    if (key === "condition") return symbol === undefined ? this.readCondition(part) : { request_ip: { in: [symbol] } };
    if (key === "status" && symbol !== undefined) {
      // Left to the API, which makes tokens active: also the reading under which most is allowed.
      if (part.unknown === true) return "active";
      throw this.fault(part, "the status is marked as sensitive, so the access can't be told");
    }
    if (symbol !== undefined) return symbol;
    // Values are plain texts here, and a `${` in a name is none of Terraform's.
    return key === "name" && typeof part.value === "string" ? escapeTemplate(part.value) : part.value;
  }

  private readPolicy(policy: Marked): unknown {
    const symbol = this.opaque.symbolOf(policy);
    if (symbol !== undefined) return opaquePolicy(symbol);
    if (!isObject(policy.value) && !isObject(policy.unknown)) return policy.value;
    const parts = new Map(this.fields(policy, ["policies"]));
    const effect = parts.get("effect");
    // Whether it allows or denies is not known: anything may.
    const whole =
      effect === undefined ? undefined : this.opaque.symbolOf({ ...policy, unknown: effect.unknown, sensitive: effect.sensitive });
    if (whole !== undefined) return opaquePolicy(whole);
    return Object.fromEntries([...parts].map(([key, part]) => [key, this.readPolicyField(key, part)]));
  }

  private readPolicyField(key: string, part: Marked): unknown {
    const symbol = this.opaque.symbolOf(part);
    if (key === "permission_groups") return symbol === undefined ? listOf(part, (group) => this.readGroup(group)) : [{ id: symbol }];
    if (key !== "resources") return part.value;
    if (symbol !== undefined) return symbol;
    // Before provider 5.13 a map, of which a part may be open; a key never is.
    const [unknown, sensitive] = [holdsOpaque(part.unknown), holdsOpaque(part.sensitive)];
    if (unknown || sensitive) return this.opaque.symbolOf({ ...part, unknown, sensitive });
    // A text that is no JSON would be taken for an expression.
    return typeof part.value === "string" && !part.value.startsWith("{") ? "[]" : part.value;
  }

  private readGroup(group: Marked): unknown {
    const symbol = this.opaque.symbolOf(group);
    if (symbol !== undefined) return { id: symbol };
    if (!isObject(group.value) && !isObject(group.unknown)) return group.value;
    const fields = this.fields(group, ["policies", "permission_groups"]);
    return Object.fromEntries(fields.map(([key, part]) => [key, this.opaque.symbolOf(part) ?? part.value]));
  }

  private readCondition(condition: Marked): unknown {
    if (!isObject(condition.value) && !isObject(condition.unknown)) return condition.value;
    return Object.fromEntries(
      this.fields(condition, ["condition"]).map(([key, part]) => {
        const symbol = this.opaque.symbolOf(part);
        return [key, symbol === undefined ? this.readRequestIp(part) : { in: [symbol] }];
      }),
    );
  }

  private readRequestIp(filter: Marked): unknown {
    if (!isObject(filter.value) && !isObject(filter.unknown)) return filter.value;
    return Object.fromEntries(
      this.fields(filter, ["condition", "request_ip"]).map(([key, part]) => {
        const symbol = this.opaque.symbolOf(part);
        return [key, symbol === undefined ? listOf(part, (entry) => this.opaque.symbolOf(entry) ?? entry.value) : [symbol]];
      }),
    );
  }
}

/** A policy of which all is open. */
function opaquePolicy(symbol: string): Json {
  return { effect: "allow", permission_groups: [{ id: symbol }], resources: symbol };
}

/** A list, each entry read; anything else stays what it is, for the schema to refuse. */
function listOf(part: Marked, read: (entry: Marked) => unknown): unknown {
  return Array.isArray(part.value) || Array.isArray(part.unknown) ? below(part).map(([, entry]) => read(entry)) : part.value;
}
