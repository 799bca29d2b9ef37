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
  accessOutsideTokens: ["warning", "error"],
  ignoredChanges: ["error", "error"],
  forgottenToken: ["warning", "error"],
  tokenValueExposed: ["error", "error"],
  credentialInFile: ["error", "error"],
  backendWithoutLock: ["warning", "error"],
  backendWithoutEncryption: ["warning", "error"],
  foreignProvider: ["error", "error"],
  foreignHttp: ["error", "error"],
  providerBaseUrl: ["error", "error"],
  externalProgram: ["error", "error"],
  provisioner: ["error", "error"],
  unreadModule: ["error", "error"],
  readsLocalFiles: ["error", "error"],
  unexpectedFile: ["error", "error"],
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
