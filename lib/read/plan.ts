import { z } from "zod";
import { compareText, type DeliverySpec, type TokenSpec } from "../policy";
import { invalid, isObject, joinPath } from "../terraform";
import { PlanConfiguration } from "./plan-configuration";
import { PlannedValues } from "./planned-values";
import { findingsOf, type NotListed, type NotReviewed, notReviewedIn, type PlanFindings } from "./plan-members";
import { checkMarks, type Document, openDocument, readShownToken, shaped, ShownReading, tokensOfModule } from "./show";
import type { StackWarning } from "./stack";
import { TOKEN_TYPES } from "./token-arguments";
import { IMPORTED } from "./token-block";

/** The tokens of a plan: those there are now, and those there will be once it is applied. */
export interface PlanReading {
  /** The tokens that there are. */
  readonly before: readonly TokenSpec[];
  /** The tokens that there will be. */
  readonly after: readonly TokenSpec[];
  /** What to look at besides. */
  readonly warnings: readonly StackWarning[];
  /** What somebody changed in the account since Terraform last looked: the tokens that differ, as Terraform knew them and as they are. */
  readonly drift: { readonly before: readonly TokenSpec[]; readonly after: readonly TokenSpec[] };
  /** Whatever else the plan changes: resources that are no tokens, by address, and outputs. */
  readonly others: readonly PlannedChange[];
  /** What changes in the state alone: resources that are moved, imported or forgotten. */
  readonly stateOnly: readonly PlannedChange[];
  /** What the plan says in words that are not known here, or does besides resources and outputs: nobody reviews it. */
  readonly notReviewed: readonly NotReviewed[];
  /** What the configuration names that is on no list of ours, in the root module: programs, and providers from elsewhere. */
  readonly outside: readonly NotListed[];
  /** Where a secret may go by way of a local or a module: a plan does not show what that is. */
  readonly openUses: readonly DeliverySpec[];
  /** What data sources of the root module found: evidence of what an expression stands for. */
  readonly found: PlanFindings;
}

/** A change of something that is no token. */
export interface PlannedChange {
  /** `cloudflare_workers_secret.x`, `output.id`. */
  readonly address: string;
  /** The type of the resource; absent for an output. */
  readonly type?: string;
  /** Terraform's own words: `create`, `update`, `delete`, two of them for a replacement. */
  readonly actions: readonly string[];
  /** What its configuration refers to, `cloudflare_account_token.ci.value` for instance; empty within modules, where it is not read. */
  readonly references?: readonly string[];
}

const changeSchema = z.object({
  address: z.string(),
  previous_address: z.string().optional(),
  mode: z.enum(["managed", "data"]),
  type: z.string(),
  name: z.string(),
  provider_name: z.string().optional(),
  deposed: z.string().optional(),
  change: z.object({
    actions: z.array(z.string()),
    importing: z.unknown().optional(),
    before: z.unknown().optional(),
    after: z.unknown().optional(),
    after_unknown: z.unknown().optional(),
    before_sensitive: z.unknown().optional(),
    after_sensitive: z.unknown().optional(),
  }),
});
type ResourceChange = z.infer<typeof changeSchema>;

/** What Terraform does, and which states of a token there are with it. */
const ACTIONS: Readonly<Record<string, { readonly before: boolean; readonly after: boolean; readonly stays?: true }>> = {
  "no-op": { before: true, after: true },
  update: { before: true, after: true },
  create: { before: false, after: true },
  delete: { before: true, after: false },
  "delete,create": { before: true, after: true },
  "create,delete": { before: true, after: true },
  // Terraform only forgets the token: it stays, and works.
  forget: { before: true, after: false, stays: true },
  "create,forget": { before: true, after: true, stays: true },
  "forget,create": { before: true, after: true, stays: true },
};

/** Those there are and those there will be. */
const STATES = 2;

/**
 * The tokens of a Terraform plan, as `terraform show -json tfplan` writes it: those there are, and those there will be. Only what is access is read:
 * values of tokens and outputs are never looked at, other sensitive values become symbols, as does what is only known after apply: what stands at
 * `policies[0].resources` is `${cloudflare_account_token.ci.policies[0].resources}` then.
 * What Terraform leaves as it is stands on both sides.
 *
 * @param json the text, or the value that was parsed from it
 * @param file what errors call it
 * @throws PrincipalError InvalidFile: damaged, of an unknown format, a plan that failed, or one that does not say all
 * @example
 * const { before, after } = readPlan(readFileSync("plan.json", "utf8"));
 * accessDiff(before, after);
 */
