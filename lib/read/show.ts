import { createHmac, randomBytes } from "node:crypto";
import { z } from "zod";
import { compareText, escapeTemplate, type TokenSpec } from "../policy";
import { printable } from "../printable";
import { canonicalText, invalid, isObject, joinPath, JsonFault, parseStrictJson, schemaFaults } from "../terraform";
import type { StackWarning } from "./stack";
import { PairBudget, readTokenArguments, TOKEN_TYPES } from "./token-arguments";

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

/* What plans and states of `terraform show -json` have in common. */

export type Document = Readonly<Record<string, unknown>>;

/** The document of a text or of a value that was parsed before, of a format that we know. */
export function openDocument(json: unknown, file: string, kind: "plan" | "state"): Document {
  const document = typeof json === "string" ? parse(json, file) : json;
  if (!isObject(document)) throw invalid(file, "", `not the JSON of a Terraform ${kind} (terraform show -json)`);
  if (Object.hasOwn(document, "lineage"))
    throw invalid(file, "", "this is a state file as Terraform stores it; read the output of terraform show -json");
  const version = document["format_version"];
  if (typeof version !== "string") throw invalid(file, "format_version", `not the JSON of a Terraform ${kind} (terraform show -json)`);
  // Terraform promises that 1.x only adds what may be left out.
  if (!/^1\.\d{1,4}$/.test(version)) throw invalid(file, "format_version", "a format version that is not known here; 1.x is");
  return document;
}

function parse(text: string, file: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw invalid(file, error.at, error.message);
    throw error;
  }
}

/** A part of the document in the shape that is needed here. */
export function shaped<T>(schema: z.ZodType<T>, value: unknown, file: string, path: readonly PropertyKey[]): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [first] = schemaFaults(parsed.error);
  throw invalid(file, joinPath([...path, ...(first?.path ?? [])]), first?.what ?? "not what Terraform writes");
}

