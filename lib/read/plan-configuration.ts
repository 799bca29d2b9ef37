import type { DeliverySpec, NotUnderstood } from "../policy";
import { printable } from "../printable";
import { canonicalText, COMMENT, digestOf, isObject, joinPath, type Json, providerNameOf, resourceAddress, sinkOf } from "../terraform";
import type { Document } from "./show";
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

/** Something in a plan that is no part of what is reviewed. */
export interface NotReviewed {
  /** In words: `an action is invoked`, `a member that is not known here`. */
  readonly what: string;
  /** A Terraform address, or the place in the plan. */
  readonly where: string;
}

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

/**
 * What the plans of Terraform 1.15 and OpenTofu 1.12 hold.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format
 */
const ROOT = words(
  "format_version terraform_version variables planned_values resource_drift resource_changes output_changes prior_state configuration " +
    "relevant_attributes checks timestamp applyable complete errored",
);
const RESOURCE_CHANGE = words("address previous_address module_address mode type name index provider_name deposed change action_reason");
const CHANGE = words(
  "actions before after after_unknown before_sensitive after_sensitive replace_paths importing generated_config before_identity after_identity",
);

/** Members of the root that list what Terraform does besides, with the path of the address in an entry. */
const LISTS: Readonly<Record<string, { readonly what: string; readonly address: readonly string[] }>> = {
  action_invocations: { what: "an action is invoked", address: ["address"] },
  deferred_action_invocations: { what: "an action is put off", address: ["action_invocation", "address"] },
  deferred_changes: { what: "a change is put off", address: ["resource_change", "address"] },
};

/** What of a plan is named, and not looked at. */
export function notReviewedIn(document: Json): NotReviewed[] {
  const found: NotReviewed[] = [];
  for (const [name, value] of Object.entries(document)) {
    const list = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
    if (list !== undefined && Array.isArray(value))
      value.forEach((entry, index) => {
        const address = list.address.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), entry);
        found.push({ what: list.what, where: typeof address === "string" ? printable(address) : joinPath([name, index]) });
      });
    else if (!ROOT.has(name)) addUnknown(found, [name], value);
  }
  for (const name of ["resource_changes", "resource_drift"]) {
    const entries = document[name];
    if (!Array.isArray(entries)) continue;
    (entries as readonly unknown[]).forEach((entry, index) => {
      if (!isObject(entry)) return;
      const at = [name, index];
      for (const [key, value] of Object.entries(entry)) if (!RESOURCE_CHANGE.has(key)) addUnknown(found, [...at, key], value);
      const { change } = entry;
      if (!isObject(change)) return;
      for (const [key, value] of Object.entries(change)) if (!CHANGE.has(key)) addUnknown(found, [...at, "change", key], value);
    });
  }
  return found;
}

/** Nothing stands in an empty member. */
function addUnknown(found: NotReviewed[], path: readonly PropertyKey[], value: unknown): void {
  const isEmpty = value === null || value === undefined || (typeof value === "object" && Object.keys(value).length === 0);
  if (!isEmpty) found.push({ what: "a member that is not known here", where: joinPath(path) });
}

/** The answers of data sources that Terraform read before the plan was made. */
export interface PlanFindings {
  /** Zones by the address of the data source, `data.cloudflare_zone.main`. */
  readonly zones: ReadonlyMap<string, { readonly id: string; readonly name: string }>;
  /** Permission groups that Cloudflare lists, names by id. */
  readonly permissions: ReadonlyMap<string, string>;
}

/** What the data sources of the root module found. */
export function findingsOf(document: Document): PlanFindings {
  const zones = new Map<string, { id: string; name: string }>();
  const permissions = new Map<string, string>();
  const part = (value: unknown, key: string): unknown => (isObject(value) ? value[key] : undefined);
  const resources = part(part(part(document["prior_state"], "values"), "root_module"), "resources");
  for (const resource of Array.isArray(resources) ? (resources as readonly unknown[]) : []) {
    if (!isObject(resource) || resource["mode"] !== "data" || resource["provider_name"] !== PROVIDER) continue;
    const { type, address, values } = resource;
    const [id, name] = [part(values, "id"), part(values, "name")];
    if (type === "cloudflare_zone" && typeof address === "string" && typeof id === "string" && typeof name === "string")
      zones.set(address, { id, name });
    if (type !== "cloudflare_account_api_token_permission_groups_list") continue;
    const list = part(values, "result");
    for (const group of Array.isArray(list) ? (list as readonly unknown[]) : []) {
      const [groupId, groupName] = [part(group, "id"), part(group, "name")];
      if (typeof groupId === "string" && typeof groupName === "string") permissions.set(groupId, groupName);
    }
  }
  return { zones, permissions };
}

const PROVIDER = "registry.terraform.io/cloudflare/cloudflare";
