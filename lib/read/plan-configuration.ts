import type { DeliverySpec, NotUnderstood } from "../policy";
import {
  AppDefinitions,
  canonicalText,
  COMMENT,
  COMPUTED_PLACE,
  digestOf,
  isObject,
  type Json,
  outsidePlan,
  type OutsideRow,
  providerNameOf,
  resourceAddress,
  sinkOf,
  type TerraformStack,
} from "../terraform";

/** What a plan's configuration says of one resource. */
interface Configured {
  readonly type: string;
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
  private readonly terraform: TerraformStack;
  private readonly root: Json;
  /** All modules, each as a stack of its own. */
  private readonly modules: readonly TerraformStack[];
  /** Resources of all modules, by address without keys of instances. */
  private readonly resources = new Map<string, Configured>();
  private readonly app = new AppDefinitions();
  private readonly isThere: boolean;

  constructor(document: Json, file: string) {
    const { configuration } = document;
    this.isThere = isObject(configuration);
    this.digest = digestOf(canonicalText([configuration, document["variables"]]));
    this.root = object(part(configuration, "root_module"));
    const providers = object(part(configuration, "provider_config"));
    const open: (readonly [string, Json])[] = [["", this.root]];
    const modules: TerraformStack[] = [];
    for (const [path, module] of open) {
      modules.push({ name: path, files: [{ file, document: [terraformOf(module, providers, path)] }], others: [] });
      for (const resource of list(module["resources"])) this.add(path, object(resource));
      for (const [name, call] of Object.entries(object(module["module_calls"])))
        open.push([`${path}module.${name}.`, object(part(call, "module"))]);
    }
    const [terraform = { name: "", files: [], others: [] }] = modules;
    this.terraform = terraform;
    this.modules = modules;
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

  /**
   * Where a secret may go by way of a local or a module, of which nothing in a plan says what it is: outputs that are sensitive or that take the mark off, and
   * secret stores.
   */
  get openUses(): readonly DeliverySpec[] {
    const outputs = Object.entries(object(this.root["outputs"])).flatMap(([name, output]): DeliverySpec[] => {
      const sensitive = part(output, "sensitive") === true;
      const isBared = JSON.stringify(part(output, "expression")).includes("nonsensitive");
      const isOpen = (sensitive || isBared) && referencesIn(part(output, "expression")).some(isHidden);
      return isOpen ? [{ kind: "output", to: `output.${name}`, sensitive }] : [];
    });
    const sinks = [...this.resources].flatMap(([to, { type, expressions }]): DeliverySpec[] => {
      const { attributes = [] } = sinkOf(type) ?? {};
      const isOpen = attributes.some((name) => referencesIn(expressions[name]).some(isHidden));
      return isOpen ? [{ kind: "sink", to, sensitive: true }] : [];
    });
    return [...outputs, ...sinks];
  }

  /** What the configuration names that is on no list, in all modules. */
  get outside(): readonly OutsideRow[] {
    return this.modules.flatMap(outsidePlan);
  }

  private of(address: string): Configured | undefined {
    const { module = "", resource = "" } = resourceAddress(address) ?? {};
    return this.resources.get(module === "" ? resource : `${module}.${resource}`);
  }

  private add(path: string, resource: Json): void {
    const { address, expressions, provider_config_key: provider, provisioners } = resource;
    if (typeof address !== "string") return;
    const [type = ""] = (resourceAddress(address)?.resource ?? "").split(".");
    this.resources.set(path + address, { type, expressions: object(expressions), provider: providerNameOf(provider), provisioners });
  }
}

/** @param path of the module: what is required in the root module counts there as well */
function terraformOf(root: Json, providers: Json, path: string): Json {
  const blocks: Record<string, Record<string, Json[]>> = { resource: {}, data: {} };
  for (const resource of list(root["resources"]).map(object)) {
    const { address, mode, expressions, provider_config_key: key, provisioners } = resource;
    // Of a module the key begins with its address.
    const provider = typeof key === "string" ? key.slice(key.lastIndexOf(":") + 1) : undefined;
    const [type = "", name = ""] = (resourceAddress(address)?.resource ?? "").replace(/^data\./, "").split(".");
    const programs = list(provisioners).map((each) => ({ [String(part(each, "type"))]: written(part(each, "expressions")) }));
    const body = {
      ...object(written(expressions)),
      ...(provider === undefined ? {} : { provider }),
      ...(resource["for_each_expression"] === undefined ? {} : { for_each: written(resource["for_each_expression"]) }),
      ...(resource["count_expression"] === undefined ? {} : { count: written(resource["count_expression"]) }),
      ...(programs.length === 0 ? {} : { provisioner: programs }),
    };
    const types = blocks[mode === "data" ? "data" : "resource"] ?? {};
    types[type] = [...(types[type] ?? []), { [name]: body }];
  }
  const all = Object.values(providers).map(object);
  const here = path.replace(/\.$/, "");
  const own = all.filter(({ module_address: module = "" }) => module === here);
  const required = [...all.filter(({ module_address: module = "" }) => module === ""), ...own];
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
          required.map(({ name, full_name: source, version_constraint: version }) => [
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

/**
 * What stands in the place of expressions. Of Terraform JSON a plan has the text as it is written; of HCL a constant, or each thing that an expression
 * refers to, as a symbol. What refers to nothing and is none of these is computed in a way that is not shown.
 */
function written(expression: unknown): unknown {
  if (Array.isArray(expression)) return (expression as readonly unknown[]).map(written);
  if (!isObject(expression)) return expression;
  if (Object.hasOwn(expression, "constant_value")) return expression["constant_value"];
  if (Array.isArray(expression["references"])) return thingsIn(referencesIn(expression)).join("");
  const parts = Object.entries(expression);
  return parts.length === 0 ? COMPUTED_PLACE : Object.fromEntries(parts.map(([name, inner]) => [name, written(inner)]));
}

/** Terraform lists each reference from the longest to the shortest. */
function thingsIn(references: readonly string[]): string[] {
  return references.flatMap((reference, index) => {
    const longer = references[index - 1] ?? "";
    return longer.startsWith(`${reference}.`) || longer.startsWith(`${reference}[`) ? [] : [`\${${reference}}`];
  });
}

/** What a plan does not show: locals, and what modules give. */
function isHidden(reference: string): boolean {
  return /^(?:local|module)\b/.test(reference);
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

export function part(value: unknown, key: string): unknown {
  return isObject(value) ? value[key] : undefined;
}

function object(value: unknown): Json {
  return isObject(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}
