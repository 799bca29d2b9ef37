import { holdsCredential } from "../errors";
import { isUnknown } from "../policy";
import { addressOf, type Block, BLOCK_TYPES, blocksOf, type BlockType, isTrue, LOOKUPS, type TerraformStack, textsOf } from "./blocks";
import { callsIn, expressionTokens, type FunctionGrade, gradeOf, isTakenSafely, isTakenWhole } from "./expression-tokens";
import { type OutsideRow, row, TOKEN_TYPES } from "./findings";
import { isObject, type Json } from "./json";
import type { OutsideApp } from "./outside-app";
import { type Sink, sinkOf } from "./sinks";
import { asksItself, bodyOf, isBared } from "./token-values";

/** Where tokens' values and credentials stand and should not. */
export function valuesOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  return BLOCK_TYPES.flatMap((type) =>
    blocksOf(stack, type).flatMap((block) => {
      const holds = app.values.allWithin(stack, textsOf(bodyOf(block)));
      const own = type === "resource" && TOKEN_TYPES.has(block.labels[0] ?? "");
      const found =
        (own || holds("any value") ? exposure(type, block, stack, app) : undefined) ??
        (holds("sensitive variable") ? oracle(type, block, stack, app) : undefined) ??
        readBack(type, block);
      return [...(found === undefined ? [] : [found]), ...credentials(type, block)];
    }),
  ).concat(storesOutside(stack, app));
}

/** Blocks that hold nothing but references to addresses. */
const WITHOUT_VALUES: ReadonlySet<BlockType> = new Set(["moved", "removed", "terraform"]);
const SURE = "a token's value";
const MAYBE = "what may be a token's value (an output that no stack here declares)";

function exposure(type: BlockType, block: Block, stack: TerraformStack, app: OutsideApp): OutsideRow | undefined {
  const { values } = app;
  const body = bodyOf(block);
  const address = addressOf(type, block);
  const own = type === "resource" && TOKEN_TYPES.has(block.labels[0] ?? "");
  const looked = own ? withoutNames(body, stack, app) : body;
  // Within a token's own block, in its conditions for instance, `self` is the token: `${self.value}` in a message goes to the log.
  const texts = textsOf(looked).map((text) => (own ? text.replace(/\bself\b/g, "cloudflare_account_token.self") : text));
  const held = values.allWithin(stack, texts);
  if (!held("any value")) return undefined;
  const sure = held("token's value");
  const what = sure ? SURE : MAYBE;
  const found = (message: string): OutsideRow =>
    row("token-value-exposed", address, `${address} ${message}`, block.file, { refersToToken: true, ...(sure ? {} : { weight: "pack" }) });
  if (texts.some(isBared)) return found(`takes the mark "sensitive" off ${what}`);
  if (WITHOUT_VALUES.has(type)) return undefined;
  const holds = (value: unknown): boolean => values.within(stack, textsOf({ value }));
  const computes = (value: unknown): boolean => textsOf({ value }).some((text) => values.within(stack, text) && !isTakenWhole(text));
  switch (type) {
    case "locals":
      return computes(body) ? found(`computes something of ${what}`) : undefined;
    case "variable":
      return found(`has a condition on ${what}`);
    case "output":
      // A condition tells by failing what it asks, and its message is in the log: one for each character gives the value.
      if (holds(body["precondition"])) return found(`has a condition on ${what}`);
      if (!isTrue(body["sensitive"])) return found(`shows ${what}`);
      return computes(body["value"]) ? found(`computes something of ${what}`) : undefined;
    case "resource": {
      const sink = sinkOf(block.labels[0] ?? "");
      const misuse = sink === undefined ? `uses ${what} and is no secret store` : misused(what, sink, body, stack, app);
      return misuse === undefined ? undefined : found(misuse);
    }
    default:
      return found(`uses ${what} and is no secret store`);
  }
}

