import { type BlockType, blocksOf, textsOf } from "./blocks";
import type { TerraformStack } from "./model";

/*
 * Where the value of a token may be within Terraform. Nothing is evaluated: what is not surely something else is taken for the value.
 */

// Attributes of a token that are no secret. Anything else after the type's name may be the value: the whole object, a computed index.
const HARMLESS =
  /\bcloudflare_(?:account|api)_token\.[\p{L}_][\p{L}\p{N}_-]*(?:\[(?:\d+|"[^"\\$%]*")\])?\.(?:id|name|status|account_id|issued_on|modified_on|last_used_on|expires_on|not_before|condition|policies)\b/gu;
const TOKEN = /\bcloudflare_(?:account|api)_token\b/;
const LOCAL = /\blocal\s*\.\s*([\p{L}_][\p{L}\p{N}_-]*)/gu;
const OUTPUT = /\boutputs\s*(?:\.\s*|\[\s*")([\p{L}_][\p{L}\p{N}_-]*)/gu;

/** Says whether a text may hold a token's value, through locals and through outputs of other stacks as well. */
export class TokenValues {
  private readonly locals = new Map<string, ReadonlySet<string>>();
  private readonly outputs = new Set<string>();

  constructor(stacks: readonly TerraformStack[]) {
    // A local may use another one, and a stack another's output: until nothing is added.
    for (let before = -1; before !== this.size();) {
      before = this.size();
      for (const stack of stacks) {
        this.locals.set(stack.name, this.taintedLocals(stack));
        for (const { labels, body } of blocksOf(stack, "output")) if (this.within(stack, body["value"])) this.outputs.add(labels[0] ?? "");
      }
    }
  }

  /** Whether any text of a value may hold a token's value. */
  within(stack: TerraformStack, value: unknown): boolean {
    return textsOf({ value }).some((text) => this.holds(stack, text));
  }

  private holds(stack: TerraformStack, text: string): boolean {
    if (!/[$%]\{/.test(text)) return false;
    if (TOKEN.test(text.replace(HARMLESS, ""))) return true;
    const locals = this.locals.get(stack.name);
    if (locals !== undefined && Array.from(text.matchAll(LOCAL), (match) => match[1] ?? "").some((name) => locals.has(name))) return true;
    if (this.outputs.size === 0 || !/\bterraform_remote_state\b/.test(text)) return false;
    const names = Array.from(text.matchAll(OUTPUT), (match) => match[1] ?? "");
    // Without a name it is all outputs at once.
    return names.length === 0 || names.some((name) => this.outputs.has(name));
  }

  private taintedLocals(stack: TerraformStack): ReadonlySet<string> {
    const names = new Set(this.locals.get(stack.name) ?? []);
    for (const { body } of blocksOf(stack, "locals")) {
      for (const [name, value] of Object.entries(body)) if (this.within(stack, value)) names.add(name);
    }
    return names;
  }

  private size(): number {
    return this.outputs.size + [...this.locals.values()].reduce((sum, names) => sum + names.size, 0);
  }
}

/** Blocks that hold nothing but references to addresses, or whose values are looked at through what uses them. */
export const WITHOUT_VALUES: ReadonlySet<BlockType> = new Set(["locals", "variable", "moved", "removed", "terraform"]);
