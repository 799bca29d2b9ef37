// What a pipeline does not apply. The file was written by a program that npm installed, and Terraform reads it with every credential in its environment:
// this is a list of what may be, not of what may not.
import { isDeepStrictEqual } from "node:util";

type Json = Record<string, unknown>;

const RESOURCE_TYPES = ["cloudflare_account_token", "cloudflare_api_token"];
// What our look-ups say, and nothing else: a request shows what a data source asks for, in the log too, and `count` or `depends_on` can be made to say more.
const LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  cloudflare_account_api_token_permission_groups_list: ["//", "account_id", "lifecycle", "name", "provider", "scope"],
  cloudflare_zone: ["//", "filter", "provider"],
};
const FUNCTIONS = ["contains", "distinct", "format", "jsonencode", "length", "one", "sha256", "sort"];
// Where a state may lie, and whether it is locked there while a run changes it: runs may overlap. HCP Terraform (`cloud`, `remote`) makes its plans on
// machines of its own, where no gate stands before apply.
const BACKENDS: Readonly<Record<string, (settings: Json) => boolean>> = {
  azurerm: () => true,
  gcs: () => true,
  http: ({ lock_address }) => isText(lock_address),
  kubernetes: () => true,
  pg: () => true,
  s3: ({ use_lockfile, dynamodb_table }) => use_lockfile === true || isText(dynamodb_table),
};

/**
 * One line for each thing that is outside, none for a stack that is applied.
 *
 * @param stack a parsed cdk.tf.json
 * @param settings the `terraform` block that the state's place makes, without provider and version constraints
 * @param imports addresses that may be imported
 */
export const refusals = (stack: Json, settings: unknown, imports: readonly string[]): string[] => [
  ...only(
    stack,
    [
      ...(isAsked(stack["import"], imports) ? ["import"] : []),
      "//",
      "data",
      "moved",
      "output",
      "provider",
      "resource",
      "terraform",
      "variable",
    ],
    "the file",
  ),
  ...blocks(stack["resource"], RESOURCE_TYPES, "resource"),
  ...blocks(stack["data"], Object.keys(LOOKUPS), "data"),
  ...lookups(stack["data"]),
  ...lifecycles([stack["resource"], stack["data"]]),
  ...conditions(stack["resource"]),
  ...outputs(stack["output"]),
  ...expressions(stack),
  ...terraform(stack["terraform"], settings),
  ...provider(stack["provider"]),
  ...providerNames(stack),
  ...variables(stack["variable"]),
];

function isAsked(value: unknown, imports: readonly string[]): boolean {
  return (
    Array.isArray(value) &&
    value.map(object).every(({ to, id, ...rest }) => imports.includes(String(to)) && isText(id) && Object.keys(rest).length === 0)
  );
}

function blocks(value: unknown, types: readonly string[], where: string): string[] {
  return fields(value).flatMap(([type, named]) => {
    if (!types.includes(type)) return [`${where}: the type ${shown(type)} is not allowed`];
    return fields(named).flatMap(([name, body]) =>
      fields(body)
        .filter(([key]) => ["provisioner", "connection", "dynamic"].includes(key))
        .map(([key]) => `${where}.${type}.${shown(name)}: ${key} is not allowed`),
    );
  });
}

function lookups(data: unknown): string[] {
  return fields(data).flatMap(([type, named]) =>
    fields(named).flatMap(([name, body]) => only(body, LOOKUPS[type] ?? [], `data.${type}.${shown(name)}`)),
  );
}

function lifecycles(value: unknown): string[] {
  return objects(value)
    .filter((each) => Object.hasOwn(each, "lifecycle"))
    .flatMap(({ lifecycle }) =>
      isObject(lifecycle)
        ? only(lifecycle, ["create_before_destroy", "postcondition", "prevent_destroy"], "lifecycle")
        : ["a lifecycle is not an object"],
    );
}

/** A condition's message may show a value. Ours stand at look-ups only. */
function conditions(resource: unknown): string[] {
  return objects(resource)
    .filter(({ lifecycle }) => isObject(lifecycle) && Object.hasOwn(lifecycle, "postcondition"))
    .map(() => "a token has a condition");
}

/** A condition of an output is in the log when it fails, and so tells what it asks: a character of a value each. */
function outputs(value: unknown): string[] {
  return fields(value).flatMap(([name, body]) =>
    only(body, ["//", "description", "ephemeral", "sensitive", "value"], `output.${shown(name)}`),
  );
}

// A token's attribute as it is, or its hash. Whatever else is made of a value can fail for some values and not for others, which tells them.
const WHOLE = /^\$\{(?:cloudflare_(?:account|api)_token\.[\w-]+\.\w+|sha256\(cloudflare_(?:account|api)_token\.[\w-]+\.\w+\))\}$/;

/**
 * Terraform's functions read files, /proc/self/environ for instance. And a token's value in a request, a name or a condition is in the log before
 * anybody could look at the plan. (`depends_on` has no expressions.)
 */
