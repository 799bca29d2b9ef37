import { basename } from "node:path";
import { z } from "zod";
import {
  compareText,
  isUnknown,
  type LookupSpec,
  type NotUnderstood,
  permissionAskedBy,
  splitSymbols,
  stackOf,
  type TokenSpec,
} from "../policy";
import {
  addressOf,
  type AppDefinitions,
  type Block,
  blocksOf,
  COMMENT,
  FROM_ENVIRONMENT,
  invalid,
  isObject,
  type StackDefinitions,
  stateOf,
  type TerraformFile,
  type TerraformStack,
} from "../terraform";
import { type PairBudget, TOKEN_TYPES } from "./token-arguments";
import { type ForgottenAddress, Identities, MOVED_AWAY, readTokenBlock, type TokenBlock } from "./token-block";

/** Something to look at, and what it is about: a construct's path, a token's address, or the stack as a whole. */
export interface StackWarning {
  /** How much it matters. */
  readonly level: "error" | "warning" | "note";
  /** What there is to look at. */
  readonly message: string;
  /** A construct's path. */
  readonly path?: string;
  /** A token's Terraform address. */
  readonly address?: string;
}

/** The tokens of one stack or file. */
export interface StackReading {
  readonly name: string;
  /** In normal form, ordered by name and address. All that is known of them is in them. */
  readonly specs: readonly TokenSpec[];
  /** The Terraform around them. It may hold secrets. @default - not asked for, or none */
  readonly terraform?: TerraformStack;
  readonly warnings: readonly StackWarning[];
  /** What Terraform forgets without destroying what is there. */
  readonly forgotten?: readonly ForgottenAddress[];
  /** Tokens that hang on something which files do not say: a comparison does not see it change. */
  readonly unseen?: readonly StackWarning[];
  /** Acknowledgements that can't be read, in words, by the token's address. */
  readonly unreadable?: Readonly<Record<string, readonly string[]>>;
  /** Whether it stands in what cdktf wrote for an app, with the other stacks. @default false */
  readonly ofApp?: true;
  /** Whether it was read from a state or a plan, which says nothing of what stands in files. @default false */
  readonly ofState?: true;
  /** Where it keeps its state, as text that is equal where that is; where the files say so. */
  readonly backend?: string;
}

/** What Terraform would read for one stack, opened. */
export interface StackSource {
  readonly name?: string;
  readonly files: readonly TerraformFile[];
  /** Names of everything else in the folder. */
  readonly others: readonly string[];
  /** Digest of the files that give variables their values. @default - there are none */
  readonly variableFiles?: string;
  readonly annotations?: readonly StackWarning[];
  /** The stack, where cdktf's manifest or the folder's name says so; else all files together are one, of whatever name. */
  readonly place?: string;
}

