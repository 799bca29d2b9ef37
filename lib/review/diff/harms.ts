import { type Harm, harmsOf, harmsOfName } from "../../catalogue";
import { compareText, scopeOfKey, splitKey, type TokenSpec } from "../../policy";
import { labelPermission, namesOf } from "../summary/words";
import type { AccessChange, Risk } from "./model";

type PermissionChange = Extract<AccessChange, { kind: "permission" }>;

/** More permissions that can do the same are counted. */
const MOST = 4;

/** Whether a permission can do harm. What nothing is known of can. */
export function canHarm(id: string): boolean {
  return harmsOf(id)?.length !== 0;
}

/**
 * What a token can do with the permissions that it gains, each kind of harm once, with the permissions that can do it. One that is looked up by its name
 * can do what a permission of that name can; it is never harmless, since what is found is known at plan time only.
 */
export function harmsOfGains(gained: readonly AccessChange[], { accountId, lookups }: Pick<TokenSpec, "accountId" | "lookups">): Risk[] {
  const names = namesOf(lookups);
  const able = new Map<string, { readonly harm: Harm; readonly by: Set<string> }>();
  const risks: Risk[] = [];
  for (const change of gained) {
    if (change.kind !== "permission") continue;
    const { id } = change.permission;
    const { name, scope, source } = labelPermission(id, names, accountId);
    const harms = source === "catalogue" ? harmsOf(id) : name === undefined ? undefined : harmsOfName(name, scope);
    if (harms === undefined || (harms.length === 0 && source !== "catalogue")) {
      const what = source === "catalogue" ? `what ${name ?? id} can do` : `permission group ${id}`;
      risks.push({ code: "unknown-permission", reason: `nothing is known of ${what}` });
      if (harms === undefined && isOnWorkers(change)) risks.push(BINDINGS);
    }
    for (const harm of harms ?? []) {
      const key = `${harm.code} ${harm.words}`;
      const known = able.get(key);
      if (known === undefined) able.set(key, { harm, by: new Set([name ?? id]) });
      else known.by.add(name ?? id);
    }
  }
  return [...risks, ...[...able.values()].map(({ harm, by }) => ({ code: harm.code, reason: `${listOf([...by])} ${harm.words}` }))];
}

/** Whoever may change a Worker may give it any binding: Cloudflare does not check them against the token. */
const BINDINGS: Risk = {
  code: "workers-code",
  reason: "a permission of a single Worker may let its code run with bindings, which reach all data of the account",
};

function isOnWorkers({ resources }: PermissionChange): boolean {
  return resources.some(({ key }) => {
    const [outer = "", nested] = splitKey(key);
    return scopeOfKey(nested ?? outer) === "worker";
  });
}

function listOf(names: readonly string[]): string {
  const sorted = [...names].sort(compareText);
  const left = sorted.length - MOST;
  return left <= 0 ? sorted.join(", ") : `${sorted.slice(0, MOST).join(", ")} and ${String(left)} more`;
}
