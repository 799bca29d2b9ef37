import { SCOPES } from "../../lib/catalogue";
import { assumed, reported } from "./api-error";
import type { SimulatedOwner, SimulatedPermissionGroup } from "./options";

const ZONE = SCOPES.zone;
const WORKER = SCOPES.worker;
const FLAGSHIP = SCOPES.flagshipApp;
export const USER = SCOPES.user;

/** What a policy says it applies to, as it was sent. */
export type Resources = Readonly<Record<string, "*" | Readonly<Record<string, "*">>>>;

const ID = "[0-9a-f]{32}";
const JURISDICTION = "(?:default|eu|fedramp)";
const BUCKET = "[a-z0-9](?:[a-z0-9-]{1,61})[a-z0-9]";

/** What a key can be. The first group, where there is one, is the id it names. */
const KINDS = {
  zone: new RegExp(`^com\\.cloudflare\\.api\\.account\\.zone\\.(${ID})$`),
  everyZone: /^com\.cloudflare\.api\.account\.zone\.\*$/,
  account: new RegExp(`^com\\.cloudflare\\.api\\.account\\.(${ID})$`),
  everyAccount: /^com\.cloudflare\.api\.account\.\*$/,
  user: new RegExp(`^com\\.cloudflare\\.api\\.user\\.(${ID})$`),
  bucket: new RegExp(`^com\\.cloudflare\\.edge\\.r2\\.bucket\\.(${ID})_${JURISDICTION}_${BUCKET}$`),
  everyBucket: /^com\.cloudflare\.edge\.r2\.bucket\.\*$/,
  worker: /^com\.cloudflare\.edge\.worker\.script\.[0-9a-f]{1,64}$/,
} as const;

type Kind = keyof typeof KINDS;

/** Which kinds may stand at the top, for each kind of token, and below an account. */
const TOP = {
  account: ["zone", "account", "bucket"],
  user: ["zone", "everyZone", "account", "everyAccount", "user", "bucket", "everyBucket"],
} as const satisfies Record<string, readonly Kind[]>;
const NESTED: readonly Kind[] = ["zone", "everyZone", "bucket", "everyBucket", "worker"];

function parseKey(key: string, allowed: readonly Kind[]): { readonly kind: Kind; readonly id?: string } {
  for (const kind of allowed) {
    const match = KINDS[kind].exec(key);
    if (match !== null) return match[1] === undefined ? { kind } : { kind, id: match[1] };
  }
  throw reported.unsupportedResource(key);
}

/** Refuses what the API refuses in `resources`, together with the groups that are to act on them. */
export function checkResources(
  resources: Resources,
  groups: readonly SimulatedPermissionGroup[],
  owner: SimulatedOwner,
  userId: string,
): void {
  for (const group of groups) {
    if (owner === "user" && group.scopes.some((scope) => scope === FLAGSHIP || scope === WORKER)) throw reported.granularScope();
    // That an account's list lacks these groups was observed; how a create is refused was not.
    if (owner !== "user" && group.scopes.includes(USER)) throw assumed.unknownGroup(group.id);
  }
  for (const [key, entry] of Object.entries(resources)) {
    if (owner !== "user" && KINDS.everyZone.test(key)) throw reported.flatZones();
    const { kind, id } = parseKey(key, TOP[owner === "user" ? "user" : "account"]);
    if (entry !== "*") {
      if (kind !== "account") throw reported.unsupportedResource(key);
      for (const nested of Object.keys(entry)) parseKey(nested, NESTED);
    }
    const misfit = groups.find((group) => !fits(group, kind));
    if (misfit !== undefined) throw reported.permissionCheck(misfit.name);
    const foreign =
      (kind === "user" && id !== userId) || ((kind === "account" || kind === "bucket") && owner !== "user" && id !== owner.accountId);
    if (foreign) throw reported.permissionCheck(groups[0]?.name ?? "");
  }
}

/** The API takes a zone's group on an account (where it grants nothing), but no other group on a zone. */
function fits(group: SimulatedPermissionGroup, kind: Kind): boolean {
  if (kind === "zone" || kind === "everyZone") return group.scopes.includes(ZONE);
  return true;
}
