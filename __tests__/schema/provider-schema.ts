import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/*
 * Terraform JSON against the provider's own schema, as `terraform providers schema -json` gives it. Only what such a file can say is judged:
 * a text that holds `${` may become anything.
 */

type AttributeType = "string" | "number" | "bool" | readonly ["list" | "set" | "map", AttributeType];

interface Attribute {
  readonly type?: AttributeType;
  readonly nested_type?: { readonly nesting_mode: "single" | "list" | "set" | "map"; readonly attributes: Attributes };
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
}
type Attributes = Readonly<Record<string, Attribute>>;
interface Block {
  readonly block: { readonly attributes: Attributes };
}

export interface ProviderSchema {
  readonly version: string;
  /** Where it comes from. */
  readonly format: string;
  readonly provider_config: Block;
  readonly resources: Readonly<Record<string, Block>>;
  readonly data_sources: Readonly<Record<string, Block>>;
}

/** Every version there is a schema of, oldest first. */
export function providerSchemas(): readonly ProviderSchema[] {
  const folder = join(__dirname, "fixtures");
  return readdirSync(folder)
    .sort()
    .map((name) => JSON.parse(readFileSync(join(folder, name), "utf8")) as ProviderSchema);
}

/** What Terraform itself takes from a resource before the provider sees it. */
const META = ["//", "count", "depends_on", "for_each", "lifecycle", "provider"];

/** What is wrong with the provider settings, tokens and data sources of a `cdk.tf.json`; data sources that the schema does not have are left out. */
export function problemsOf(json: unknown, schema: ProviderSchema): string[] {
  const { provider, resource, data } = record(json) ?? {};
  const providers = record(provider)?.["cloudflare"];
  return [
    ...(Array.isArray(providers)
      ? providers.flatMap((each, i) => attributes(each, schema.provider_config.block.attributes, `provider[${String(i)}]`))
      : []),
    ...blocks(resource, schema.resources, true),
    ...blocks(data, schema.data_sources, false),
  ];
}

function blocks(group: unknown, known: Readonly<Record<string, Block>>, complete: boolean): string[] {
  return Object.entries(record(group) ?? {}).flatMap(([type, named]) => {
    const block = Object.hasOwn(known, type) ? known[type] : undefined;
    if (block === undefined) return complete ? [`${type}: no such resource type`] : [];
    return Object.entries(record(named) ?? {}).flatMap(([name, body]) => {
      const own = Object.fromEntries(Object.entries(record(body) ?? {}).filter(([key]) => !META.includes(key)));
      return attributes(own, block.block.attributes, `${type}.${name}`);
    });
  });
}

function attributes(value: unknown, schema: Attributes, path: string): string[] {
  const given = record(value);
  if (given === undefined) return [`${path}: not an object`];
  const problems: string[] = [];
  for (const [name, inner] of Object.entries(given)) {
    const at = `${path}.${name}`;
    const attribute = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (attribute === undefined) problems.push(`${at}: no such attribute`);
    else if (inner === null) continue;
    else if (attribute.required !== true && attribute.optional !== true) problems.push(`${at}: the provider sets it, nobody else may`);
    else problems.push(...attributeValue(inner, attribute, at));
  }
  for (const [name, { required }] of Object.entries(schema)) {
    if (required === true && (given[name] ?? null) === null) problems.push(`${path}.${name}: required`);
  }
  return problems;
}

function attributeValue(value: unknown, { type, nested_type: nested }: Attribute, path: string): string[] {
  if (isExpression(value)) return [];
  if (nested === undefined) return type === undefined ? [] : typed(value, type, path);
  if (nested.nesting_mode === "single") return attributes(value, nested.attributes, path);
  if (nested.nesting_mode === "map") return entries(value, path, (each, at) => attributes(each, nested.attributes, at));
  return items(value, path, (each, at) => attributes(each, nested.attributes, at));
}

function typed(value: unknown, type: AttributeType, path: string): string[] {
  if (isExpression(value)) return [];
  if (typeof type !== "string") {
    const [kind, inner] = type;
    return (kind === "map" ? entries : items)(value, path, (each, at) => typed(each, inner, at));
  }
  return typeof value === { string: "string", number: "number", bool: "boolean" }[type] ? [] : [`${path}: not a ${type}`];
}

function items(value: unknown, path: string, check: (item: unknown, path: string) => string[]): string[] {
  return Array.isArray(value) ? value.flatMap((item, i) => check(item, `${path}[${String(i)}]`)) : [`${path}: not a list`];
}

function entries(value: unknown, path: string, check: (item: unknown, path: string) => string[]): string[] {
  const given = record(value);
  return given === undefined ? [`${path}: not a map`] : Object.entries(given).flatMap(([key, item]) => check(item, `${path}.${key}`));
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : undefined;
}

function isExpression(value: unknown): boolean {
  return typeof value === "string" && value.includes("${");
}