/** A secret store that is read back, whoever wrote what it keeps. */
function readBack(type: BlockType, block: Block): OutsideRow | undefined {
  if (type !== "data" || sinkOf(block.labels[0] ?? "") === undefined || !asksItself(block.body)) return undefined;
  const address = addressOf(type, block);
  return row("token-value-exposed", address, `${address} has a condition on what may be a token's value`, block.file, {
    refersToToken: true,
  });
}

/** A secret store that keeps the value elsewhere than among its secrets, or not as it is. */
function misused(
  what: string,
  { attributes, whyClear }: Sink,
  body: Json,
  stack: TerraformStack,
  { values }: OutsideApp,
): string | undefined {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !attributes.includes(name)));
  if (values.within(stack, rest)) return `uses ${what} outside ${attributes.join(", ")}`;
  if (textsOf(body).some((text) => values.within(stack, text) && !isTakenSafely(text))) return `computes something of ${what}`;
  // In conditions `self` is the store itself: each that fails tells a part of what it keeps.
  if (asksItself(body)) return `has a condition on what keeps ${what}`;
  const why = whyClear?.(body);
  return why === undefined ? undefined : `keeps ${what} and ${why}`;
}

/** A token without the zones and accounts that it names by outputs of states that are elsewhere: nothing but an id can stand there. */
function withoutNames(body: Json, stack: TerraformStack, { values }: OutsideApp): Json {
  const { policies, account_id, ...rest } = body;
  const names = textsOf({ policies, account_id });
  return values.within(stack, names, "token's value") || names.some(isBared) ? body : rest;
}

/** Where a sensitive variable, the pipeline's own credential for instance, goes as it is: whatever is made of it may fail, and so tell it. */
const PLAIN_PLACES: ReadonlySet<BlockType> = new Set(["provider", "resource", "module", "ephemeral", "action", ...WITHOUT_VALUES]);

function oracle(type: BlockType, block: Block, stack: TerraformStack, { values }: OutsideApp): OutsideRow | undefined {
  const texts = textsOf(bodyOf(block)).filter((text) => values.within(stack, text, "sensitive variable"));
  const address = addressOf(type, block);
  const found = (does: string, more: Parameters<typeof row>[4]): OutsideRow =>
    row("token-value-exposed", address, `${address} ${does}`, block.file, more);
  if (texts.some(isBared)) return found('takes the mark "sensitive" off a variable', {});
  if (PLAIN_PLACES.has(type) || texts.every(isTakenWhole)) return undefined;
  return found("computes something of a sensitive variable", { weight: "pack" });
}

function credentials(type: BlockType, block: Block): OutsideRow[] {
  const address = addressOf(type, block);
  const { sensitive, default: value } = block.body;
  const asDefault = type === "variable" && isTrue(sensitive) && value !== undefined && value !== null && value !== "";
  // Cloudflare's own can be told by their form, wherever they stand.
  const inText = type !== "provider" && textsOf({ body: block.body }).some(holdsCredential);
  return [
    ...(asDefault ? [row("credential-in-file", address, `${address} is sensitive and has its value as a default`, block.file)] : []),
    ...(inText ? [row("credential-in-file", address, `${address} holds a Cloudflare credential`, block.file)] : []),
  ];
}

/** Code that a secret of a secrets store can be bound to: it can show what is kept there. */
const BINDING_TYPES: ReadonlySet<string> = new Set(["cloudflare_pages_project", "cloudflare_worker_version", "cloudflare_workers_script"]);

