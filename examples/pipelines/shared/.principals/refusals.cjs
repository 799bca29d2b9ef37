// What the pipeline does not apply: one line each, none for a stack that it does.
//
// The file was written by a program that npm installed, and Terraform reads it with every credential in its environment. So this is a list of what
// may be, not of what may not. Add to these lists what you need, after reading what it can do with a credential or a token's value.
const { isDeepStrictEqual } = require("node:util");

const RESOURCE_TYPES = ["cloudflare_account_token", "cloudflare_api_token"];
// What our look-ups say, and nothing else: a request shows what a data source asks for, in the log too, and `count` or `depends_on` can be made to say more.
const LOOKUPS = {
  cloudflare_account_api_token_permission_groups_list: ["//", "account_id", "lifecycle", "name", "provider", "scope"],
  cloudflare_zone: ["//", "filter", "provider"],
};
const FUNCTIONS = ["contains", "distinct", "format", "jsonencode", "length", "one", "sha256", "sort"];
// Where a state may lie, and whether it is locked there while a run changes it: runs may overlap. HCP Terraform (`cloud`, `remote`) makes its plans on
// machines of its own, where no gate stands before apply.
const BACKENDS = {
  azurerm: () => true,
  gcs: () => true,
  http: ({ lock_address }) => isText(lock_address),
  kubernetes: () => true,
  pg: () => true,
  s3: ({ use_lockfile, dynamodb_table }) => use_lockfile === true || isText(dynamodb_table),
};

/**
 * @param stack a parsed cdk.tf.json
 * @param settings the `terraform` block that the state's place makes, without provider and version constraints
 * @returns {string[]}
 */
exports.refusals = (stack, settings) => [
  ...only(stack, ["//", "data", "moved", "output", "provider", "resource", "terraform", "variable"], "the file"),
  ...blocks(stack.resource, RESOURCE_TYPES, "resource"),
  ...blocks(stack.data, Object.keys(LOOKUPS), "data"),
  ...lookups(stack.data),
  ...lifecycles([stack.resource, stack.data]),
  ...conditions(stack.resource),
  ...outputs(stack.output),
  ...expressions(stack),
  ...terraform(stack.terraform, settings),
  ...provider(stack.provider),
  ...providerNames(stack),
  ...variables(stack.variable),
];

function blocks(value, types, where) {
  return fields(value).flatMap(([type, named]) => {
    if (!types.includes(type)) return [`${where}: the type ${shown(type)} is not allowed`];
    return fields(named).flatMap(([name, body]) =>
      fields(body)
        .filter(([key]) => ["provisioner", "connection", "dynamic"].includes(key))
        .map(([key]) => `${where}.${type}.${shown(name)}: ${key} is not allowed`),
    );
  });
}

function lookups(data) {
  return fields(data).flatMap(([type, named]) =>
    fields(named).flatMap(([name, body]) => only(body, LOOKUPS[type] ?? [], `data.${type}.${shown(name)}`)),
  );
}

function lifecycles(value) {
  return objects(value)
    .filter((each) => Object.hasOwn(each, "lifecycle"))
    .flatMap(({ lifecycle }) =>
      isObject(lifecycle)
        ? only(lifecycle, ["create_before_destroy", "postcondition", "prevent_destroy"], "lifecycle")
        : ["a lifecycle is not an object"],
    );
}

/** A condition's message may show a value. Ours stand at look-ups only. */
function conditions(resource) {
  return objects(resource)
    .filter(({ lifecycle }) => isObject(lifecycle) && Object.hasOwn(lifecycle, "postcondition"))
    .map(() => "a token has a condition");
}