export function readPlan(json: unknown, file = "plan"): PlanReading {
  const document = openDocument(json, file, "plan");
  // Terraform writes what is planned in any case: without it nothing would tell that changes are missing.
  if (!isObject(document["planned_values"]))
    throw invalid(file, "planned_values", "not the JSON of a Terraform plan (terraform show -json of a plan file)");
  if (document["complete"] === false) throw invalid(file, "complete", "the plan is not complete, so it does not say all that would change");
  if (document["errored"] === true) throw invalid(file, "errored", "the plan failed, so it does not say all that would change");
  const configuration = new PlanConfiguration(document, file);
  const reading = new ShownReading(STATES, configuration.digest, (address, path) => configuration.isArgument(address, path));
  const before: TokenSpec[] = [];
  const after: TokenSpec[] = [];
  const warnings: StackWarning[] = [];
  const known = new Set<string>();
  const others: PlannedChange[] = outputChanges(document, file);
  const stateOnly: PlannedChange[] = [];
  const foreign: NotListed[] = [];
  const values = new PlannedValues(document);
  // A plan says which provider manages a token from now on, and not which did before.
  const around = (spec: TokenSpec, address: string, side: "before" | "after"): TokenSpec => {
    const isThere = (where: string): boolean => side === "after" || !values.isNew(where, address);
    const uses = configuration.usesOf(address);
    const deliveries = uses.deliveries.filter(({ to }) => isThere(to));
    const notUnderstood = [...uses.notUnderstood.filter(({ where }) => isThere(where)), ...(spec.notUnderstood ?? [])];
    return {
      ...spec,
      provider: { name: configuration.providerOf(address) },
      ...(deliveries.length === 0 ? {} : { deliveries }),
      ...(notUnderstood.length === 0 ? {} : { notUnderstood }),
    };
  };

  shaped(z.array(z.unknown()).optional(), document["resource_changes"], file, ["resource_changes"])?.forEach((entry, index) => {
    const path = ["resource_changes", index];
    const change = shaped(changeSchema, entry, file, path);
    if (change.mode !== "managed") return;
    stateOnly.push(...stateChanges(change));
    if (!TOKEN_TYPES.has(change.type)) {
      if (!isNoChange(change.change.actions))
        others.push({
          address: change.address,
          type: change.type,
          actions: change.change.actions,
          references: configuration.referencesOf(change.address),
        });
      return;
    }
    if (change.provider_name !== undefined && !/(?:^|\/)cloudflare\/cloudflare$/.test(change.provider_name))
      foreign.push({
        what: `${change.address} is managed by provider ${change.provider_name}`,
        where: change.address,
        fix: "use Cloudflare's own provider",
      });
    known.add(change.address).add(change.previous_address ?? change.address);
    const sides = readChange(change, [...path, "change"], file, reading);
    if (sides.before !== undefined) before.push(around(sides.before, change.address, "before"));
    after.push(...sides.after.map((spec) => around(spec, change.address, "after")));
    if (sides.forgotten)
      warnings.push({
        level: "warning",
        address: change.address,
        message: "Terraform only forgets this token: it stays, and keeps its access",
      });
  });
  // With -target, a plan is silent about what it leaves as it is.
  for (const token of priorTokens(document, file, reading)) {
    if (known.has(token.address)) continue;
    const spec = token.read();
    before.push(around(spec, token.address, "before"));
    after.push(around(spec, token.address, "after"));
  }
  checkPlanned(document, file, known, reading);
  const drift = readDrift(document, file, reading);
  return {
    before: before.sort(compare),
    after: after.sort(compare),
    warnings: [...warnings, ...reading.warnings],
    drift,
    others: others.sort((a, b) => compareText(a.address, b.address)),
    stateOnly: stateOnly.sort((a, b) => compareText(a.address, b.address)),
    notReviewed: notReviewedIn(document),
    outside: [...configuration.outside, ...foreign].map(({ what, where, fix, allowable }) => ({
      what,
      where,
      fix,
      ...(allowable === undefined ? {} : { allowable }),
    })),
    openUses: configuration.openUses,
    found: findingsOf(document),
  };
}

function isNoChange(actions: readonly string[]): boolean {
  return actions.every((action) => action === "no-op" || action === "read");
}

function stateChanges({ address, type, previous_address: former, change }: ResourceChange): PlannedChange[] {
  const actions = [
    ...(former !== undefined && former !== address ? ["move"] : []),
    ...(change.importing !== undefined && change.importing !== null ? ["import"] : []),
    ...(change.actions.includes("forget") ? ["forget"] : []),
  ];
  return actions.length === 0 ? [] : [{ address, type, actions }];
}

