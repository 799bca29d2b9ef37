import { blocksOf, type TerraformStack, textsOf } from "./blocks";
import { type Allowed } from "./findings";
import type { Json } from "./json";
import { placesOf, type StatePlaces } from "./states";
import { TokenValues } from "./token-values";

/** A name of a type of tokens, wherever it stands in a text. */
export const TOKEN_TYPE = /\bcloudflare_(?:account|api)_token\b/;
/** What all stacks of an app say together, and what its team allows. */
export class OutsideApp {
  readonly places: StatePlaces;
  readonly values: TokenValues;
  private readonly types: ReadonlySet<string>;
  private readonly hosts: ReadonlySet<string>;

  constructor(
    readonly stacks: readonly TerraformStack[],
    allowed: Allowed,
  ) {
    this.places = placesOf(stacks);
    this.values = new TokenValues(stacks, this.places);
    this.types = new Set(allowed.types.map(({ type }) => type));
    this.hosts = new Set(allowed.hosts.map((each) => `${each.for} ${each.host}`));
  }

  allowsType(type: string): boolean {
    return this.types.has(type);
  }

  allowsHost(host: string, setting: string): boolean {
    return this.hosts.has(`${setting} ${host}`);
  }

  /** Whether a body names a token, or what holds the value of one. */
  refersToToken(stack: TerraformStack, body: Json): boolean {
    const texts = textsOf(body);
    return texts.some((text) => TOKEN_TYPE.test(text)) || this.values.within(stack, texts, "token's value");
  }
}

/** Variables that have no default, so that their values come from outside the files. */
export function openVariables(stack: TerraformStack): ReadonlySet<string> {
  return new Set(
    blocksOf(stack, "variable").flatMap(({ labels, body }) =>
      body["default"] === undefined || body["default"] === null ? [labels[0] ?? ""] : [],
    ),
  );
}