/** A value in a secrets store of another account, or beside code that it can be bound to. */
function storesOutside(stack: TerraformStack, { stacks, values }: OutsideApp): OutsideRow[] {
  const kept = blocksOf(stack, "resource").filter(
    ({ labels, body }) => labels[0] === "cloudflare_secrets_store_secret" && values.within(stack, body["value"]),
  );
  if (kept.length === 0) return [];
  const own = new Set(
    blocksOf(stack, "resource")
      .filter(({ labels, body }) => TOKEN_TYPES.has(labels[0] ?? "") && body["account_id"] !== undefined)
      .map(({ body }) => body["account_id"]),
  );
  // Where one of them is an expression, they may be the same.
  const isKnown = (account: unknown): boolean => typeof account === "string" && !isUnknown(account);
  const areKnown = own.size > 0 && [...own].every(isKnown);
  const exposed = (block: Block): OutsideRow[] => {
    const { account_id: account } = block.body;
    if (!areKnown || !isKnown(account) || own.has(account)) return [];
    const address = addressOf("resource", block);
    const what = `${address} keeps ${SURE} in another account than that of any token here`;
    return [row("token-value-exposed", address, what, block.file, { refersToToken: true })];
  };
  const abroad = kept.flatMap(exposed);
  const code = stacks.flatMap((each) => blocksOf(each, "resource")).find(({ labels }) => BINDING_TYPES.has(labels[0] ?? ""));
  if (code === undefined) return abroad;
  const bound = kept.map((block) => {
    const address = addressOf("resource", block);
    const what = `${address} keeps ${SURE}, and ${addressOf("resource", code)} can be given it and show it`;
    return row("token-value-exposed", address, what, block.file, { refersToToken: true });
  });
  return [...abroad, ...bound];
}

/** Functions and references that are on no list, and attributes that name files: one row a block and kind. */
export function expressionsOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  return BLOCK_TYPES.flatMap((type) => blocksOf(stack, type).flatMap((block) => ofBlock(type, block, stack, app)));
}

/** Where a pipeline takes no variable: everywhere but in what providers are given. */
const VARIABLE_FREE: readonly BlockType[] = ["resource", "data", "locals", "output", "moved", "import", "removed"];

function ofBlock(type: BlockType, block: Block, stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const body = bodyOf(block);
  const address = addressOf(type, block);
  const { file } = block;
  const texts = textsOf(body).filter(isUnknown);
  const calls = new Map<FunctionGrade, string>();
  // Addresses hold no expressions, and are read as if they stood in one.
  const addresses = type === "moved" || type === "import" || type === "removed" ? textsOf(body).map((text) => `\${${text}}`) : [];
  for (const text of [...texts, ...addresses])
    for (const name of callsIn(text)) if (!calls.has(gradeOf(name))) calls.set(gradeOf(name), name);
  const reads = calls.get("file");
  const unknown = calls.get("unknown");
  const pure = calls.get("pure");
  const files = reads === undefined ? whyReading(type, block.labels[0] ?? "", body) : `calls ${reads}`;
  return [
    ...(files === undefined ? [] : [row("reads-local-files", address, `${address} ${files}`, file)]),
    ...(unknown === undefined
      ? []
      : [
          row("unknown-expression", address, `${address} calls ${unknown}, which is on no list`, file, {
            weight: matters(type, block, stack, app) ? "pack" : "other",
          }),
        ]),
    ...(pure === undefined ? [] : [row("pipelines-only", address, `${address} calls ${pure}`, file)]),
    ...(VARIABLE_FREE.includes(type) && texts.some(usesVariable)
      ? [row("pipelines-only", address, `${address} takes a variable`, file)]
      : []),
  ];
}

function usesVariable(text: string): boolean {
  if (!text.includes("var")) return false;
  for (const token of expressionTokens(text)) if (token.kind === "word" && token.text === "var") return true;
  return false;
}

/** Whether what a block says reaches a token: its own block, what is looked up, and what may be named anywhere. */
function matters(type: BlockType, block: Block, stack: TerraformStack, app: OutsideApp): boolean {
  const [kind = ""] = block.labels;
  if (type === "resource") return TOKEN_TYPES.has(kind) || app.refersToToken(stack, bodyOf(block));
  return type !== "data" || Object.hasOwn(LOOKUPS, kind);
}

