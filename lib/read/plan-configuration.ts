import type { DeliverySpec, NotUnderstood } from "../policy";
import { canonicalText, COMMENT, digestOf, isObject, type Json, providerNameOf, resourceAddress, sinkOf } from "../terraform";
import { TOKEN_TYPES } from "./token-arguments";

/** What a plan's configuration says of one resource. */
interface Configured {
  readonly address: string;
  readonly type: string;
  readonly mode: unknown;
  readonly expressions: Json;
  readonly provider: string | undefined;
  readonly provisioners: unknown;
}

const VALUE = ".value";

/** What becomes of a token's value. */
export interface TokenUse {
  readonly deliveries: readonly DeliverySpec[];
  readonly notUnderstood: readonly NotUnderstood[];
}

/** The part of a plan that says what was written: which arguments are given, what they refer to, and which provider manages a resource. */
export class PlanConfiguration {
  /** A digest of all that decides what is not known yet. */
  readonly digest: string;
  /** Resources of all modules, by address without keys of instances. */
  private readonly resources = new Map<string, Configured>();
  private readonly uses = new Map<string, { readonly deliveries: DeliverySpec[]; readonly notUnderstood: NotUnderstood[] }>();
  private readonly root: Json;
  private readonly isThere: boolean;

  constructor(document: Json) {
    const { configuration } = document;
    this.isThere = isObject(configuration);
    this.digest = digestOf(canonicalText([configuration, document["variables"]]));
    this.root = object(part(configuration, "root_module"));
    const open: (readonly [string, Json])[] = [["", this.root]];
    for (const [path, module] of open) {
      for (const resource of list(module["resources"])) this.add(path, object(resource));
      for (const [name, call] of Object.entries(object(module["module_calls"])))
        open.push([`${path}module.${name}.`, object(part(call, "module"))]);
    }
    this.addUses();
  }

  /** Whether an attribute of a resource is written, by its names from the outermost. Where nothing tells what is, all may be. */
  isArgument(address: string, [first = "", ...rest]: readonly string[]): boolean {
    if (!this.isThere) return true;
    const expressions = this.of(address)?.expressions ?? {};
    if (!Object.hasOwn(expressions, first)) return false;
    const name = rest.at(-1);
    return name === undefined || holdsKey(expressions[first], name);
  }

  /** Which provider configuration manages a resource. */
  providerOf(address: string): string {
    return this.of(address)?.provider ?? "cloudflare";
  }

  /** What the configuration of a resource of the root module refers to. */
  referencesOf(address: string): readonly string[] {
    const found = this.resources.get(address);
    return found === undefined ? [] : referencesIn(found.expressions);
  }

  /**
   * Where a token's value goes, and what of that and of its own block is not understood. Locals stand in no plan: what goes through them is not seen, nor
   * what becomes of a module's outputs.
   */
  usesOf(token: string): TokenUse {
    const { module = "", resource = "" } = resourceAddress(token) ?? {};
    const { deliveries = [], notUnderstood = [] } = (module === "" ? this.uses.get(resource) : undefined) ?? {};
    const provisioners = this.of(token)?.provisioners;
    if (list(provisioners).length === 0) return { deliveries, notUnderstood };
    const own = { what: "provisioner", where: token, digest: digestOf(canonicalText(provisioners)) };
    return { deliveries, notUnderstood: [own, ...notUnderstood] };
  }

  private addUses(): void {
    for (const [name, output] of Object.entries(object(this.root["outputs"])))
      for (const token of tokensTakenBy(part(output, "expression")))
        this.use(token).deliveries.push({ kind: "output", to: `output.${name}`, sensitive: part(output, "sensitive") === true });
    for (const { address, type, mode, expressions } of this.resources.values()) {
      const attributes = (mode === "managed" ? sinkOf(type)?.attributes : undefined) ?? [];
      const kept = Object.entries(expressions).filter(([name]) => attributes.includes(name));
      const others = Object.entries(expressions).filter(([name]) => !attributes.includes(name));
      for (const token of tokensTakenBy(kept)) this.use(token).deliveries.push({ kind: "sink", to: address, sensitive: true });
      for (const token of tokensTakenBy(others)) this.addOdd(token, address, expressions);
    }
    for (const [name, call] of Object.entries(object(this.root["module_calls"]))) {
      const expressions = part(call, "expressions");
      for (const token of tokensTakenBy(expressions)) this.addOdd(token, `module.${name}`, expressions);
    }
  }

  private addOdd(token: string, where: string, expressions: unknown): void {
    const digest = digestOf(canonicalText(expressions));
    this.use(token).notUnderstood.push({ what: "its value goes to what is no secret store", where, digest });
  }

  private use(token: string): { readonly deliveries: DeliverySpec[]; readonly notUnderstood: NotUnderstood[] } {
    const use = this.uses.get(token) ?? { deliveries: [], notUnderstood: [] };
    this.uses.set(token, use);
    return use;
  }

  private of(address: string): Configured | undefined {
    const { module = "", resource = "" } = resourceAddress(address) ?? {};
    return this.resources.get(module === "" ? resource : `${module}.${resource}`);
  }

  private add(path: string, resource: Json): void {
    const { address, mode = "managed", expressions, provider_config_key: provider, provisioners } = resource;
    if (typeof address !== "string") return;
    const [type = ""] = (resourceAddress(address)?.resource ?? "").replace(/^data\./, "").split(".");
    const own = object(expressions);
    this.resources.set(path + address, {
      address: path + address,
      type,
      mode,
      expressions: own,
      provider: providerNameOf(provider),
      provisioners,
    });
  }
}

/** The tokens whose value, or the whole of which, an expression takes. Terraform lists each reference from the longest to the shortest. */
function tokensTakenBy(expression: unknown): ReadonlySet<string> {
  const taken = new Set<string>();
  const references = referencesIn(expression);
  references.forEach((reference, index) => {
    if (!reference.startsWith("cloudflare_")) return;
    const before = references[index - 1] ?? "";
    const isValue = reference.endsWith(VALUE);
    const token = resourceAddress(isValue ? reference.slice(0, -VALUE.length) : reference)?.resource ?? "";
    const isPart = before.startsWith(`${reference}.`) || before.startsWith(`${reference}[`);
    if (TOKEN_TYPES.has(token.split(".", 1)[0] ?? "") && !isPart) taken.add(token);
  });
  return taken;
}

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(referencesIn);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === "references" && Array.isArray(inner) ? inner.filter((each): each is string => typeof each === "string") : referencesIn(inner),
  );
}

function holdsKey(value: unknown, name: string): boolean {
  if (Array.isArray(value)) return value.some((each) => holdsKey(each, name));
  return isObject(value) && Object.entries(value).some(([key, inner]) => key === name || (key !== COMMENT && holdsKey(inner, name)));
}

function part(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
