import { isUnknown, splitSymbols } from "../policy";
import { addressOf, type Block, blocksOf, type BlockType, LOOKUPS, type TerraformStack, textsOf } from "./blocks";
import { hostLine, type OutsideRow, row, runsPrograms, sortedType, TOKEN_TYPES, typeLine } from "./findings";
import { usualSource } from "./providers";
import { hostOf } from "./settings";
import type { OutsideApp } from "./outside-app";
import { BUILT_IN, CLOUDFLARE, type StackProviders } from "./stack-providers";
import { bodyOf } from "./token-values";

const KINDS = ["resource", "data", "ephemeral"] as const satisfies readonly BlockType[];
type Kind = (typeof KINDS)[number];

/** Data sources of Cloudflare's that show a secret. */
const SECRET_DATA: ReadonlySet<string> = new Set([
  "cloudflare_zero_trust_tunnel_cloudflared_token",
  "cloudflare_zero_trust_tunnel_warp_connector_token",
]);

/** Blocks of one type of one provider. */
interface TypeUse {
  readonly kind: Kind;
  readonly type: string;
  readonly source: string;
  readonly blocks: Block[];
}

/** Types of resources and data sources that are on no list, one row each; and providers that are there for nothing else. */
export function typesOutside(stack: TerraformStack, app: OutsideApp, providers: StackProviders): OutsideRow[] {
  const uses = new Map<string, TypeUse>();
  for (const kind of KINDS) {
    for (const block of blocksOf(stack, kind)) {
      const [type = ""] = block.labels;
      const source = providers.sourceOfBlock(block);
      const key = JSON.stringify([kind, type, source]);
      const known = uses.get(key);
      if (known === undefined) uses.set(key, { kind, type, source, blocks: [block] });
      else known.blocks.push(block);
    }
  }
  const used = new Set(Array.from(uses.values(), ({ source }) => source));
  const idle = providers
    .uses()
    .filter(({ source }) => source !== CLOUDFLARE && !used.has(source))
    .map(({ name, source, file }) =>
      row("foreign-provider", `provider.${name}`, `provider ${name} is ${source}, which is on no list`, file),
    );
  return [...idle, ...[...uses.values()].flatMap((use) => ofUse(use, stack, app))];
}

function ofUse(use: TypeUse, stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const { kind, type, blocks } = use;
  const file = blocks[0]?.file ?? "";
  if (runsPrograms(type))
    return blocks.map((block) => row("external-program", addressOf(kind, block), `${addressOf(kind, block)} runs a program`, block.file));
  const requests = type === "http" ? blocks.flatMap((block) => ofRequest(kind, block, app)) : [];
  const reason = whyOutside(use);
  if (reason === undefined) return requests;
  const name = kind === "resource" ? type : `${kind}.${type}`;
  const line = lineOf(use, name);
  if (line !== undefined && app.allowsType(line)) return requests;
  const refersToToken = blocks.some((block) => app.refersToToken(stack, bodyOf(block)));
  return [
    ...requests,
    row(reason.entry, name, `${name} (${named(blocks)}) ${reason.what}`, file, {
      refersToToken,
      ...(refersToToken && reason.entry === "other-type" ? { weight: "pack" } : {}),
      ...(line === undefined ? {} : { allowable: typeLine(line) }),
    }),
  ];
}

function whyOutside({ kind, type, source }: TypeUse): Pick<OutsideRow, "entry" | "what"> | undefined {
  if (source === BUILT_IN)
    return type === "terraform_remote_state" ? undefined : { entry: "other-type", what: "keeps what it is given in the state" };
  if (source !== CLOUDFLARE) return { entry: "foreign-provider", what: `comes from provider ${source}, which is on no list` };
  if (kind === "ephemeral") return { entry: "unknown-type", what: "is opened at each run, and nothing here knows what it does" };
  if (kind === "data") {
    if (Object.hasOwn(LOOKUPS, type)) return undefined;
    if (SECRET_DATA.has(type)) return { entry: "access-outside-tokens", what: "shows a secret" };
    return { entry: "other-type", what: "is read at each plan" };
  }
  const sorted = sortedType(type);
  if (sorted === undefined) return { entry: "unknown-type", what: "is a type that nobody has sorted yet: it may give access" };
  if (sorted.does === "access") return { entry: "access-outside-tokens", what: `gives access that nothing here shows: ${sorted.reason}` };
  return sorted.does === "ordinary" ? { entry: "other-type", what: `is no token and gives no access: ${sorted.reason}` } : undefined;
}