/** A condition of an output is in the log when it fails, and so tells what it asks: a character of a value each. */
function outputs(value) {
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
function expressions({ resource, data, moved, provider, ...rest }) {
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

const isExpression = (text) => /[$%]\{/.test(text);

/** Whether a "(" is left that is neither a grouping nor a call of a known function. */
function calls(text) {
  const known = new RegExp(`(?<![\\p{ID_Continue}:.-])(?:${FUNCTIONS.join("|")})\\(`, "gu");
  return text
    .replace(known, " ")
    .replace(/[[{,=(!<>&|?:+*] *\(/g, " ")
    .includes("(");
}

function terraform(value, settings) {
  const { required_providers: providers, ...place } = object(value ?? {});
  delete place.required_version;
  const [source, ...more] = fields(providers);
  const ours = source?.[0] === "cloudflare" && more.length === 0 && isOurProvider(source[1]);
  return [
    ...(ours ? [] : ["terraform.required_providers is not cloudflare/cloudflare alone"]),
    ...(isDeepStrictEqual(place, settings) ? [] : ["terraform: the state's place is not the one in STATE_SETTINGS"]),
    ...backend(object(settings)),
  ];
}

const isOurProvider = (value) =>
  Object.keys(object(value)).every((key) => key === "source" || key === "version") &&
  value.source === "cloudflare/cloudflare" &&
  isText(value.version);

function backend(settings) {
  if (Object.hasOwn(settings, "cloud"))
    return ["STATE_SETTINGS: this pipeline does not work with HCP Terraform: see .principals/README.md"];
  const [[type, body] = [], ...more] = fields(settings.backend);
  if (type === undefined || type === "local") return ["STATE_SETTINGS names no backend that outlives a run"];
  if (more.length > 0 || !Object.hasOwn(BACKENDS, type))
    return [`STATE_SETTINGS: this pipeline does not work with the backend ${shown(type)}`];
  return BACKENDS[type](object(body)) ? [] : [`STATE_SETTINGS: the backend ${type} has no lock, and two runs could write at once`];
}

function provider(value) {
  const configurations = object(value ?? {}).cloudflare ?? [];
  if (!Array.isArray(configurations)) throw new TypeError("a list was expected");
  return [
    ...only(value ?? {}, ["cloudflare"], "provider"),
    ...configurations.flatMap((each) => [
      ...only(each, ["//", "alias", "api_token"], "provider.cloudflare"),
      ...(each.api_token === undefined || (isText(each.api_token) && /^\$\{var\.\w+\}$/.test(each.api_token))
        ? []
        : ["provider.cloudflare: api_token is not a variable"]),
    ]),
  ];
}

function providerNames(stack) {
  return objects({ ...stack, provider: undefined })
    .filter((each) => each.provider !== undefined && !(isText(each.provider) && /^cloudflare(?:\.\w+)?$/.test(each.provider)))
    .map((each) => `the provider ${shown(each.provider)} is not allowed`);
}

function variables(value) {
  return fields(value).flatMap(([name, body]) => [
    ...only(body, ["//", "description", "ephemeral", "nullable", "sensitive", "type"], `variable.${shown(name)}`),
    ...(body.sensitive === true && body.ephemeral === true ? [] : [`variable.${shown(name)} is not sensitive and ephemeral`]),
  ]);
}

function only(value, keys, where) {
  return Object.keys(object(value))
    .filter((key) => !keys.includes(key))
    .map((key) => `${where}: ${shown(key)} is not allowed`);
}

const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const isText = (value) => typeof value === "string" && value !== "";

function object(value) {
  if (!isObject(value)) throw new TypeError("an object was expected");
  return value;
}

/** The entries of a block that may be missing. */
function fields(value) {
  return Object.entries(object(value ?? {}));
}

/** Every object in a value, itself included. */
function objects(value) {
  if (Array.isArray(value)) return value.flatMap(objects);
  return isObject(value) ? [value, ...Object.values(value).flatMap(objects)] : [];
}

/** Every text in a value. Keys are expressions as well. */
function texts(value) {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return isObject(value) ? Object.entries(value).flatMap(([key, each]) => [key, ...texts(each)]) : [];
}

/** As JSON, in ASCII: no line of the log begins with it, and nothing in it can hide. */
function shown(value) {
  const text = JSON.stringify(value).replace(/[^\x20-\x7e]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