function whyReading(type: BlockType, kind: string, body: Block["body"]): string | undefined {
  if (type === "resource" && kind.startsWith("cloudflare_")) {
    const file = cloudflareFileIn(body);
    if (file !== undefined) return file;
  }
  // What a resource is given by a local, a variable's default or an output may stand there.
  if (holdsContentFile(Object.values(body))) return "holds a content_file: what is uploaded may be any file";
  const ofProvider = ["resource", "data", "ephemeral", "action", "list"].includes(type) && !/^(?:cloudflare|terraform)_/.test(kind);
  const attribute = ofProvider ? fileAttributeIn(body) : undefined;
  return attribute === undefined ? undefined : `uses the file that ${attribute} names`;
}

/** Why a resource of Cloudflare's reads a file; undefined for one that reads none. */
export function cloudflareFileIn(body: Json): string | undefined {
  const upload = uploadIn(body);
  if (upload !== undefined) return `uploads what ${upload} names`;
  const attribute = namedFileIn("", body);
  return attribute === undefined ? undefined : `uses the file that ${attribute} names`;
}

/** Whether a value holds the name of Cloudflare's attribute for a file, as a key or within an expression: it may become one elsewhere. */
export function holdsContentFile(value: unknown): boolean {
  return textsOf({ value }).some(
    (text) => text === "content_file" || (isUnknown(text) && text.includes("content_file") && hasWord(text, "content_file")),
  );
}

function hasWord(text: string, word: string): boolean {
  for (const token of expressionTokens(text)) if (token.text === word) return true;
  return false;
}

/** Objects of Workers that may hold a `content_file` or a `directory`: an expression in their place may as well. */
const HOLDERS: ReadonlySet<string> = new Set(["assets", "modules"]);

/** `content_file` and `assets.directory` of Workers, or what may hold them: the provider reads the file itself. */
function uploadIn(value: unknown, within?: string): string | undefined {
  if (typeof value === "string") return within;
  if (Array.isArray(value)) return firstOf(value, (each) => uploadIn(each, within));
  if (!isObject(value)) return undefined;
  return firstOf(Object.entries(value), ([key, inner]) => {
    if (inner === null) return undefined;
    if (key === "content_file" || key === "directory") return key;
    if (isUnknown(key) && within !== undefined) return within;
    return key === "//" && within === undefined ? undefined : uploadIn(inner, HOLDERS.has(key) ? key : undefined);
  });
}

/** Attributes by which resources of well-known providers are given a file; at the top of a resource only, since others mean something else further down. */
const AT_TOP = /^(?:source|source_dir|source_directory|source_path|filename)$/;
const ANYWHERE = /_(?:files?|filename|file_path)$|^(?:content_file|file_path)$/;
/** Secrets and roles have a path as well, which is none of a file. */
const LOCAL_PATH = /^(?:~|\.{1,2})\/|^\/(?:dev|etc|home|mnt|opt|private|proc|root|run|srv|tmp|usr|var|Users)(?:\/|$)/;

/** The attribute of a resource or a data source, not of Cloudflare's, that may name a file here. */
export function fileAttributeIn(body: Json): string | undefined {
  return firstOf(Object.entries(body), ([name, value]) => {
    if (AT_TOP.test(name) && mayBeFile(value)) return name;
    if (name === "path" && typeof value === "string" && LOCAL_PATH.test(value)) return name;
    return namedFileIn(name, value);
  });
}

function namedFileIn(name: string, value: unknown): string | undefined {
  if (ANYWHERE.test(name) && mayBeFile(value)) return name;
  if (Array.isArray(value)) return firstOf(value, (each) => namedFileIn("", each));
  return isObject(value) ? firstOf(Object.entries(value), ([key, inner]) => namedFileIn(key, inner)) : undefined;
}

/** A text, or a list of them, that is neither empty nor a URL nor an ARN. */
function mayBeFile(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mayBeFile);
  return typeof value === "string" && value !== "" && !/^(?!file:)[a-z][a-z0-9+.-]+:/i.test(value);
}

function firstOf<T>(list: readonly T[], found: (each: T) => string | undefined): string | undefined {
  for (const each of list) {
    const name = found(each);
    if (name !== undefined) return name;
  }
  return undefined;
}