function outputChanges(document: Document, file: string): PlannedChange[] {
  const outputs = shaped(z.record(z.string(), z.object({ actions: z.array(z.string()) })).optional(), document["output_changes"], file, [
    "output_changes",
  ]);
  return Object.entries(outputs ?? {})
    .filter(([, { actions }]) => !isNoChange(actions))
    .map(([name, { actions }]) => ({ address: `output.${name}`, actions }));
}

/** Terraform compares what it finds with the state before it plans, and lists what differs in the same shape as what it plans. */
function readDrift(document: Document, file: string, reading: ShownReading): PlanReading["drift"] {
  const sides = (shaped(z.array(z.unknown()).optional(), document["resource_drift"], file, ["resource_drift"]) ?? []).flatMap(
    (entry, index) => {
      const path = ["resource_drift", index];
      const change = shaped(changeSchema, entry, file, path);
      // A state may hold what is not known: nothing here is still to come.
      const settled = { ...change, change: { ...change.change, after_unknown: {} } };
      return change.mode === "managed" && TOKEN_TYPES.has(change.type) ? [readChange(settled, [...path, "change"], file, reading)] : [];
    },
  );
  return {
    before: sides.flatMap(({ before }) => (before === undefined ? [] : [before])).sort(compare),
    after: sides.flatMap(({ after }) => after).sort(compare),
  };
}

interface Sides {
  readonly before?: TokenSpec;
  readonly after: readonly TokenSpec[];
  readonly forgotten: boolean;
}

function readChange(entry: ResourceChange, path: readonly PropertyKey[], file: string, reading: ShownReading): Sides {
  const { change, type, address, deposed } = entry;
  const actions = change.actions.join(",");
  const action = Object.hasOwn(ACTIONS, actions) ? ACTIONS[actions] : undefined;
  if (action === undefined)
    throw invalid(file, joinPath([...path, "actions"]), "an action that is not known here, so what it does can't be told");
  const side = (which: "before" | "after", at: string): TokenSpec => {
    if (which === "after" && !isObject(change.after_unknown))
      throw invalid(file, joinPath([...path, "after_unknown"]), "what is known after apply only is missing");
    checkMarks(change[`${which}_sensitive`], [...path, `${which}_sensitive`], file);
    return readShownToken(
      { type, address: at, deposed, at: joinPath([...path, which]), file },
      {
        value: change[which],
        unknown: which === "after" ? change.after_unknown : undefined,
        sensitive: which === "after" ? change.after_sensitive : change.before_sensitive,
      },
      reading,
    );
  };
  for (const which of ["before", "after"] as const) {
    if (!action[which] && change[which] !== null && change[which] !== undefined)
      throw invalid(file, joinPath([...path, which]), `a token that is there does not fit the action ${actions}`);
  }
  const old = action.before ? side("before", entry.previous_address ?? address) : undefined;
  const now = action.after ? side("after", address) : undefined;
  const replaced = action.before && action.after && actions.includes(",");
  const stays = action.stays === true && old !== undefined ? [{ ...old, stays: true as const }] : [];
  const imported = change.importing !== undefined && change.importing !== null;
  return {
    // What is forgotten stays, and beside it there is a new one: nothing is replaced.
    ...(old === undefined ? {} : { before: old }),
    after: [
      ...stays,
      ...(now === undefined
        ? []
        : [
            {
              ...now,
              ...(entry.previous_address === undefined ? {} : { movedFrom: [entry.previous_address] }),
              ...(replaced && stays.length === 0 ? { newSecret: true as const } : {}),
              ...(imported ? { notUnderstood: [{ what: IMPORTED, where: address }] } : {}),
            },
          ]),
    ],
    forgotten: stays.length > 0,
  };
}

/** The tokens that there were before. */
function priorTokens(document: Document, file: string, reading: ShownReading): ReturnType<typeof tokensOfModule> {
  const prior = document["prior_state"];
  const values = isObject(prior) ? prior["values"] : undefined;
  if (!isObject(values)) return [];
  return tokensOfModule(values["root_module"] ?? {}, file, ["prior_state", "values", "root_module"], reading);
}

/** Every token that will be there has a change, if only one that does nothing: a document that was cut must not look whole. */
function checkPlanned(document: Document, file: string, known: ReadonlySet<string>, reading: ShownReading): void {
  const planned = document["planned_values"];
  const root = isObject(planned) ? planned["root_module"] : undefined;
  const path = ["planned_values", "root_module"];
  for (const { address } of root === undefined ? [] : tokensOfModule(root, file, path, reading)) {
    if (!known.has(address))
      throw invalid(file, "resource_changes", `there is no change for ${address}, which is planned; the file is damaged`);
  }
}

function compare(a: TokenSpec, b: TokenSpec): number {
  return compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? "");
}
