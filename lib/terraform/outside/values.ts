import { addressOf, BLOCK_TYPES, type BlockType, blocksOf, isTrue, textsOf } from "../blocks";
import { holdsCredential } from "../../errors";
import { BINDING_TYPES, type Sink, sinkOf, TOKEN_TYPES } from "../list";
import type { Block, Json, TerraformStack } from "../model";
import { bodyOf, type OutsideApp } from "./app";
import { type OutsideRow, row } from "./row";
import { isTakenSafely, isTakenWhole } from "./taken";

/** Where tokens' values and credentials stand and should not. */
export function valuesOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  return BLOCK_TYPES.flatMap((type) =>
    blocksOf(stack, type).flatMap((block) => {
      const holds = app.values.allWithin(stack, textsOf(bodyOf(block)));
      const own = type === "resource" && TOKEN_TYPES.has(block.labels[0] ?? "");
      const found =
        (own || holds("any value") ? exposure(type, block, stack, app) : undefined) ??
        (holds("sensitive variable") ? oracle(type, block, stack, app) : undefined);
      return [...(found === undefined ? [] : [found]), ...credentials(type, block)];
    }),
  ).concat(besideCode(stack, app));
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
  const why = whyClear?.(body);
  return why === undefined ? undefined : `keeps ${what} and ${why}`;
}

/** A token without the zones and accounts that it names by outputs of states that are elsewhere: nothing but an id can stand there. */
function withoutNames(body: Json, stack: TerraformStack, { values }: OutsideApp): Json {
  const { policies, account_id, ...rest } = body;
  const names = textsOf({ policies, account_id });
  return values.within(stack, names, "token's value") || names.some(isBared) ? body : rest;
}

function isBared(text: string): boolean {
  return /\bnonsensitive\b/.test(text);
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

/** A value in a secrets store, beside code that it can be bound to. */
function besideCode(stack: TerraformStack, { stacks, values }: OutsideApp): OutsideRow[] {
  const kept = blocksOf(stack, "resource").filter(
    ({ labels, body }) => labels[0] === "cloudflare_secrets_store_secret" && values.within(stack, body["value"]),
  );
  if (kept.length === 0) return [];
  const code = stacks.flatMap((each) => blocksOf(each, "resource")).find(({ labels }) => BINDING_TYPES.has(labels[0] ?? ""));
  if (code === undefined) return [];
  return kept.map((block) => {
    const address = addressOf("resource", block);
    const what = `${address} keeps ${SURE}, and ${addressOf("resource", code)} can be given it and show it`;
    return row("token-value-exposed", address, what, block.file, { refersToToken: true });
  });
}
