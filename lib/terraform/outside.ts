import { isUnknown } from "../policy";
import {
  addressOf,
  type Block,
  BLOCK_ARGUMENTS,
  BLOCK_TYPES,
  blocksOf,
  type BlockType,
  COMMENT,
  innerBlocks,
  isTrue,
  LOOKUP_ARGUMENTS,
  LOOKUPS,
  type TerraformStack,
  TOKEN_ARGUMENTS,
  TOKEN_LIFECYCLE,
} from "./blocks";
import { ignoredAttributes, plainReference } from "./expression-text";
import {
  type Allowed,
  type EntryName,
  hostLine,
  NOTHING_ALLOWED,
  type OutsideRow,
  row,
  sortedType,
  TOKEN_TYPES,
  typeLine,
} from "./findings";
import type { Json } from "./json";
import { providersOutside } from "./providers";
import { statesOutside } from "./settings";
import { sinkOf } from "./sinks";
import { CLOUDFLARE, StackProviders } from "./stack-providers";
import { backendsOf } from "./states";
import { OutsideApp, TOKEN_TYPE } from "./outside-app";
import { bodyOf } from "./token-values";
import { policyResourcesOutside, typesOutside } from "./types";
import { expressionsOutside, valuesOutside } from "./values";

/** What of a stack is outside the closed list. The app is looked at once for all of its stacks. */
export function outsideOf(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const providers = new StackProviders(stack);
  return [
    ...typesOutside(stack, app, providers),
    ...providersOutside(stack, providers, app),
    ...blocksOutside(stack, app),
    ...statesOutside(stack, app),
    ...expressionsOutside(stack, app),
    ...valuesOutside(stack, app),
    ...policyResourcesOutside(stack),
  ];
}

/** What of a stack no pipeline applies: what is outside the list, and what of the list our own stacks do not write and no team allows. */
export function outsidePipelines(stack: TerraformStack, allowed: Allowed): OutsideRow[] {
  const app = new OutsideApp([stack], allowed);
  const providers = new StackProviders(stack);
  const rows = outsideOf(stack, app);
  const lines = new Set(rows.map(({ allowable }) => allowable));
  const more = BLOCK_TYPES.flatMap((type) => blocksOf(stack, type).flatMap((block) => notEmitted(type, block, app, providers)));
  const states = backendsOf(stack);
  const [first] = states;
  const several = states.length > 1 ? [row("pipelines-only", "backend", "the state has several places", first?.file ?? "")] : [];
  return [...rows, ...several, ...more.filter(({ allowable }) => allowable === undefined || !lines.has(allowable))];
}

/** Of what a plan shows of its configuration: which entries tell what is run beside the credential. */
const IN_PLANS: ReadonlySet<EntryName> = new Set([
  "external-program",
  "foreign-http",
  "foreign-provider",
  "provider-base-url",
  "provisioner",
  "unknown-type",
]);

/** What of a plan's configuration is outside the list. */
export function outsidePlan(stack: TerraformStack): OutsideRow[] {
  const app = new OutsideApp([stack], NOTHING_ALLOWED);
  const providers = new StackProviders(stack);
  const rows = [...typesOutside(stack, app, providers), ...blocksOutside(stack, app)];
  const settings = providersOutside(stack, providers, app).filter(({ entry }) => entry !== "broken-provider");
  return [...rows.filter(({ entry }) => IN_PLANS.has(entry)), ...settings];
}

/** Whether a team allows what a finding is about. */
export function isAllowed({ allowable }: Pick<OutsideRow, "allowable">, { types, hosts }: Allowed): boolean {
  const lines = [...types.map(({ type }) => typeLine(type)), ...hosts.map((each) => hostLine(each.host, each.for))];
  return allowable !== undefined && lines.includes(allowable);
}

