import { type DeliverySpec, escapeTemplate, type NotUnderstood } from "../policy";
import { printable } from "../printable";
import {
  AppDefinitions,
  canonicalText,
  COMMENT,
  digestOf,
  isObject,
  joinPath,
  type Json,
  providerNameOf,
  resourceAddress,
  type TerraformStack,
} from "../terraform";
import type { Document } from "./show";

/** What a plan's configuration says of one resource. */
interface Configured {
  readonly expressions: Json;
  readonly provider: string | undefined;
  readonly provisioners: unknown;
}

/** What becomes of a token's value. */
export interface TokenUse {
  readonly deliveries: readonly DeliverySpec[];
  readonly notUnderstood: readonly NotUnderstood[];
}

/** The part of a plan that says what was written: which arguments are given, what they refer to, and which provider manages a resource. */
export class PlanConfiguration {
  /** A digest of all that decides what is not known yet. */
  readonly digest: string;
  /**
   * The root module as Terraform JSON, as far as a plan shows it: in the place of an expression stand the things that it refers to, each as a symbol.
   * Locals stand in no plan, so what goes through them is not seen, nor is what becomes of a module's outputs.
   */
  readonly terraform: TerraformStack;
  /** Resources of all modules, by address without keys of instances. */
  private readonly resources = new Map<string, Configured>();
  private readonly app = new AppDefinitions();
  private readonly isThere: boolean;

  constructor(document: Json, file: string) {
    const { configuration } = document;
    this.isThere = isObject(configuration);
    this.digest = digestOf(canonicalText([configuration, document["variables"]]));
    const root = object(part(configuration, "root_module"));
    const open: (readonly [string, Json])[] = [["", root]];
    for (const [path, module] of open) {
      for (const resource of list(module["resources"])) this.add(path, object(resource));
      for (const [name, call] of Object.entries(object(module["module_calls"])))
        open.push([`${path}module.${name}.`, object(part(call, "module"))]);
    }
    this.terraform = {
      name: "",
      files: [{ file, document: [terraformOf(root, object(part(configuration, "provider_config")))] }],
      others: [],
    };
    this.app.stack(this.terraform);
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

  /** Where a token's value goes, and what of that and of its own block is not understood. */
  usesOf(token: string): TokenUse {
    const { module = "", resource = "" } = resourceAddress(token) ?? {};
    const { deliveries, odd } = module === "" ? this.app.usesOf(this.terraform, resource) : { deliveries: [], odd: [] };
    const provisioners = this.of(token)?.provisioners;
    if (list(provisioners).length === 0) return { deliveries, notUnderstood: odd };
    const own = { what: "provisioner", where: token, digest: digestOf(canonicalText(provisioners)) };
    return { deliveries, notUnderstood: [own, ...odd] };
  }

  /** Outputs that take something of a local or a module: nothing in a plan says what that is. */
  get openOutputs(): readonly string[] {
    const { output } = this.terraform.files[0]?.document[0] ?? {};
    return Object.entries(object(output)).flatMap(([name, body]) => {
      const value = part(body, "value");
      return typeof value === "string" && /\$\{(?:local|module)\./.test(value) ? [`output.${name}`] : [];
    });
  }

  private of(address: string): Configured | undefined {
    const { module = "", resource = "" } = resourceAddress(address) ?? {};
    return this.resources.get(module === "" ? resource : `${module}.${resource}`);
  }

  private add(path: string, resource: Json): void {
    const { address, expressions, provider_config_key: provider, provisioners } = resource;
    if (typeof address !== "string") return;
    this.resources.set(path + address, { expressions: object(expressions), provider: providerNameOf(provider), provisioners });
  }
}

function terraformOf(root: Json, providers: Json): Json {
  const blocks: Record<string, Record<string, Json[]>> = { resource: {}, data: {} };
  for (const resource of list(root["resources"]).map(object)) {
    const { address, mode, expressions, provider_config_key: provider, provisioners } = resource;
    const [type = "", name = ""] = (resourceAddress(address)?.resource ?? "").replace(/^data\./, "").split(".");
    const programs = list(provisioners).map((each) => ({ [String(part(each, "type"))]: written(part(each, "expressions")) }));
    const body = {
      ...object(written(expressions)),
      ...(provider === undefined ? {} : { provider }),
      ...(programs.length === 0 ? {} : { provisioner: programs }),
    };
    const types = blocks[mode === "data" ? "data" : "resource"] ?? {};
    types[type] = [...(types[type] ?? []), { [name]: body }];
  }
  const own = Object.values(providers)
    .map(object)
    .filter(({ module_address: module }) => module === undefined || module === "");
  return {
    ...blocks,
    output: mapped(root["outputs"], (output) => ({
      value: written(part(output, "expression")),
      sensitive: part(output, "sensitive") === true,
    })),
    variable: mapped(root["variables"], (variable) => variable),
    module: mapped(root["module_calls"], (call) => ({ ...object(written(part(call, "expressions"))), source: part(call, "source") })),
    provider: own.map(({ name, alias, expressions }) => ({
      [String(name)]: { ...object(written(expressions)), ...(alias === undefined ? {} : { alias }) },
    })),
    terraform: {
      required_providers: {
        cloudflare: { source: "cloudflare/cloudflare" },
        ...Object.fromEntries(
          own.map(({ name, full_name: source, version_constraint: version }) => [
            String(name),
            { source: typeof source === "string" ? source : "", ...(typeof version === "string" ? { version } : {}) },
          ]),
        ),
      },
    },
  };
}

function mapped(values: unknown, make: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object(values)).map(([name, value]) => [name, make(value)]));
}

