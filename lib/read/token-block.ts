import { z } from "zod";
import { type AcknowledgementSpec, type NotUnderstood, parseAcknowledgements, type RotationSpec, type TokenSpec } from "../policy";
import {
  addressOf,
  type Block,
  blocksOf,
  canonicalText,
  COMMENT,
  digestOf,
  ignoredAttributes,
  innerBlocks,
  isObject,
  isTrue,
  type Json,
  providerNameOf,
  resourceAddress,
  type StackDefinitions,
  type TerraformAddress,
  type TerraformStack,
  TOKEN_LIFECYCLE,
} from "../terraform";
import { type PairBudget, readTokenArguments, TOKEN_TYPES } from "./token-arguments";

/** Something of a token's block that is not understood. */
export interface OddArgument {
  readonly what: string;
  readonly value: unknown;
}

/** A token's block, as far as it says by itself. */
export interface TokenBlock {
  readonly spec: TokenSpec;
  /** `false`: the block makes none. */
  readonly made: boolean;
  readonly odd: readonly OddArgument[];
  /** Changes that Terraform is told to ignore, as they are written. */
  readonly ignores: readonly string[];
  /** Acknowledgements that can't be read, in words. */
  readonly unreadable: readonly string[];
}

/**
 * Reads one token's block.
 *
 * @throws PrincipalError InvalidFile
 */
export function readTokenBlock(block: Block, pairs: PairBudget): TokenBlock {
  const access = readTokenArguments(TOKEN_TYPES.get(block.labels[0] ?? "") ?? "account", block.body, block, pairs);
  const { metadata, unreadable } = readMetadata(block.body[COMMENT]);
  const provider = providerNameOf(block.body["provider"]);
  const lifecycle = readLifecycle(innerBlocks(block, "lifecycle", 0).map(({ body }) => body));
  const programs = ["provisioner", "connection"].filter((name) => (block.body[name] ?? undefined) !== undefined);
  return {
    spec: {
      ...access,
      address: addressOf("resource", block),
      ...metadata,
      ...(provider === undefined ? {} : { provider: { name: provider } }),
      ...(lifecycle.ignored.length === 0 ? {} : { ignored: lifecycle.ignored }),
      ...(lifecycle.stays ? { stays: true as const } : {}),
    },
    made: lifecycle.made,
    odd: [...lifecycle.odd, ...programs.map((what) => ({ what, value: block.body[what] }))],
    ignores: lifecycle.ignores,
    unreadable,
  };
}

interface Lifecycle {
  readonly made: boolean;
  readonly stays: boolean;
  readonly ignored: readonly string[];
  readonly ignores: readonly string[];
  readonly odd: readonly OddArgument[];
}

/** A block that is repeated, which Terraform refuses, counts as one that says all of it. */
function readLifecycle(blocks: readonly Json[]): Lifecycle {
  const all = blocks.flatMap((block) => Object.entries(block)).filter(([name, value]) => name !== COMMENT && value !== null);
  const valuesOf = (wanted: string): unknown[] => all.flatMap(([name, value]) => (name === wanted ? [value] : []));
  const ignoreChanges = valuesOf("ignore_changes").flat();
  const enabled = valuesOf("enabled").filter((value) => !isTrue(value));
  const destroy = valuesOf("destroy").filter((value) => !isTrue(value));
  return {
    made: !enabled.some(isFalse),
    // What may be false is: the token may stay.
    stays: destroy.length > 0,
    // The name is no access.
    ignored: ignoredAttributes(ignoreChanges).filter((attribute) => attribute !== "name"),
    ignores: ignoreChanges.filter((entry): entry is string => typeof entry === "string"),
    odd: [
      ...enabled.filter((value) => !isFalse(value)).map((value) => ({ what: "may or may not exist: lifecycle.enabled", value })),
      ...destroy.filter((value) => !isFalse(value)).map((value) => ({ what: "lifecycle.destroy", value })),
      ...all
        .filter(([name]) => !TOKEN_LIFECYCLE.has(name) && !READ.has(name))
        .map(([name, value]) => ({ what: `lifecycle.${name}`, value })),
    ],
  };
}