/** Reads the tokens of a stack. What its expressions mean can be told once the other stacks of the app are there as well. */
export function readStack(
  source: StackSource,
  app: { readonly pairs: PairBudget; readonly definitions: AppDefinitions },
): () => StackReading {
  const { files, others, variableFiles, annotations = [], place } = source;
  const written = files.flatMap((file) => stackNameOf(file) ?? [])[0];
  const name = source.name ?? written ?? basename(files[0]?.file ?? "").replace(/\.(?:tf|tofu)\.json$|\.json$/, "");
  const terraform: TerraformStack = { name, files, others, ...(variableFiles === undefined ? {} : { variableFiles }) };
  const definitions = app.definitions.stack(terraform);
  const tokens = tokenBlocksOf(terraform).map((block) => readTokenBlock(block, app.pairs));
  return () => {
    const identities = new Identities(terraform, definitions);
    const state = stateOf(terraform);
    const made = tokens.filter((token) => token.made);
    const finish = finisher(terraform, app.definitions, definitions, identities, place ?? written ?? "");
    const finished = made
      .map(finish)
      .sort(({ spec: a }, { spec: b }) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
    const unseen = finished.flatMap(({ spec, unseen: cause }) => (cause === undefined ? [] : [unseenWarning(spec, cause)]));
    const unreadable = made.flatMap(({ spec, unreadable: words }) => (words.length === 0 ? [] : [[spec.address ?? "", words] as const]));
    return {
      name,
      specs: finished.map(({ spec }) => spec),
      terraform,
      warnings: [
        ...annotations,
        ...tokens.flatMap(warningsOf),
        ...renamings(made),
        // One that moved long ago says nothing of today.
        ...identities.forgotten.filter(({ notUnderstood }) => notUnderstood?.what !== MOVED_AWAY).map(forgottenWarning),
        ...moduleWarnings(terraform),
      ],
      ...(identities.forgotten.length === 0 ? {} : { forgotten: identities.forgotten }),
      ...(unseen.length === 0 ? {} : { unseen }),
      ...(unreadable.length === 0 ? {} : { unreadable: Object.fromEntries(unreadable) }),
      ...(place === undefined ? {} : { ofApp: true }),
      ...(state === undefined ? {} : { backend: state }),
    };
  };
}

function tokenBlocksOf(stack: TerraformStack): Block[] {
  const blocks = blocksOf(stack, "resource").filter(({ labels }) => TOKEN_TYPES.has(labels[0] ?? ""));
  const addresses = new Set<string>();
  for (const { labels, file, at } of blocks) {
    const address = labels.join(".").normalize("NFC");
    if (!/^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(labels[1] ?? "")) throw invalid(file, at, "not a name that Terraform allows");
    if (addresses.has(address)) throw invalid(file, at, "this resource stands twice");
    addresses.add(address);
  }
  return blocks;
}

interface Finished {
  readonly spec: TokenSpec;
  readonly unseen?: string;
}

/**
 * Adds to a token what stands around it: what its expressions mean and find, where its value goes, where it comes from, what manages it, and what of all
 * that is not understood. The path is what somebody wrote beside the token: it must not be able to pass the token off as that of another stack.
 */
function finisher(
  terraform: TerraformStack,
  app: AppDefinitions,
  definitions: StackDefinitions,
  identities: Identities,
  stack: string,
): (token: TokenBlock) => Finished {
  const lookups = new Lookups(terraform, definitions);
  return ({ spec, odd }) => {
    const address = spec.address ?? "";
    const { references, notUnderstood: meant, unseen } = definitions.meaningOf(spec);
    const { movedFrom, notUnderstood: moved } = identities.of(address);
    const { fingerprint, notUnderstood: managed } = definitions.providers.fingerprintOf(spec.provider?.name, (value) =>
      definitions.closureOf(value),
    );
    const { deliveries, odd: oddUses } = app.usesOf(terraform, address);
    const found = lookups.of(spec);
    const digest = (value: unknown): string => definitions.closureOf(value, address).digest;
    const notUnderstood = ordered([
      ...odd.map(({ what, value }) => ({ what, where: address, digest: digest(value) })),
      ...oddUses,
      ...moved,
      ...managed,
      ...meant,
    ]);
    return {
      spec: {
        ...spec,
        ...(stackOf(spec) === stack ? {} : { stack }),
        ...(movedFrom.length === 0 ? {} : { movedFrom }),
        ...(spec.provider === undefined && fingerprint === FROM_ENVIRONMENT
          ? {}
          : { provider: { name: spec.provider?.name ?? "cloudflare", fingerprint } }),
        ...(Object.keys(found).length === 0 ? {} : { lookups: found }),
        ...(Object.keys(references).length === 0 ? {} : { references }),
        ...(deliveries.length === 0 ? {} : { deliveries }),
        ...(notUnderstood.length === 0 ? {} : { notUnderstood }),
      },
      ...(unseen === undefined ? {} : { unseen }),
    };
  };
}

/** Each once, by place. */
function ordered(list: readonly NotUnderstood[]): NotUnderstood[] {
  const byText = new Map(list.map((each) => [`${each.where} ${each.what}`, each]));
  return [...byText].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
}

function unseenWarning({ address = "" }: TokenSpec, cause: string): StackWarning {
  return { level: "warning", address, message: `an expression ${cause}: what it becomes is not seen here, so compare the plan` };
}

function warningsOf({ spec: { address = "" }, made, ignores }: TokenBlock): StackWarning[] {
  if (!made) return [{ level: "note", address, message: "not made: enabled = false" }];
  if (ignores.length === 0) return [];
  return [
    {
      level: "warning",
      address,
      message: `Terraform ignores changes of ${ignores.join(", ")}: what is live may differ from what is shown`,
    },
  ];
}

function forgottenWarning({ address, notUnderstood }: ForgottenAddress): StackWarning {
  const sure = notUnderstood === undefined;
  return {
    level: "warning",
    message: sure
      ? `Terraform only forgets ${address}: what is there stays, and keeps its access`
      : `${address} is removed without lifecycle: OpenTofu 1.7 and 1.8 only forget it, and what is there may stay and keep its access`,
  };
}

function moduleWarnings(stack: TerraformStack): StackWarning[] {
  return blocksOf(stack, "module").map(({ labels }) => ({
    level: "warning",
    message: `module ${labels[0] ?? ""} is not read: tokens within it are not shown`,
  }));
}

/** Names are cosmetic, so two for one thing are no error; but a second one must not pass for the first. */
function renamings(tokens: readonly TokenBlock[]): StackWarning[] {
  const names = new Map<string, string>();
  return tokens.flatMap(({ spec: { address = "", names: own = {} } }) =>
    Object.entries(own).flatMap(([key, name]): StackWarning[] => {
      const known = names.get(key);
      if (known === undefined) names.set(key, name);
      if (known === undefined || known === name) return [];
      return [
        { level: "warning", address, message: `${key} is called ${JSON.stringify(name)} here and ${JSON.stringify(known)} elsewhere` },
      ];
    }),
  );
}

/** What cdktf wrote of a file's stack. */
export function stackNameOf({ document }: TerraformFile): string | undefined {
  const comment = document[0]?.[COMMENT];
  const metadata = isObject(comment) ? comment["metadata"] : undefined;
  const name = isObject(metadata) ? metadata["stackName"] : undefined;
  return typeof name === "string" ? name : undefined;
}

/* What data sources find by a name at plan time. Strict: any further argument, or another provider, could find something else than the name says. */

const LITERAL = z.string().refine((text) => !isUnknown(text));
const comment = { [COMMENT]: z.unknown().optional() };

const zone = z.strictObject({
  ...comment,
  filter: z.strictObject({ name: LITERAL, match: z.literal("all").optional(), account: z.unknown().optional() }),
});

const list = z.strictObject({
  ...comment,
  account_id: z.string().optional(),
  scope: LITERAL.optional(),
  name: LITERAL.optional(),
  max_items: z.number().optional(),
  lifecycle: z.unknown().optional(),
});

const LISTS: ReadonlySet<string> = new Set([
  "cloudflare_account_api_token_permission_groups_list",
  "cloudflare_api_token_permission_groups_list",
]);

/** The look-ups of one stack. */
export class Lookups {
  /** By expression, `${data.cloudflare_zone.main.id}`. */
  private readonly found = new Map<string, LookupSpec>();
  /** Lists of permission groups by address, with the account that is asked. */
  private readonly lists = new Map<string, Pick<LookupSpec, "accountId">>();

  constructor(stack: Pick<TerraformStack, "files">, { providers }: StackDefinitions) {
    if (!providers.areCloudflares) return;
    const seen = new Set<string>();
    for (const block of blocksOf(stack, "data")) {
      const address = addressOf("data", block);
      // Terraform refuses two of one name: which of them answers can't be told.
      if (seen.has(address)) this.drop(address);
      else this.read(address, block.labels[0] ?? "", block.body);
      seen.add(address);
    }
  }

  /** What the expressions of a token find. */
  of({ policies }: TokenSpec): Readonly<Record<string, LookupSpec>> {
    const found: Record<string, LookupSpec> = {};
    const look = (text: string): void => {
      const lookup = this.permission(text);
      if (lookup !== undefined) found[text] = lookup;
    };
    for (const { permissionGroups, resources } of policies) {
      permissionGroups.filter(isUnknown).forEach(look);
      for (const [key, value] of Object.entries(resources))
        for (const text of value === "*" ? [key] : [key, ...Object.keys(value)])
          for (const symbol of isUnknown(text) ? splitSymbols(text).symbols : []) {
            const lookup = this.found.get(`\${${symbol}}`);
            if (lookup?.kind === "zone") found[`\${${symbol}}`] = lookup;
          }
    }
    return found;
  }

  private permission(text: string): LookupSpec | undefined {
    const found = this.found.get(text);
    if (found?.kind === "permission") return found;
    const asked = permissionAskedBy(text);
    const source = asked === undefined ? undefined : this.lists.get(asked.source);
    if (asked === undefined || source === undefined) return undefined;
    return { kind: "permission", name: asked.name, ...(asked.scope === undefined ? {} : { scope: asked.scope }), ...source };
  }

  private read(address: string, type: string, body: unknown): void {
    if (type === "cloudflare_zone") {
      const { filter } = zone.safeParse(body).data ?? {};
      if (filter !== undefined) this.found.set(`\${${address}.id}`, { kind: "zone", name: filter.name });
    }
    const source = LISTS.has(type) ? list.safeParse(body).data : undefined;
    if (source === undefined) return;
    const { account_id: accountId, name, scope } = source;
    const asked = accountId === undefined ? {} : { accountId };
    this.lists.set(address, asked);
    if (name !== undefined)
      this.found.set(`\${${address}.result[0].id}`, {
        kind: "permission",
        name: decoded(name),
        ...(scope === undefined ? {} : { scope: decoded(scope) }),
        ...asked,
        first: true,
      });
  }

  private drop(address: string): void {
    this.lists.delete(address);
    for (const attribute of ["id", "result[0].id"]) this.found.delete(`\${${address}.${attribute}}`);
  }
}

/** The provider hands filters on as they are written, and its documentation asks for the form that URLs have. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
