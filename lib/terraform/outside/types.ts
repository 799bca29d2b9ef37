import { addressOf, type BlockType, blocksOf } from "../blocks";
import { BUILT_IN, CLOUDFLARE, hostLine, LOOKUPS, runsPrograms, sortedType, TOKEN_TYPES, typeLine, usualSource } from "../list";
import type { Block, TerraformStack } from "../model";
import { bodyOf, type OutsideApp } from "./app";
import type { StackProviders } from "./providers";
import { type OutsideRow, row } from "./row";
import { hostOf } from "./settings";

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