/** What is read of a `lifecycle` besides the arguments that leave a token what it is. */
const READ: ReadonlySet<string> = new Set(["ignore_changes", "enabled", "destroy"]);

function isFalse(value: unknown): boolean {
  return value === false || value === "false";
}

/** What our constructs write beside a token: nothing of it is access, and nothing of it is trusted. */
export interface Metadata {
  readonly path?: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly rotation?: RotationSpec;
  /** Resource key (`outer/inner` for the nested form) to what people call it. */
  readonly names?: Readonly<Record<string, string>>;
  readonly acknowledgements?: readonly AcknowledgementSpec[];
}

const text = z.string();
const rotation = z.object({ principal: text, slot: text, generation: z.number().int() });

/** Reads `"//"` of a resource. A field of another shape is a stranger's comment and is left out, but for acknowledgements: those are named. */
export function readMetadata(comment: unknown): { readonly metadata: Metadata; readonly unreadable: readonly string[] } {
  const metadata = isObject(comment) && isObject(comment["metadata"]) ? comment["metadata"] : {};
  const path = text.safeParse(metadata["path"]).data;
  const owner = text.safeParse(metadata["owner"]).data;
  const purpose = text.safeParse(metadata["purpose"]).data;
  const slot = rotation.safeParse(metadata["rotation"]).data;
  const names = Object.entries(isObject(metadata["names"]) ? metadata["names"] : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const { acknowledgements, unreadable } = parseAcknowledgements(metadata["acknowledgements"]);
  return {
    metadata: {
      // The L1's own path ends in its construct id; the principal is its parent.
      ...(path === undefined ? {} : { path: path.replace(/\/Resource$/, "") }),
      ...(owner === undefined ? {} : { owner }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(slot === undefined ? {} : { rotation: slot }),
      ...(names.length === 0 ? {} : { names: Object.fromEntries(names) }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    },
    unreadable,
  };
}

/* Blocks that say which thing of the world stands behind an address: `moved`, `import` and `removed`. */

/** What is said of a token that was moved: nothing to fear where the token that was there is seen, and is of the same kind and account. */
export const MOVED = "takes the place of what was at another address";
/** A token whose value somebody may hold. */
export const IMPORTED = "imported: somebody may hold its value";
/** A token that goes on where nobody reads: in a module, or at what is no address. */
export const MOVED_AWAY = "moved to what is not seen";
const UNCLEAR_REMOVAL = "removed without lifecycle: OpenTofu 1.7 and 1.8 forget it, others destroy it";

/** What leaves the code, and stays in the account. */
export interface ForgottenAddress {
  /** Of a resource, or of a module. */
  readonly address: string;
  /** Where not every version of Terraform does the same. */
  readonly notUnderstood?: NotUnderstood;
}

/** Former addresses are followed that far. */
const MOST_MOVES = 50;
/** Whatever token it is. */
const ANY = "";

/** The identities of one stack's tokens. */
export class Identities {
  /** What Terraform forgets. */
  readonly forgotten: readonly ForgottenAddress[];
  /** What of any token is not understood, since it can't be told of which it is. */
  private readonly unclear: readonly NotUnderstood[];
  private readonly moves: ReadonlyMap<string, readonly Identity[]>;
  private readonly imports: ReadonlyMap<string, readonly Identity[]>;

  constructor(
    stack: Pick<TerraformStack, "files">,
    private readonly definitions: StackDefinitions,
  ) {
    this.moves = byTarget(blocksOf(stack, "moved"));
    this.imports = byTarget(blocksOf(stack, "import"));
    const [imports = [], moves = []] = [this.imports.get(ANY), this.moves.get(ANY)];
    this.unclear = [
      ...imports.slice(0, 1).map(({ block }) => ({ ...this.imported(block), digest: this.digestOf(imports.map((each) => each.block)) })),
      ...moves.slice(0, 1).map(({ block }) => ({ what: MOVED_AWAY, where: block.at, digest: digestOf(...moves.map(({ text }) => text)) })),
    ];
    this.forgotten = [...blocksOf(stack, "removed").flatMap(forgottenBy), ...blocksOf(stack, "moved").flatMap(movedAway)];
  }

  /** Former addresses of a resource, the nearest first, and what is not understood of where it comes from. */
  of(address: string): { readonly movedFrom: readonly string[]; readonly notUnderstood: readonly NotUnderstood[] } {
    const movedFrom = new Set<string>();
    const texts: string[] = [];
    const notUnderstood: NotUnderstood[] = [];
    const open = new Set([address]);
    // A set that grows while it is walked: each address is looked at once.
    for (const each of open) {
      for (const { block, from, text } of this.moves.get(each) ?? []) {
        texts.push(text);
        const digest = digestOf(text);
        if (from === undefined) notUnderstood.push({ what: "moved from what is no address", where: block.at, digest });
        else if (movedFrom.size < MOST_MOVES) {
          movedFrom.add(from.text);
          open.add(keyOf(from));
        } else {
          notUnderstood.push({ what: `moved more than ${String(MOST_MOVES)} times`, where: block.at, digest });
          open.clear();
        }
      }
    }
    movedFrom.delete(address);
    const [nearest] = movedFrom;
    if (nearest !== undefined) notUnderstood.push({ what: MOVED, where: nearest, digest: digestOf(...texts) });
    for (const { block } of this.imports.get(address) ?? []) notUnderstood.push(this.imported(block));
    return { movedFrom: [...movedFrom], notUnderstood: [...notUnderstood, ...this.unclear] };
  }

  private imported(block: Block): NotUnderstood {
    return { what: IMPORTED, where: block.at, digest: this.digestOf([block]) };
  }

  private digestOf(imports: readonly Block[]): string {
    // Where it goes to is the token itself.
    return this.definitions.closureOf(imports.map(({ body: { to: _, ...rest } }) => withoutComment(rest))).digest;
  }
}

/** A `moved` or `import` block. */
interface Identity {
  readonly block: Block;
  readonly from: TerraformAddress | undefined;
  readonly text: string;
}

/** Blocks by what stands in their `to`, without the keys of instances: none of these tokens has several. */
function byTarget(blocks: readonly Block[]): Map<string, Identity[]> {
  const found = new Map<string, Identity[]>();
  for (const block of blocks) {
    const target = resourceAddress(block.body["to"]);
    const key = target === undefined ? ANY : keyOf(target);
    const list = found.get(key);
    const identity = { block, from: resourceAddress(block.body["from"]), text: canonicalText(withoutComment(block.body)) };
    if (list === undefined) found.set(key, [identity]);
    else list.push(identity);
  }
  return found;
}

function keyOf({ module, resource }: { readonly module: string; readonly resource: string }): string {
  return module === "" ? resource : `${module}.${resource}`;
}

function forgottenBy(block: Block): ForgottenAddress[] {
  const from = resourceAddress(block.body["from"]);
  if (from === undefined) return [];
  const text = digestOf(canonicalText(withoutComment(block.body)));
  if ((block.body["provisioner"] ?? undefined) !== undefined)
    return [{ address: from.text, notUnderstood: { what: "a program runs when it is destroyed", where: block.at, digest: text } }];
  const lifecycles = innerBlocks(block, "lifecycle", 0);
  const destroys = lifecycles.flatMap(({ body }) => (body["destroy"] === undefined || body["destroy"] === null ? [] : [body["destroy"]]));
  const address = from.text;
  // Terraform reads "false" as false; what is neither is taken for the worst.
  if (destroys.some((value) => !isTrue(value))) return [{ address }];
  if (destroys.length > 0) return [];
  return [{ address, notUnderstood: { what: UNCLEAR_REMOVAL, where: block.at, digest: text } }];
}

/** What goes on where it is not seen: it may be anything there, and nothing deletes it. */
function movedAway(block: Block): ForgottenAddress[] {
  const [from, to] = [resourceAddress(block.body["from"]), resourceAddress(block.body["to"])];
  if (from === undefined || to?.module === "") return [];
  const digest = digestOf(canonicalText(withoutComment(block.body)));
  return [{ address: from.text, notUnderstood: { what: MOVED_AWAY, where: block.at, digest } }];
}

function withoutComment({ [COMMENT]: _, ...rest }: Json): Json {
  return rest;
}
