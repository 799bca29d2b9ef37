import { type BlockType, blocksOf, textsOf } from "./blocks";
import type { Block, Json, TerraformStack } from "./model";
import { referencesIn } from "./token-references";
import { isToken } from "./tokens";

/** What everything else can be in: a local, what a resource keeps, an output. Names of outputs are those of any stack. */
type Id = string;

const id = {
  local: ({ name }: TerraformStack, local: string): Id => JSON.stringify(["local", name, local.normalize("NFC")]),
  kept: ({ name }: TerraformStack, kept: string): Id => JSON.stringify(["kept", name, kept.normalize("NFC")]),
  output: (output: string): Id => JSON.stringify(["output", output.normalize("NFC")]),
};
const TOKEN: Id = "token";
const ANY_OUTPUT: Id = "any output";

/** Says whether a value may hold a token's value, through locals, what resources keep of it, and outputs of other stacks as well. */
export class TokenValues {
  private readonly held = new Set<Id>([TOKEN]);
  /** What holds the value as well, once that of the key is held. */
  private readonly followers = new Map<Id, Id[]>();

  constructor(stacks: readonly TerraformStack[]) {
    for (const stack of stacks) {
      for (const { body } of blocksOf(stack, "locals"))
        for (const [name, value] of Object.entries(body)) this.follow(sourcesOf(stack, value), [id.local(stack, name)]);
      for (const { labels, body } of blocksOf(stack, "output"))
        this.follow(sourcesOf(stack, body["value"]), [id.output(labels[0] ?? ""), ANY_OUTPUT]);
      // A secret store gives back what it was given, by its resource or by a data source of its type.
      for (const block of blocksOf(stack, "resource"))
        if (!isToken(block))
          this.follow(sourcesOf(stack, withoutComment(block)), [
            id.kept(stack, block.labels.join(".")),
            id.kept(stack, block.labels[0] ?? ""),
          ]);
    }
    // A set that grows while it is walked: each that holds the value is looked at once.
    for (const each of this.held) for (const follower of this.followers.get(each) ?? []) this.held.add(follower);
  }

  /** Whether any text of a value may hold a token's value. */
  within(stack: TerraformStack, value: unknown): boolean {
    for (const source of sourcesOf(stack, value)) if (this.held.has(source)) return true;
    return false;
  }

  private follow(sources: ReadonlySet<Id>, holders: readonly Id[]): void {
    for (const source of sources) {
      const known = this.followers.get(source);
      if (known === undefined) this.followers.set(source, [...holders]);
      else known.push(...holders);
    }
  }
}

/** Where a value may come from. */
function sourcesOf(stack: TerraformStack, value: unknown): ReadonlySet<Id> {
  const { token, locals, kept, outputs, anyOutput } = referencesIn(textsOf({ value }));
  return new Set([
    ...(token ? [TOKEN] : []),
    ...Array.from(locals, (name) => id.local(stack, name)),
    ...Array.from(kept, (name) => id.kept(stack, name)),
    ...Array.from(outputs, (name) => id.output(name)),
    ...(anyOutput ? [ANY_OUTPUT] : []),
  ]);
}

function withoutComment({ body }: Block): Json {
  const { "//": _, ...rest } = body;
  return rest;
}

/** Blocks that hold nothing but references to addresses, or whose values are looked at through what uses them. */
export const WITHOUT_VALUES: ReadonlySet<BlockType> = new Set(["locals", "variable", "moved", "removed", "terraform"]);
