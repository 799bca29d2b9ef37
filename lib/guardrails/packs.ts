import type { FindingLevel, Pack, PackEntry } from "./model";
import { type RuleName, RULES } from "./rules";

/** The levels of every rule in the two packs; `-` where a pack leaves it out. */
const LEVELS: Readonly<Record<RuleName, readonly [baseline: FindingLevel | "-", strict: FindingLevel | "-"]>> = {
  noExpiry: ["warning", "error"],
  maxLifetime: ["-", "error"],
  // What it finds changes with the clock alone: a pull request that touches no token would fail.
  expiresSoon: ["-", "-"],
  rotationWithoutExpiry: ["warning", "error"],
  noIpFilterOnWrite: ["warning", "error"],
  everythingCidr: ["error", "error"],
  privateAddressesOnly: ["error", "error"],
  oneAddressFamily: ["note", "note"],
  mostPermissions: ["error", "error"],
  allZonesWrite: ["warning", "error"],
  accountWideR2: ["warning", "error"],
  managesAccess: ["error", "error"],
  auditorWrites: ["warning", "error"],
  userScopePermission: ["error", "error"],
  mixedInUserToken: ["error", "error"],
  unsupportedProduct: ["warning", "error"],
  permissionWithoutEffect: ["warning", "error"],
  unresolvedPermission: ["error", "error"],
  unresolvedResource: ["error", "error"],
  unknownResourceForm: ["error", "error"],
  deprecatedPermission: ["warning", "error"],
  unusedDeny: ["warning", "error"],
  denyReadUnderWrite: ["warning", "error"],
  redundantAllow: ["note", "warning"],
  noOwner: ["warning", "error"],
  namePattern: ["-", "warning"],
  ignoredChanges: ["error", "error"],
  // What is hostile is an error in each, what touches no token a note in the first: see the rule.
  outsideTheList: ["warning", "error"],
  ruleFailed: ["error", "error"],
  acknowledgementExpired: ["warning", "error"],
  acknowledgementUnused: ["warning", "error"],
  acknowledgementRefused: ["error", "error"],
};

function pack(column: 0 | 1): Pack {
  const entries = (Object.keys(LEVELS) as RuleName[]).flatMap((name): PackEntry[] => {
    const level = LEVELS[name][column];
    return level === "-" ? [] : [[RULES[name], level]];
  });
  return Object.freeze(entries);
}

/** What every project can live with: errors only for what is surely wrong or hostile. */
export const baseline: Pack = pack(0);
/** What a project with nothing to explain passes: nearly everything is an error. */
export const strict: Pack = pack(1);