function expressions({ resource, data, moved, provider, ...rest }: Json): string[] {
  const own = texts([resource, data, moved, provider]);
  return [
    ...own
      .filter((text) => isExpression(text) && /cloudflare_(?:account|api)_token\b/.test(text))
      .map((text) => `the expression ${shown(text)} is of a token`),
    ...texts(rest)
      .filter((text) => isExpression(text) && /cloudflare_(?:account|api)_token\b/.test(text) && !WHOLE.test(text))
      .map((text) => `the expression ${shown(text)} computes something of a token`),
    // The only variables are credentials, and they go to providers as they are.
    ...texts([resource, data, moved, rest])
      .filter((text) => isExpression(text) && /\bvar\b/.test(text))
      .map((text) => `the expression ${shown(text)} is of a variable`),
    ...[...own, ...texts(rest)]
      .filter((text) => isExpression(text) && calls(text))
      .map((text) => `the expression ${shown(text)} calls a function that is not allowed`),
    ...texts(moved)
      .filter(calls)
      .map((text) => `the address ${shown(text)} calls a function`),
  ];
}

const isExpression = (text: string): boolean => /[$%]\{/.test(text);

/** Whether a "(" is left that is neither a grouping nor a call of a known function. */
function calls(text: string): boolean {
  const known = new RegExp(`(?<![\\p{ID_Continue}:.-])(?:${FUNCTIONS.join("|")})\\(`, "gu");
  return text
    .replace(known, " ")
    .replace(/[[{,=(!<>&|?:+*] *\(/g, " ")
    .includes("(");
}

function terraform(value: unknown, settings: unknown): string[] {
  const { required_providers: providers, ...place } = object(value ?? {});
  delete place["required_version"];
  const [source, ...more] = fields(providers);
  const ours = source?.[0] === "cloudflare" && more.length === 0 && isOurProvider(source[1]);
  return [
    ...(ours ? [] : ["terraform.required_providers is not cloudflare/cloudflare alone"]),
    ...(isDeepStrictEqual(place, settings) ? [] : ["terraform: the state's place is not the one in STATE_SETTINGS"]),
    ...backend(object(settings)),
  ];
}

const isOurProvider = (value: unknown): boolean =>
  Object.keys(object(value)).every((key) => key === "source" || key === "version") &&
  object(value)["source"] === "cloudflare/cloudflare" &&
  isText(object(value)["version"]);

function backend(settings: Json): string[] {
  if (Object.hasOwn(settings, "cloud"))
    return ["STATE_SETTINGS: this pipeline does not work with HCP Terraform: see .principals/README.md"];
  const [[type, body] = [], ...more] = fields(settings["backend"]);
  if (type === undefined || type === "local") return ["STATE_SETTINGS names no backend that outlives a run"];
  const isLocked = Object.hasOwn(BACKENDS, type) ? BACKENDS[type] : undefined;
  if (more.length > 0 || isLocked === undefined) return [`STATE_SETTINGS: this pipeline does not work with the backend ${shown(type)}`];
  return isLocked(object(body)) ? [] : [`STATE_SETTINGS: the backend ${type} has no lock, and two runs could write at once`];
}

function provider(value: unknown): string[] {
  const configurations: unknown = object(value ?? {})["cloudflare"] ?? [];
  if (!Array.isArray(configurations)) throw new TypeError("a list was expected");
  return [
    ...only(value ?? {}, ["cloudflare"], "provider"),
    ...configurations
      .map(object)
      .flatMap((each) => [
        ...only(each, ["//", "alias", "api_token"], "provider.cloudflare"),
        ...(each["api_token"] === undefined || (isText(each["api_token"]) && /^\$\{var\.\w+\}$/.test(each["api_token"]))
          ? []
          : ["provider.cloudflare: api_token is not a variable"]),
      ]),
  ];
}

function providerNames(stack: Json): string[] {
  return objects({ ...stack, provider: undefined })
    .filter((each) => each["provider"] !== undefined && !(isText(each["provider"]) && /^cloudflare(?:\.\w+)?$/.test(each["provider"])))
    .map((each) => `the provider ${shown(each["provider"])} is not allowed`);
}

function variables(value: unknown): string[] {
  return fields(value).flatMap(([name, body]) => [
    ...only(body, ["//", "description", "ephemeral", "nullable", "sensitive", "type"], `variable.${shown(name)}`),
    ...(object(body)["sensitive"] === true && object(body)["ephemeral"] === true
      ? []
      : [`variable.${shown(name)} is not sensitive and ephemeral`]),
  ]);
}

function only(value: unknown, keys: readonly string[], where: string): string[] {
  return Object.keys(object(value))
    .filter((key) => !keys.includes(key))
    .map((key) => `${where}: ${shown(key)} is not allowed`);
}

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === "string" && value !== "";

function object(value: unknown): Json {
  if (!isObject(value)) throw new TypeError("an object was expected");
  return value;
}

/** The entries of a block that may be missing. */
function fields(value: unknown): [string, unknown][] {
  return Object.entries(object(value ?? {}));
}

/** Every object in a value, itself included. */
function objects(value: unknown): Json[] {
  if (Array.isArray(value)) return value.flatMap(objects);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objects)] : [];
}

/** Every text in a value. Keys are expressions as well. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.entries(value).flatMap(([key, each]) => [key, ...texts(each)]) : [];
}

/** As JSON, in ASCII: no line of the log begins with it, and nothing in it can hide. */
function shown(value: unknown): string {
  const text = JSON.stringify(value).replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
