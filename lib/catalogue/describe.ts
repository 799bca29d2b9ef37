import { subjectOfName, type Level, type PermissionData, type Scope } from "./permission";

const WHERE: Readonly<Record<Scope, string>> = {
  account: "In the account",
  zone: "On the zone",
  user: "Of the user",
  r2Bucket: "In the R2 bucket",
  worker: "On the Worker",
  flagshipApp: "In the Flagship app",
};

const WHAT: Readonly<Record<Level, (subject: string) => string>> = {
  read: (subject) => `view and list ${subject}, change nothing`,
  readOnly: (subject) => `view ${subject}, change nothing`,
  write: (subject) => `create, change and delete ${subject}`,
  edit: (subject) => `create, change and delete ${subject}`,
  purge: (subject) => `purge ${subject}`,
  revoke: (subject) => `revoke what ${subject} has granted`,
  run: (subject) => `run ${subject}`,
  report: (subject) => `reports on ${subject}`,
  admin: (subject) => `administer ${subject}`,
  bind: (subject) => `bind to ${subject}`,
  send: (subject) => `send to ${subject}`,
  full: (subject) => `use ${subject}; how far, the name does not say`,
};

/**
 * One line on what a permission covers. Derived from its name, level and scope by rule, so it knows no more than these.
 *
 * @example
 * describePermission(permissions.zone.dns.write); // "On the zone: create, change and delete DNS."
 */
export function describePermission(permission: PermissionData): string {
  return `${WHERE[permission.scope]}: ${WHAT[permission.level](subjectOfName(permission.name))}.`;
}
