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

const STEP = String.raw`(?:\.[\w-]+|\[(?:\d+|"[^"\\$%]*")\])`;
/** References that give an id, and compute nothing: other attributes hold whatever somebody wrote into them. */
const REFERENCES: readonly RegExp[] = [
  new RegExp(String.raw`^(?:var|local)${STEP}+$`),
  new RegExp(String.raw`^(?:data\.)?cloudflare_\w+\.[\w-]+${STEP}*\.(?:id|\w+_id|tag)$`),
  /^(?:data\.)?cloudflare_r2_bucket\.[\w-]+(?:\[(?:\d+|"[^"\\$%]*")\])?\.name$/,
  new RegExp(String.raw`^data\.terraform_remote_state\.[\w-]+\.outputs${STEP}+$`),
];

/** An id or a bucket's name, and not `*`, a key, or text that ends one and begins another. */
const PLAIN_VALUE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;
/** The same for what stands in a list or an object, beside names and the like. */
const PLAIN_PART = /^[\w .:@-]*$/;

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
      const open = [...followed(names, definitions)].filter(([, values]) => !values.every(isPlainValue));
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

function isPlainValue(value: unknown): boolean {
  if (typeof value === "string") return isPlainText(value, PLAIN_VALUE);
  return textsOf({ value }).every((text) => isPlainText(text, PLAIN_PART));
}

function isPlainText(text: string, plain: RegExp): boolean {
  if (!isUnknown(text)) return plain.test(text);
  const { literals, symbols } = splitSymbols(text);
  return literals.every((literal) => literal === "") && symbols.every((symbol) => REFERENCES.some((reference) => reference.test(symbol)));
}

/** `local.zone`, `var.zone`. */
function namesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.filter(isUnknown).flatMap((text) => text.match(/(?<![\w.-])(?:local|var)\.[A-Za-z_][\w-]*/g) ?? []));
}

/** What each name gives, and each that it refers to in turn. A variable without a default is given by whoever runs Terraform. */
function followed(names: ReadonlySet<string>, definitions: ReturnType<typeof definitionsOf>): Map<string, readonly unknown[]> {
  const found = new Map<string, readonly unknown[]>();
  const open = [...names];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (found.has(name)) continue;
    const values = definitions.get(name) ?? [];
    found.set(name, values);
    for (const next of namesIn(textsOf({ values }))) open.push(next);
  }
  return found;
}