const resource = z.object({
  address: z.string(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  values: z.unknown().optional(),
  sensitive_values: z.unknown().optional(),
  deposed_key: z.string().optional(),
});
const moduleSchema = z.object({ resources: z.array(z.unknown()).optional(), child_modules: z.array(z.unknown()).optional() });

/** A token of `values` or `planned_values`. */
export interface ShownResource {
  readonly address: string;
  readonly deposed?: string;
  /** Reads its access; Terraform knows all of a state. */
  readonly read: () => TokenSpec;
}

/** The tokens of a module and of those below it. */
export function tokensOfModule(value: unknown, file: string, path: readonly PropertyKey[], reading: ShownReading): ShownResource[] {
  const module = shaped(moduleSchema, value, file, path);
  const own = (module.resources ?? []).flatMap((entry, index): ShownResource[] => {
    const at = [...path, "resources", index];
    const { address, mode, type, values, sensitive_values: sensitive, deposed_key: deposed } = shaped(resource, entry, file, at);
    if (mode !== "managed" || !TOKEN_TYPES.has(type)) return [];
    const place = { type, address, deposed, at: joinPath([...at, "values"]), file };
    return [
      {
        address,
        ...(deposed === undefined ? {} : { deposed }),
        read: () => {
          checkMarks(sensitive, [...at, "sensitive_values"], file);
          return readShownToken(place, { value: values, unknown: undefined, sensitive }, reading);
        },
      },
    ];
  });
  const below = (module.child_modules ?? []).flatMap((child, index) =>
    tokensOfModule(child, file, [...path, "child_modules", index], reading),
  );
  return [...own, ...below];
}

/** Without Terraform's marks a sensitive value would be taken for any other. It writes them in any case. */
export function checkMarks(marks: unknown, path: readonly PropertyKey[], file: string): void {
  if (!isObject(marks) && typeof marks !== "boolean") throw invalid(file, joinPath(path), "what is sensitive is missing");
}

/** What a state says of its tokens. */
export interface StateReading {
  readonly specs: readonly TokenSpec[];
  readonly warnings: readonly StackWarning[];
}

/**
 * The tokens of a Terraform state, as `terraform show -json` writes it; otherwise as `readPlan`.
 *
 * @throws PrincipalError InvalidFile
 */
export function readState(json: unknown, file = "state"): TokenSpec[] {
  return [...readWholeState(json, file).specs];
}

/** A state with what there is to say of it. */
export function readWholeState(json: unknown, file: string): StateReading {
  const document = openDocument(json, file, "state");
  if (Object.hasOwn(document, "planned_values") || Object.hasOwn(document, "resource_changes"))
    throw invalid(file, "", "this is the JSON of a Terraform plan, not of a state");
  const values = document["values"];
  // An empty state has no values at all.
  if (values === undefined && Object.keys(document).every((key) => ["format_version", "terraform_version", "checks"].includes(key)))
    return { specs: [], warnings: [] };
  if (!isObject(values) || !Object.hasOwn(values, "root_module")) throw invalid(file, "values", "the state's values are missing");
  // Terraform knows all of a state, and does not say which arguments are written.
  const reading = new ShownReading(1, "", () => false);
  const specs = tokensOfModule(values["root_module"], file, ["values", "root_module"], reading)
    .map((token): TokenSpec => ({ ...token.read(), provider: { name: "cloudflare" } }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
  return { specs, warnings: reading.warnings };
}

/** A value, what of it is not known, and what of it is sensitive: Terraform's `after`, `after_unknown` and `after_sensitive`. */
export interface Marked {
  readonly value: unknown;
  readonly unknown: unknown;
  readonly sensitive: unknown;
  readonly path: readonly PropertyKey[];
}

/** Whether anything within is not known or sensitive. */
export function holdsOpaque(mark: unknown): boolean {
  if (mark === true) return true;
  if (Array.isArray(mark)) return mark.some(holdsOpaque);
  return isObject(mark) && Object.values(mark).some(holdsOpaque);
}

/** Everything below a value, each with its marks: of an unknown entry there is no value. */
export function below({ value, unknown, sensitive: secret, path }: Marked): readonly (readonly [PropertyKey, Marked])[] {
  const part = (from: unknown, key: PropertyKey): unknown =>
    typeof from === "object" && from !== null && Object.hasOwn(from, key)
      ? (from as Readonly<Record<PropertyKey, unknown>>)[key]
      : undefined;
  const lists = [value, unknown, secret].filter((each): each is readonly unknown[] => Array.isArray(each));
  const keys: PropertyKey[] =
    lists.length > 0
      ? Array.from({ length: Math.max(...lists.map((list) => list.length)) }, (_, index) => index)
      : [...new Set([value, unknown].filter(isObject).flatMap((each) => Object.keys(each)))];
  return keys.map((key) => [
    key,
    { value: part(value, key), unknown: part(unknown, key), sensitive: secret === true ? true : part(secret, key), path: [...path, key] },
  ]);
}

/**
 * Stands in for values of one token that can't be shown: not known before apply, or sensitive. Each becomes a symbol that says where it stands, and what
 * it is goes by a digest beside it.
 */
export class OpaqueValues {
  readonly #references: Record<string, string> = {};

  /**
   * @param address of the token
   * @param unknown digest of what decides values that are not known yet
   */
  constructor(
    private readonly address: string,
    private readonly unknown: string,
  ) {}

  /** By symbol, a digest of what it stands for. */
  get references(): Readonly<Record<string, string>> {
    return this.#references;
  }

  /** The symbol of a value that is not known or sensitive as a whole. */
  symbolOf({ value, unknown, sensitive, path }: Marked): string | undefined {
    const digest =
      unknown === true ? this.unknown : sensitive === true && value !== null && value !== undefined ? sensitiveDigest(value) : undefined;
    if (digest === undefined) return undefined;
    const at = joinPath(path);
    const symbol = `\${${this.address}${at.startsWith("[") ? "" : "."}${at}}`;
    this.#references[symbol] = digest;
    return symbol;
  }
}

const KEY = Symbol.for("cloudflare-principals/sensitive-key");

/** Equal for equal values of one process; nothing leads back to the value, which may be short enough to be guessed. */
function sensitiveDigest(value: unknown): string {
  const known: unknown = Reflect.get(globalThis, KEY);
  const key = Buffer.isBuffer(known) ? known : randomBytes(32);
  Reflect.set(globalThis, KEY, key);
  return createHmac("sha256", key).update(canonicalText(value)).digest("hex").slice(0, 32);
}
