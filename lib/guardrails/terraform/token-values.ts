import { GAP, NAME } from "../../policy";
import { type BlockType, blocksOf, textsOf } from "./blocks";
import type { TerraformStack } from "./model";
import { isToken } from "./tokens";

/*
 * Where the value of a token may be within Terraform. Nothing is evaluated: what is not surely something else is taken for the value.
 */

// Attributes of a token that are no secret. Anything else after the type's name may be the value: the whole object, a computed index.
const HARMLESS =
  /\bcloudflare_(?:account|api)_token\.[\p{L}_][\p{L}\p{N}_-]*(?:\[(?:\d+|"[^"\\$%]*")\])?\.(?:id|name|status|account_id|issued_on|modified_on|last_used_on|expires_on|not_before|condition|policies)\b/gu;
const TOKEN = /\bcloudflare_(?:account|api)_token\b/;
const DOT = `${GAP}\\.${GAP}`;
const INDEX = `(?:${GAP}\\[[^\\]]*\\])*`;
const LOCAL = new RegExp(`\\blocal${DOT}(${NAME})`, "gu");
/** One output by its name, of another stack. */
const OUTPUT = new RegExp(
  `\\bterraform_remote_state${DOT}${NAME}${INDEX}${DOT}outputs(?:${DOT}(${NAME})|${GAP}\\[${GAP}"([^"\\\\$%]*)"${GAP}\\])`,
  "gu",
);
// What a resource that was given the value says of itself without it.
const REFERENCE = new RegExp(`\\b(?:(data|ephemeral)${DOT})?(${NAME})${DOT}(${NAME})${INDEX}(?:${DOT}(${NAME}))?`, "gu");
const PLAIN = new Set(
  "id arn name version path metadata key mount namespace type uri versionless_id resource_id created_at updated_at".split(" "),
);

/** Says whether a text may hold a token's value, through locals, what resources keep of it, and outputs of other stacks as well. */
export class TokenValues {
  private readonly locals = new Map<string, ReadonlySet<string>>();
  private readonly outputs = new Set<string>();
  /** Resources that were given the value, as `type.name`, and their types. */
  private readonly keepers = new Map<string, ReadonlySet<string>>();

  constructor(stacks: readonly TerraformStack[]) {
    // A local may use another one, and a stack another's output: until nothing is added.
    for (let before = -1; before !== this.size();) {
      before = this.size();
      for (const stack of stacks) {
        this.locals.set(stack.name, this.taintedLocals(stack));
        this.keepers.set(stack.name, this.keepersOf(stack));
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
    if (this.kept(stack, text)) return true;
    // Whatever is not one output by its name may be any of them.
    if (this.outputs.size === 0) return false;
    return /\bterraform_remote_state\b/.test(
      text.replace(OUTPUT, (whole, name: string | undefined, key: string | undefined) =>
        this.outputs.has(name ?? key ?? "") ? whole : "",
      ),
    );
  }

  /** A secret store gives back what it was given, by its resource or by a data source of its type. */
  private kept(stack: TerraformStack, text: string): boolean {
    const keepers = this.keepers.get(stack.name);
    if (keepers === undefined || keepers.size === 0) return false;
    return Array.from(text.matchAll(REFERENCE)).some(
      ([, source, type = "", name = "", attribute = ""]) =>
        keepers.has(source === undefined ? `${type}.${name}` : type) && !PLAIN.has(attribute),
    );
  }

  private keepersOf(stack: TerraformStack): ReadonlySet<string> {
    const found = new Set(this.keepers.get(stack.name) ?? []);
    for (const block of blocksOf(stack, "resource")) {
      const address = block.labels.join(".");
      if (isToken(block) || found.has(address) || !this.within(stack, { ...block.body, "//": null })) continue;
      found.add(address).add(block.labels[0] ?? "");
    }
    return found;
  }

  private taintedLocals(stack: TerraformStack): ReadonlySet<string> {
    const names = new Set(this.locals.get(stack.name) ?? []);
    for (const { body } of blocksOf(stack, "locals")) {
      for (const [name, value] of Object.entries(body)) if (this.within(stack, value)) names.add(name);
    }
    return names;
  }

  private size(): number {
    return this.outputs.size + [...this.locals.values(), ...this.keepers.values()].reduce((sum, names) => sum + names.size, 0);
  }
}

/** Blocks that hold nothing but references to addresses, or whose values are looked at through what uses them. */
export const WITHOUT_VALUES: ReadonlySet<BlockType> = new Set(["locals", "variable", "moved", "removed", "terraform"]);
