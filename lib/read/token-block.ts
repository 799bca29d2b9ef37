import type { TokenSpec } from "../policy";
import {
  addressOf,
  type Block,
  COMMENT,
  ignoredAttributes,
  innerBlocks,
  isTrue,
  type Json,
  providerNameOf,
  TOKEN_LIFECYCLE,
} from "../terraform";
import { readMetadata } from "./metadata";
import type { PairBudget } from "./pair-budget";
import { readTokenArguments, TOKEN_TYPES } from "./token-arguments";

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