/** What stands in the place of expressions: what is written, or each thing that it refers to as a symbol. */
function written(expression: unknown): unknown {
  if (Array.isArray(expression)) return (expression as readonly unknown[]).map(written);
  if (!isObject(expression)) return expression;
  if (Object.hasOwn(expression, "constant_value")) return escaped(expression["constant_value"]);
  if (Array.isArray(expression["references"])) return thingsIn(referencesIn(expression)).join("");
  return Object.fromEntries(Object.entries(expression).map(([name, inner]) => [name, written(inner)]));
}

/** Terraform lists each reference from the longest to the shortest. */
function thingsIn(references: readonly string[]): string[] {
  return references.flatMap((reference, index) => {
    const longer = references[index - 1] ?? "";
    return longer.startsWith(`${reference}.`) || longer.startsWith(`${reference}[`) ? [] : [`\${${reference}}`];
  });
}

/** A constant is a plain text here, and a `${` in it is none of Terraform's. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return escapeTemplate(value);
  if (Array.isArray(value)) return (value as readonly unknown[]).map(escaped);
  return isObject(value) ? mapped(value, escaped) : value;
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

/** Something that a plan runs, asks or makes, and that is on no list of ours. */
export interface NotListed {
  /** In words: `random_id (x) comes from provider hashicorp/random, which is on no list`. */
  readonly what: string;
  /** A Terraform address, a setting or a type. */
  readonly where: string;
  /** What to do about it. */
  readonly fix: string;
  /** The line of `.principals/allowed.json` that allows it. @default - nobody may allow it */
  readonly allowable?: string;
}

/** Something in a plan that is no part of what is reviewed. */
export interface NotReviewed {
  /** In words: `an action is invoked`, `a member that is not known here`. */
  readonly what: string;
  /** A Terraform address, or the place in the plan. */
  readonly where: string;
}

/** The members of an object that are known: `true` for what is not looked into. */
interface Members {
  readonly [name: string]: true | Members | { readonly each: Members };
}

