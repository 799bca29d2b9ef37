import { isUnknown, splitKey, splitSymbols } from "../../policy";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";
import { definitionsOf, textsOf, tokensOf } from "../terraform";

/** Where a key may leave an id to a reference: nothing but the id, so that the key's scope shows. */
const FORMS: readonly RegExp[] = [
  /^com\.cloudflare\.api\.(?:account|account\.zone|user)\.\0$/,
  /^com\.cloudflare\.edge\.worker\.script\.\0$/,
  /^com\.cloudflare\.edge\.r2\.bucket\.(?:\0|[0-9a-f]{32})_(?:\0|default|eu|fedramp)_(?:\0|[a-z0-9-]+)$/,
];

const INDEX = String.raw`\[(?:\d+|"[^"\\$%]*")\]`;
const STEP = String.raw`(?:\.[\w-]+|${INDEX})`;
/** References that give an id which Cloudflare makes, and compute nothing: other attributes hold whatever somebody wrote into them. */
const REFERENCES: readonly RegExp[] = [
  new RegExp(`^(?:var|local)${STEP}+$`),
  new RegExp(String.raw`^(?:data\.)?cloudflare_(?:account|zone|user|worker)\.[\w-]+(?:${INDEX})?\.id$`),
  new RegExp(String.raw`^data\.cloudflare_(?:accounts|zones)\.[\w-]+(?:${INDEX})?\.result\[\d+\]\.id$`),
  // The name is its own, and no bucket's is a pattern.
  new RegExp(String.raw`^(?:data\.)?cloudflare_r2_bucket\.[\w-]+(?:${INDEX})?\.(?:id|name)$`),
  new RegExp(String.raw`^data\.terraform_remote_state\.[\w-]+\.outputs${STEP}+$`),
];

/** An id or a bucket's name, and not `*`, a key, or text that ends one and begins another. */
const PLAIN_VALUE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

export const unresolvedResource = defineRule({
  id: "unresolved-resource",
  title: "every resource is an id or a plain reference",
  why: "an expression that computes a resource may turn out to be every zone, or another account",
  fix: "name the resource by its id, or by a reference such as var.zone or cloudflare_zone.site.id",
  waivable: false,
  token: (token) => {
    const found = new Set(pairsOf(token).flatMap((pair) => (splitKey(pair.resource).every(isPlain) ? [] : [pair.resource])));
    return [...found].map((resource) => ({
      detail: resource,
      message: `which resource ${resource} is shows at plan time only: it may be any`,
    }));
  },
  // What a token's policies take from locals and variables has to be as plain as if it stood there.
  terraform: (stack) => {
    const definitions = definitionsOf(stack);
    return tokensOf(stack).flatMap((block) => {
      const names = namesIn(textsOf({ policies: block.body["policies"] }));
      const open = [...followed(names, definitions)].filter(([, values]) => !textsIn(values).every(isPlainText));
      return open.map(([name]) => ({
        detail: `${block.labels.join(".")} ${name}`,
        message: `${name}, which ${block.labels.join(".")} names its resources by, is no plain id`,
        file: block.file,
      }));
    });
  },
});

function isPlain(key: string): boolean {
  if (!isUnknown(key)) return true;
  const { literals, symbols } = splitSymbols(key);
  return (
    !literals.some((literal) => literal.includes("%{")) &&
    FORMS.some((form) => form.test(literals.join("\0"))) &&
    symbols.every((symbol) => REFERENCES.some((reference) => reference.test(symbol)))
  );
}

function isPlainText(text: string): boolean {
  if (!isUnknown(text)) return PLAIN_VALUE.test(text);
  const { literals, symbols } = splitSymbols(text);
  return literals.every((literal) => literal === "") && symbols.every((symbol) => REFERENCES.some((reference) => reference.test(symbol)));
}

const NAME = new RegExp(String.raw`(?<![\w.-])(?:local|var)\.[A-Za-z_][\w-]*${STEP}*`, "g");

/** `local.zone`, `var.sites["a"].id`. */
function namesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.filter(isUnknown).flatMap((text) => text.match(NAME) ?? []));
}

/** What each name gives, and each that it refers to in turn. A variable without a default is given by whoever runs Terraform. */
function followed(names: ReadonlySet<string>, definitions: ReturnType<typeof definitionsOf>): Map<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const values = valuesOf(name, definitions);
    found.set(name, values);
    for (const next of namesIn(textsIn(values))) open.push(next);
  }
  return found;
}

/** The part of a local or variable that a reference selects; all of it where that can't be told. */
function valuesOf(name: string, definitions: ReturnType<typeof definitionsOf>): readonly unknown[] {
  const [root = "", variable = "", ...steps] = (name.match(/[\w-]+|"[^"]*"/g) ?? []).map((step) => step.replace(/"/g, ""));
  return (definitions.get(`${root}.${variable}`) ?? []).map((value) =>
    steps.reduce<unknown>(
      (part, step) =>
        typeof part === "object" && part !== null && Object.hasOwn(part, step) ? (part as Readonly<Record<string, unknown>>)[step] : part,
      value,
    ),
  );
}

/** Every text of the values, keys of objects included: a whole object may stand where one of its parts is used. */
function textsIn(values: readonly unknown[]): string[] {
  return values.flatMap((value) => textsOf({ value }));
}
