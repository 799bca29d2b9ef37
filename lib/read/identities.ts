import type { NotUnderstood } from "../policy";
import {
  type Block,
  blocksOf,
  canonicalText,
  COMMENT,
  digestOf,
  innerBlocks,
  isTrue,
  type Json,
  resourceAddress,
  type StackDefinitions,
  type TerraformAddress,
  type TerraformStack,
} from "../terraform";

/* Blocks that say which thing of the world stands behind an address: `moved`, `import` and `removed`. */

/** What is said of a token that was moved: nothing to fear where the token that was there is seen, and is of the same kind and account. */
export const MOVED = "takes the place of what was at another address";
/** A token whose value somebody may hold. */
export const IMPORTED = "imported: somebody may hold its value";
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
  private readonly moves: ReadonlyMap<string, readonly Identity[]>;
  private readonly imports: ReadonlyMap<string, readonly Identity[]>;

  constructor(
    stack: Pick<TerraformStack, "files">,
    private readonly definitions: StackDefinitions,
  ) {
    this.moves = byTarget(blocksOf(stack, "moved"));
    this.imports = byTarget(blocksOf(stack, "import"));
    this.forgotten = blocksOf(stack, "removed").flatMap(forgottenBy);
  }

  /** Former addresses of a resource, the nearest first, and what is not understood of where it comes from. */
  of(address: string): { readonly movedFrom: readonly string[]; readonly notUnderstood: readonly NotUnderstood[] } {
    const movedFrom = new Set<string>();
    const texts: string[] = [];
    const notUnderstood: NotUnderstood[] = [];
    const open = new Set([address, ANY]);
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
    for (const target of [address, ANY])
      for (const { block } of this.imports.get(target) ?? []) notUnderstood.push(this.imported(block));
    return { movedFrom: [...movedFrom], notUnderstood };
  }

  private imported(block: Block): NotUnderstood {
    // Where it goes to is the token itself.
    const { to: _, ...rest } = withoutComment(block.body);
    return { what: IMPORTED, where: block.at, digest: this.definitions.closureOf(rest).digest };
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
  const lifecycles = innerBlocks(block, "lifecycle", 0);
  const destroys = lifecycles.flatMap(({ body }) => (body["destroy"] === undefined || body["destroy"] === null ? [] : [body["destroy"]]));
  const address = from.text;
  // Terraform reads "false" as false; what is neither is taken for the worst.
  if (destroys.some((value) => !isTrue(value))) return [{ address }];
  if (destroys.length > 0) return [];
  const digest = digestOf(canonicalText(withoutComment(block.body)));
  return [{ address, notUnderstood: { what: UNCLEAR_REMOVAL, where: block.at, digest } }];
}

function withoutComment({ [COMMENT]: _, ...rest }: Json): Json {
  return rest;
}