const members = (text: string): Members => Object.fromEntries(text.split(" ").map((name) => [name, true]));
const CHANGE = members(
  "actions before after after_unknown before_sensitive after_sensitive replace_paths importing generated_config before_identity after_identity",
);
const RESOURCE_CHANGE: Members = {
  ...members("address previous_address module_address mode type name index index_unknown provider_name deposed action_reason"),
  change: CHANGE,
};
const OUTPUTS = { each: members("value type sensitive ephemeral deprecated") };
const VALUES: Members = {
  address: true,
  resources: {
    each: members(
      "address mode type name index provider_name schema_version values sensitive_values depends_on tainted deposed_key identity identity_schema_version",
    ),
  },
};
const CONFIGURATION: Members = {
  outputs: { each: members("expression sensitive ephemeral description depends_on deprecated") },
  resources: {
    each: members(
      "address mode type name provider_config_key schema_version expressions count_expression for_each_expression depends_on provisioners",
    ),
  },
  variables: { each: members("default description sensitive ephemeral type nullable required deprecated") },
};
/** A module holds others of its kind. */
const modules = (own: Members, name: string, more: Members = {}): Members => {
  const module: Record<string, Members[string]> = { ...own };
  module[name] = { each: Object.keys(more).length === 0 ? module : { ...more, module } };
  return module;
};

/**
 * What the plans of Terraform 1.15 and OpenTofu 1.12 hold.
 *
 * Source: https://developer.hashicorp.com/terraform/internals/json-format, and internal/command/jsonplan, jsonstate and jsonconfig of both
 */
const ROOT: Members = {
  ...members("format_version terraform_version variables prior_state relevant_attributes checks timestamp applyable complete errored"),
  resource_changes: { each: RESOURCE_CHANGE },
  resource_drift: { each: RESOURCE_CHANGE },
  output_changes: { each: CHANGE },
  planned_values: { outputs: OUTPUTS, root_module: modules(VALUES, "child_modules") },
  configuration: {
    provider_config: { each: members("name full_name version_constraint alias module_address expressions") },
    root_module: modules(
      CONFIGURATION,
      "module_calls",
      members("source expressions count_expression for_each_expression version_constraint depends_on"),
    ),
  },
};

/** Members of the root that list what Terraform does besides, with the path of the address in an entry. */
const LISTS: Readonly<Record<string, { readonly what: string; readonly address: readonly string[] }>> = {
  action_invocations: { what: "an action is invoked", address: ["address"] },
  deferred_action_invocations: { what: "an action is put off", address: ["action_invocation", "address"] },
  deferred_changes: { what: "a change is put off", address: ["resource_change", "address"] },
};

/** What of a plan is named, and not looked at. */
export function notReviewedIn(document: Json): NotReviewed[] {
  const found: NotReviewed[] = [];
  const { rest, listed } = Object.entries(document).reduce<{ rest: [string, unknown][]; listed: [string, unknown][] }>(
    (sides, entry) => {
      (Object.hasOwn(LISTS, entry[0]) && Array.isArray(entry[1]) ? sides.listed : sides.rest).push(entry);
      return sides;
    },
    { rest: [], listed: [] },
  );
  for (const [name, value] of listed)
    list(value).forEach((entry, index) => {
      const { what = "", address = [] } = LISTS[name] ?? {};
      const said = address.reduce<unknown>(part, entry);
      found.push({ what, where: typeof said === "string" ? printable(said) : joinPath([name, index]) });
    });
  addUnknown(found, [], Object.fromEntries(rest), ROOT);
  return found;
}

/** Members that are not known, at any depth that is looked into. Nothing stands in an empty one. */
function addUnknown(found: NotReviewed[], path: readonly PropertyKey[], value: unknown, known: Members): void {
  if (!isObject(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const at = [...path, key];
    const below = Object.hasOwn(known, key) ? known[key] : undefined;
    if (below === undefined) {
      const isEmpty = inner === null || inner === undefined || (typeof inner === "object" && Object.keys(inner).length === 0);
      if (!isEmpty) found.push({ what: "a member that is not known here", where: joinPath(at) });
    } else if (below === true) continue;
    else if (!isEach(below)) addUnknown(found, at, inner, below);
    else if (Array.isArray(inner))
      inner.forEach((entry, index) => {
        addUnknown(found, [...at, index], entry, below.each);
      });
    else if (isObject(inner)) for (const [name, entry] of Object.entries(inner)) addUnknown(found, [...at, name], entry, below.each);
  }
}

function isEach(members: Members | { readonly each: Members }): members is { readonly each: Members } {
  return typeof members.each === "object";
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
