import { z } from "zod";
import { compareText, type TokenSpec } from "../policy";
import { findingsOf, type PlanFindings, providersOf, referencesOf } from "./plan-evidence";
import { invalid, isObject, joinPath } from "../terraform";
import { TOKEN_TYPES } from "./read-token";
import { checkMarks, deposedAddress, type Document, openDocument, shaped, tokensOfModule } from "./show";
import { readShownToken, ShownReading } from "./show-token";
import type { StackWarning } from "./configuration";

/** The tokens of a plan: those there are now, and those there will be once it is applied. */
export interface PlanReading {
  readonly before: readonly TokenSpec[];
  readonly after: readonly TokenSpec[];
  readonly warnings: readonly StackWarning[];
  /** What somebody changed in the account since Terraform last looked: the tokens that differ, as Terraform knew them and as they are. */
  readonly drift: { readonly before: readonly TokenSpec[]; readonly after: readonly TokenSpec[] };
  /** Whatever else the plan changes: resources that are no tokens, by address, and outputs. */
  readonly others: readonly PlannedChange[];
  /** What changes in the state alone: resources that are moved, imported or forgotten. */
  readonly stateOnly: readonly PlannedChange[];
  /** What the plan does, or holds, of a kind that is not known here. */
  readonly notReviewed: readonly { readonly what: string; readonly where: string }[];
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
};

/** Those there are and those there will be. */
const STATES = 2;

/** See door.ts. */
export function readPlan(json: unknown, file = "plan"): PlanReading {
  const document = openDocument(json, file, "plan");
  // Terraform writes what is planned in any case: without it nothing would tell that changes are missing.
  if (!isObject(document["planned_values"]))
    throw invalid(file, "planned_values", "not the JSON of a Terraform plan (terraform show -json of a plan file)");
  if (document["complete"] === false) throw invalid(file, "complete", "the plan is not complete, so it does not say all that would change");
  if (document["errored"] === true) throw invalid(file, "errored", "the plan failed, so it does not say all that would change");
  if (Array.isArray(document["deferred_changes"]) && document["deferred_changes"].length > 0)
    throw invalid(file, "deferred_changes", "Terraform puts off some changes, so the plan does not say all that would change");
  const reading = new ShownReading(STATES);
  const before: TokenSpec[] = [];
  const after: TokenSpec[] = [];
  const warnings: StackWarning[] = [];
  const known = new Set<string>();
  const others: PlannedChange[] = outputChanges(document, file);
  const stateOnly: PlannedChange[] = [];
  const references = referencesOf(document);
  const providers = providersOf(document);
  // A plan says which provider manages a token from now on, and not which did before.
  const managed = (spec: TokenSpec, address: string): TokenSpec => {
    const provider = providers.get(address.replace(/\[[^]*\]$/, ""));
    return provider === undefined ? spec : { ...spec, provider: { name: provider } };
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
          references: references.get(change.address) ?? [],
        });
      return;
    }
    known.add(change.address).add(change.previous_address ?? change.address);
    const sides = readChange(change, [...path, "change"], file, reading);
    if (sides.before !== undefined) before.push(managed(sides.before, change.address));
    after.push(...sides.after.map((spec) => managed(spec, change.address)));
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
    const spec = managed(token.read(), token.address);
    before.push(spec);
    after.push(spec);
  }
  checkPlanned(document, file, known, reading);
  return {
    before: before.sort(compare),
    after: after.sort(compare),
    warnings,
    drift: readDrift(document, file, reading),
    others: others.sort((a, b) => compareText(a.address, b.address)),
    stateOnly: stateOnly.sort((a, b) => compareText(a.address, b.address)),
    notReviewed: [],
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
      { type, name: entry.name, address: deposedAddress(at, deposed), at: joinPath([...path, which]), file },
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
  const stays = action.stays === true && old !== undefined ? [replaced ? { ...old, address: `${address} (forgotten)` } : old] : [];
  return {
    // What is forgotten stays, and beside it there is a new one: nothing is replaced.
    ...(old === undefined ? {} : { before: stays[0] ?? old }),
    after: [
      ...stays,
      ...(now === undefined
        ? []
        : [
            {
              ...now,
              ...(entry.previous_address === undefined ? {} : { movedFrom: [entry.previous_address] }),
              ...(replaced && stays.length === 0 ? { newSecret: true as const } : {}),
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
