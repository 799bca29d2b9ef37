import { isUnknown, splitSymbols } from "../../policy";
import { blocksOf, textsOf } from "../blocks";
import { TOKEN_TYPES } from "../list";
import type { TerraformStack } from "../model";
import { isPlainReference } from "../plain-reference";
import { type OutsideRow, row } from "./row";

/** What a token's policies take from locals and variables has to be as plain as if it stood there. */
export function policyResourcesOutside(stack: TerraformStack): OutsideRow[] {
  const tokens = blocksOf(stack, "resource").filter(({ labels }) => TOKEN_TYPES.has(labels[0] ?? ""));
  const definitions = definitionsOf(stack);
  return tokens.flatMap(({ labels, body, file }) => {
    const address = labels.join(".");
    const open = [...followed(namesIn(textsOf({ policies: body["policies"] })), definitions)].filter(
      ([, values]) => !textsIn(values).every(isPlainText),
    );
    return open.map(([name]) =>
      row("unresolved-resource", `${address} ${name}`, `${name}, which ${address} names its resources by, is no plain id`, file, {
        refersToToken: true,
      }),
    );
  });
}

/** An id or a bucket's name, and not `*`, a key, or text that ends one and begins another. */
const PLAIN_VALUE = /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i;

function isPlainText(text: string): boolean {
  if (!isUnknown(text)) return PLAIN_VALUE.test(text);
  const { literals, symbols } = splitSymbols(text);
  return literals.every((literal) => literal === "") && symbols.every(isPlainReference);
}

type Definitions = ReadonlyMap<string, readonly unknown[]>;

/** What the stack's files give `local.x` and, as its default, `var.x`; several where it is defined more than once. */
function definitionsOf(stack: TerraformStack): Definitions {
  const found = new Map<string, unknown[]>();
  const add = (name: string, value: unknown): void => {
    const values = found.get(name);
    if (values === undefined) found.set(name, [value]);
    else values.push(value);
  };
  for (const { body } of blocksOf(stack, "locals")) for (const [name, value] of Object.entries(body)) add(`local.${name}`, value);
  for (const { body, labels } of blocksOf(stack, "variable"))
    if (body["default"] !== undefined && body["default"] !== null) add(`var.${labels[0] ?? ""}`, body["default"]);
  return found;
}

const STEP = String.raw`(?:\.[\w-]+|\[(?:\d+|"[^"\\$%]*")\])`;
const NAME = new RegExp(String.raw`(?<![\w.-])(?:local|var)\.[A-Za-z_][\w-]*${STEP}*`, "g");

/** `local.zone`, `var.sites["a"].id`. */
function namesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.filter(isUnknown).flatMap((text) => text.match(NAME) ?? []));
}

/** What each name gives, and each that it refers to in turn. A variable without a default is given by whoever runs Terraform. */
function followed(names: ReadonlySet<string>, definitions: Definitions): Map<string, readonly unknown[]> {
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
function valuesOf(name: string, definitions: Definitions): readonly unknown[] {
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