/** How a team allows a type: by its name where it comes from where it usually does, else by its source as well. */
function lineOf({ type, source }: TypeUse, name: string): string | undefined {
  // Nobody but Cloudflare makes its tokens.
  if (source === BUILT_IN || source === CLOUDFLARE) return name;
  const provider = type.replace(/_.*$/s, "");
  if (TOKEN_TYPES.has(type) || provider === "cloudflare") return undefined;
  const line = usualSource(provider) === source ? name : `${source}/${name}`;
  return /^(?:[a-z0-9][a-z0-9.-]*\/){0,3}(?:data\.|ephemeral\.)?[a-z][a-z0-9_-]*$/.test(line) ? line : undefined;
}

/** A request that a data source makes. */
function ofRequest(kind: Kind, block: Block, app: OutsideApp): OutsideRow[] {
  const address = addressOf(kind, block);
  const host = hostOf(block.body["url"]);
  const setting = `${kind}.http`;
  if (host === undefined) return [row("foreign-http", address, `${address} asks a host that is known at plan time only`, block.file)];
  if (app.allowsHost(host, setting)) return [];
  return [row("foreign-http", address, `${address} asks ${host}`, block.file, { allowable: hostLine(host, setting) })];
}

/** `a`, `a, b`, `a, b and 3 more`. */
function named(blocks: readonly Block[]): string {
  const names = [...new Set(blocks.map(({ labels }) => labels[1] ?? ""))];
  return names.length > 3 ? `${names.slice(0, 2).join(", ")} and ${String(names.length - 2)} more` : names.join(", ");
}

/** What a token's policies take from locals and variables has to be as plain as if it stood there. */
export function policyResourcesOutside(stack: TerraformStack): OutsideRow[] {
  const tokens = blocksOf(stack, "resource").filter(({ labels }) => TOKEN_TYPES.has(labels[0] ?? ""));
  const definitions = definitionsOf(stack);
  const known = new Map<string, Given>();
  const givenBy = (name: string): Given => {
    const given = known.get(name);
    if (given !== undefined) return given;
    const texts = textsIn(valuesOf(name, definitions));
    const made = { isPlain: texts.every(isPlainText), next: namesIn(texts) };
    known.set(name, made);
    return made;
  };
  return tokens.flatMap(({ labels, body, file }) => {
    const address = labels.join(".");
    const open = notPlain(namesIn(textsOf({ policies: body["policies"] })), givenBy);
    return open.map((name) =>
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

const NAME_STEP = String.raw`(?:\.[\w-]+|\[(?:\d+|"[^"\\$%]*")\])`;
const NAME = new RegExp(String.raw`(?<![\w.-])(?:local|var)\.[A-Za-z_][\w-]*${NAME_STEP}*`, "g");

/** `local.zone`, `var.sites["a"].id`. */
function namesIn(texts: readonly string[]): Set<string> {
  return new Set(texts.filter(isUnknown).flatMap((text) => text.match(NAME) ?? []));
}

/** What a name gives: whether all of it is plain, and the names that it refers to in turn. */
interface Given {
  readonly isPlain: boolean;
  readonly next: ReadonlySet<string>;
}

/** Those of the names, and of what they refer to in turn, that give something which is not plain. A variable without a default is given by whoever runs Terraform. */
function notPlain(names: ReadonlySet<string>, givenBy: (name: string) => Given): string[] {
  const found = new Set(names);
  // A set that grows while it is walked: each is looked at once.
  for (const name of found) for (const next of givenBy(name).next) found.add(next);
  return [...found].filter((name) => !givenBy(name).isPlain);
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

/** Whether an expression, without its `${…}`, names an id and can be nothing else. */
export function isPlainReference(expression: string): boolean {
  return REFERENCES.some((reference) => reference.test(expression));
}