/** Whether a type of resource is sorted, is a sink, or is allowed by its name, whatever its source. */
export function isListedType(type: string, { types }: Allowed): boolean {
  return sortedType(type) !== undefined || sinkOf(type) !== undefined || types.some((each) => each.type.replace(/^.*\//, "") === type);
}

function notEmitted(type: BlockType, block: Block, app: OutsideApp, providers: StackProviders): OutsideRow[] {
  const address = addressOf(type, block);
  const emitted = EMITTED[type];
  const found = (what: string, allowable?: string): OutsideRow[] => [
    row("pipelines-only", address, `${address} ${what}`, block.file, allowable === undefined ? {} : { allowable }),
  ];
  if (emitted === undefined) return found("is of a kind that our stacks do not write");
  const [kind = ""] = block.labels;
  if (emitted.types !== undefined && !Object.hasOwn(emitted.types, kind)) {
    // Those of other providers are on no list at all.
    if (type === "provider" || providers.sourceOfBlock(block) !== CLOUDFLARE) return [];
    const line = type === "resource" ? kind : `${type}.${kind}`;
    return app.allowsType(line) ? [] : found("is of a type that our stacks do not write", typeLine(line));
  }
  const names = emitted.types?.[kind] ?? emitted.names;
  return Object.keys(block.body)
    .filter((name) => name !== COMMENT && names?.includes(name) === false)
    .flatMap((name) => found(`has ${name}, which our stacks do not write`));
}

/*
 * What our own stacks write of what the list has: a pipeline applies that, and what its team allows. A stack that is applied by hand may hold the rest of
 * the list as well.
 */
/** Data sources, with what is asked of them. */
const EMITTED_LOOKUPS: Readonly<Record<string, readonly string[]>> = {
  cloudflare_account_api_token_permission_groups_list: ["account_id", "lifecycle", "name", "provider", "scope"],
  cloudflare_zone: ["filter", "provider"],
};

/** Kinds of blocks; their arguments, where not all of the list are written; and their types. */
export const EMITTED: Partial<
  Record<BlockType, { readonly names?: readonly string[]; readonly types?: Readonly<Record<string, readonly string[] | undefined>> }>
> = {
  terraform: { names: ["backend", "cloud", "required_providers", "required_version"] },
  provider: { types: { cloudflare: ["alias", "api_token"] } },
  variable: { names: ["description", "ephemeral", "nullable", "sensitive", "type"] },
  output: { names: ["description", "ephemeral", "sensitive", "value"] },
  data: { types: EMITTED_LOOKUPS },
  resource: { types: { cloudflare_account_token: undefined, cloudflare_api_token: undefined } },
  ephemeral: { types: {} },
  moved: {},
  import: { names: ["id", "to"] },
};

/** Blocks of kinds that are on no list. */
const UNLISTED = ["check", "list"] as const;

/** Kinds of blocks, and arguments, that are on no list. */
export function blocksOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  return [
    ...topLevel(stack),
    ...UNLISTED.flatMap((type) => blocksOf(stack, type).map((block) => ofUnlisted(addressOf(type, block), block, stack, app))),
    ...blocksOf(stack, "action").map((block) => program(addressOf("action", block), "runs a program", block)),
    ...blocksOf(stack, "module").map(ofModule),
    ...Object.entries(BLOCK_ARGUMENTS).flatMap(([type, names]) => blocksOf(stack, type as "output").flatMap((block) => only(block, names))),
    ...blocksOf(stack, "import").flatMap(ofImport),
    ...blocksOf(stack, "removed").flatMap(ofRemoved),
    ...blocksOf(stack, "resource").flatMap(ofResource),
    ...blocksOf(stack, "data").flatMap(ofLookup),
    ...blocksOf(stack, "variable").flatMap(ofVariable),
    ...stack.others
      .filter((name) => READ.test(name))
      .map((name) => row("unexpected-file", name, `Terraform would read ${name} as well`, "")),
  ];
}

/**
 * What Terraform takes from its folder besides what was read: values of variables, a mirror of providers, and more configuration where only one
 * file was given. Case does not count where file systems ignore it.
 */
const READ =
  /^(?:terraform\.tfvars(?:\.json)?|[^]*\.auto\.tfvars(?:\.json)?|terraform\.d|\.terraformrc|terraform\.rc|\.tofurc|[^.][^]*\.(?:tf|tofu)(?:\.json)?)$/i;

function topLevel({ files }: TerraformStack): OutsideRow[] {
  const known: readonly string[] = [COMMENT, ...BLOCK_TYPES];
  return files.flatMap(({ file, document }) =>
    document.flatMap((part) =>
      Object.keys(part)
        .filter((type) => !known.includes(type))
        .map((type) => row("unknown-block", type, `${type} is no kind of block that is known`, file)),
    ),
  );
}

function ofUnlisted(address: string, block: Block, stack: TerraformStack, app: OutsideApp): OutsideRow {
  const refersToToken = app.refersToToken(stack, bodyOf(block));
  const weight = refersToToken ? "pack" : "other";
  return row("unknown-block", address, `${address} is a block of a kind that is on no list`, block.file, { refersToToken, weight });
}

function ofModule(block: Block): OutsideRow {
  const { source } = block.body;
  const local = typeof source === "string" && /^\.\.?\//.test(source);
  const address = addressOf("module", block);
  return row(
    "unread-module",
    address,
    `${address} is loaded from ${local ? "a folder" : "elsewhere"}, and nothing here reads it`,
    block.file,
  );
}

/** Whether a reference to an address may be of a token: of a module nobody knows what is in it. */
function mayBeToken(address: unknown): boolean {
  return typeof address !== "string" || /\bmodule\b/.test(plainReference(address)) || TOKEN_TYPE.test(plainReference(address));
}

function ofImport(block: Block): OutsideRow[] {
  const { to } = block.body;
  if (!mayBeToken(to)) return [];
  const name = typeof to === "string" ? plainReference(to) : "something";
  return [row("imported-token", `import.${name}`, `${name} is imported: somebody may hold its value`, block.file, { refersToToken: true })];
}

function ofRemoved(block: Block): OutsideRow[] {
  const from = typeof block.body["from"] === "string" ? plainReference(block.body["from"]) : undefined;
  const address = `removed.${from ?? "something"}`;
  const programs = provisioners(address, block);
  if (from !== undefined && !mayBeToken(from)) return programs;
  const lifecycles = innerBlocks(block, "lifecycle", 0);
  if (lifecycles.length > 0 && lifecycles.every(({ body }) => isTrue(body["destroy"] ?? true))) return programs;
  const why = lifecycles.length > 0 ? "Terraform only forgets" : "OpenTofu 1.7 and 1.8 only forget";
  const what = `${why} ${from ?? "something"}: what is there stays, and keeps its access`;
  return [...programs, row("forgotten-token", address, what, block.file, { refersToToken: true })];
}

function ofResource(block: Block): OutsideRow[] {
  const address = addressOf("resource", block);
  const lifecycles = innerBlocks(block, "lifecycle", 0).map(({ body }) => body);
  const triggers = lifecycles.some((body) => body["action_trigger"] !== undefined && body["action_trigger"] !== null)
    ? [program(`${address}.lifecycle.action_trigger`, "makes an action run a program", block, address)]
    : [];
  const own = TOKEN_TYPES.has(block.labels[0] ?? "") ? ofToken(address, block, lifecycles) : [];
  return [...provisioners(address, block), ...triggers, ...own];
}

function provisioners(address: string, { body, file }: Block): OutsideRow[] {
  return ["provisioner", "connection"]
    .filter((name) => Object.hasOwn(body, name) && body[name] !== null)
    .map((name) => row("provisioner", `${address}.${name}`, `${address} has a ${name}`, file));
}

function program(where: string, does: string, { file }: Block, address = where): OutsideRow {
  return row("external-program", where, `${address} ${does}`, file);
}

function ofToken(address: string, block: Block, lifecycles: readonly Json[]): OutsideRow[] {
  const { file } = block;
  const token = { refersToToken: true };
  const ignored = ignoredAttributes(lifecycles.map((body) => body["ignore_changes"]));
  const names = Object.keys(bodyOf(block)).filter((name) => block.body[name] !== null);
  const unlisted = names
    .filter((name) => !TOKEN_ARGUMENTS.has(name) && name !== "provisioner" && name !== "connection")
    .map((name) => row("unknown-argument", `${address}.${name}`, `${address} has ${name}, which is on no list`, file, token));
  return [
    ...unlisted,
    ...(ignored.length === 0
      ? []
      : [row("ignored-changes", address, `Terraform ignores changes of ${ignored.join(", ")} of ${address}`, file, token)]),
    ...lifecycles.flatMap((body) =>
      Object.entries(body).flatMap(([name, value]): OutsideRow[] => {
        const where = `${address}.lifecycle.${name}`;
        if (value === null || [COMMENT, "action_trigger", "ignore_changes"].includes(name)) return [];
        if (name === "destroy")
          return isTrue(value)
            ? []
            : [
                row(
                  "forgotten-token",
                  where,
                  `Terraform only forgets ${address} when it leaves the code or is replaced (destroy)`,
                  file,
                  token,
                ),
              ];
        if (name === "enabled")
          return typeof value === "string" && isUnknown(value)
            ? [row("uncertain-token", where, `${address} may or may not exist (enabled)`, file, token)]
            : [];
        if (!TOKEN_LIFECYCLE.has(name))
          return [row("unknown-argument", where, `${address} has lifecycle.${name}, which is on no list`, file, token)];
        return name.endsWith("condition")
          ? [row("pipelines-only", where, `${address} has a condition, whose message may show a value`, file)]
          : [];
      }),
    ),
  ];
}

function ofLookup(block: Block): OutsideRow[] {
  const [type = ""] = block.labels;
  return Object.hasOwn(LOOKUPS, type) ? only(block, [...(LOOKUPS[type] ?? []), ...LOOKUP_ARGUMENTS]) : [];
}

/** The only variables of a pipeline are credentials, and they go to providers as they are. */
function ofVariable(block: Block): OutsideRow[] {
  const address = addressOf("variable", block);
  const { sensitive, ephemeral, default: value, validation } = block.body;
  if (sensitive === true && ephemeral === true && (value ?? undefined) === undefined && (validation ?? undefined) === undefined) return [];
  return [
    row(
      "pipelines-only",
      address,
      `${address} is not a credential from outside: sensitive, ephemeral, without default and validation`,
      block.file,
    ),
  ];
}

function only(block: Block, names: readonly string[]): OutsideRow[] {
  const address = /^(?:data|output|variable)\b/.test(block.at) ? block.at.replace(/^(\w+)\[\d+\]/, "$1") : block.at;
  return Object.keys(block.body)
    .filter((name) => name !== COMMENT && !names.includes(name) && block.body[name] !== null)
    .filter((name) => name !== "provisioner" && name !== "connection")
    .map((name) => row("unknown-argument", `${address}.${name}`, `${address} has ${name}, which is on no list`, block.file));
}
