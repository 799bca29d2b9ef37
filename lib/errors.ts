/**
 * Every error of the package: one class, one code a fault, one factory a code. `docs/errors.md` lists the same codes; a test holds the two equal.
 * Messages read `<path>: <rule>, got <value>; <what to do>`, in lower case and without a full stop.
 */
import { distance } from "fastest-levenshtein";

/** The code of a fault: stable, PascalCase, public API. */
export type FaultCode =
  | "InvalidAccountId"
  | "InvalidZoneId"
  | "InvalidUserId"
  | "InvalidPermissionId"
  | "InvalidWorkerTag"
  | "UnknownPermission"
  | "PermissionWithoutId"
  | "AmbiguousPermission"
  | "PermissionScopeMismatch"
  | "UserScopePermission"
  | "InvalidScope"
  | "ContradictoryPermission"
  | "UnknownProduct"
  | "NoPermissions"
  | "UnsupportedProduct"
  | "InvalidPermission"
  | "NoResources"
  | "InvalidResource"
  | "InvalidResourceKey"
  | "ForeignAccount"
  | "FlatZoneWildcard"
  | "UserResource"
  | "ConflictingResource"
  | "MixedAccounts"
  | "UnresolvedResource"
  | "InvalidBucketName"
  | "InvalidJurisdiction"
  | "InvalidZoneName"
  | "NothingAllowed"
  | "InvalidPolicy"
  | "InvalidName"
  | "DuplicateName"
  | "QuotaExceeded"
  | "InvalidStatus"
  | "InvalidText"
  | "InvalidOnExpiry"
  | "LiteralRequired"
  | "UnknownProperty"
  | "InvalidRequestIp"
  | "InvalidCidr"
  | "CidrHostBits"
  | "CidrEverything"
  | "EmptyIpList"
  | "NotInOutsideIn"
  | "NotInSwallowsIn"
  | "InvalidDate"
  | "NotBeforeAfterExpiry"
  | "Expired"
  | "InvalidClock"
  | "MissingAccount"
  | "InvalidAccount"
  | "UserTokenOutsideUserStack"
  | "ServicePrincipalInUserStack"
  | "ClosedAfterSynth"
  | "InvalidProviderVersion"
  | "BrokenProviderVersion"
  | "InvalidCredentialVariable"
  | "UnsettablePolicies"
  | "InvalidTokenQuota"
  | "DuplicateAdopt"
  | "HclOutput"
  | "InvalidStackId"
  | "DuplicateStackId"
  | "InvalidBackend"
  | "CredentialInBackend"
  | "InvalidAdopt"
  | "GuardrailViolated"
  | "InvalidAcknowledgement"
  | "InvalidRule"
  | "InvalidPack"
  | "InvalidActionInput"
  | "InvalidCatalogueAnswer"
  | "UnreadableBase"
  | "UnreadableFile"
  | "UnwritableFile"
  | "InvalidFile"
  | "UnknownToken"
  | "AmbiguousToken"
  | "UnknownResource"
  | "AmbiguousResource"
  | "InvalidSubject"
  | "NoTokens"
  | "InvalidDuration"
  | "InvalidLevel"
  | "NoExpect";

/** One thing that is wrong, as data. Text, Markdown and JSON are renderings of it. */
export interface Fault {
  /** Which rule was broken. */
  readonly code: FaultCode;
  /** The property path, `policies[0].on[1]` for instance; empty where the fault is about the whole object. */
  readonly path: string;
  /** `<path>: <rule>, got <value>; <what to do>`. */
  readonly message: string;
  /** The offending value, where it can be shown: never a secret. */
  readonly value?: unknown;
  /** The construct's path in the tree, where one error speaks of several constructs. */
  readonly scope?: string;
}

const ERROR_SYMBOL = Symbol.for("cloudflare-principals/PrincipalError");

/**
 * The only error class of the package. All faults of one object are reported together.
 *
 * @example
 * try {
 *   new ServicePrincipal(stack, "ci", { policies: [] });
 * } catch (error) {
 *   if (PrincipalError.isPrincipalError(error)) console.error(error.code, error.faults);
 * }
 */
export class PrincipalError extends Error {
  /** Goes by a registered symbol, so that it holds across copies of the package. */
  static isPrincipalError(value: unknown): value is PrincipalError {
    return typeof value === "object" && value !== null && ERROR_SYMBOL in value;
  }

  /** The name of the class, for what prints errors. */
  override readonly name = "PrincipalError";
  /** What is wrong, at least one entry. */
  readonly faults: readonly Fault[];
  /** The construct's path in the tree, where the object has one. */
  declare readonly scope?: string;
  /** The code of the first fault. */
  readonly code: FaultCode;

  constructor(faults: readonly Fault[], scope?: string) {
    const [first] = faults;
    if (first === undefined) throw new TypeError("a PrincipalError needs at least one fault");
    const where = scope === undefined || scope === "" ? "" : `${printable(scope)}: `;
    super(where + faults.map((f) => f.message).join(faults.length > 1 ? `\n${where}` : ""));
    this.faults = faults;
    if (scope !== undefined) this.scope = scope;
    this.code = first.code;
    // Node.js would print every message a second time when the error is not caught.
    for (const name of ["faults", "scope", "code"]) if (name in this) Object.defineProperty(this, name, { enumerable: false });
    Object.defineProperty(this, ERROR_SYMBOL, { value: true });
    // What Node.js and cdktf print of an error that is not caught: who reads it has to find the codes in docs/errors.md.
    const { stack, message } = this;
    // A program may give stacks another form.
    if (typeof stack !== "string" || !stack.includes(message)) return;
    const frames = stack.slice(stack.indexOf(message) + message.length);
    this.stack = `${this.name}: ${where}${faults.map((f) => `${f.message} [${f.code}]`).join(`\n${where}`)}${frames}`;
  }
}

/** Throws one PrincipalError that holds all faults; does nothing when there are none. */
export function throwFaults(faults: readonly Fault[], scope?: string): void {
  if (faults.length > 0) throw new PrincipalError(faults, scope);
}

/**
 * Cloudflare's `cf?t_…`, `cfk_…` and `v1.0-…` (Origin CA) as documented, the 40 characters without prefix and the keys of 37 to 45 hexadecimal
 * ones that were made before 2026, R2's and AWS's S3 secrets, and private keys.
 */
const SECRET =
  /cf(?:ut|at|k|oat)_[A-Za-z0-9_-]{20,}|v1\.0-[0-9a-f-]{20,}|-----BEGIN |(?<![A-Za-z0-9_/+-])(?:[A-Za-z0-9_/+-]{40}|[0-9a-f]{37,45}|[0-9a-f]{64})(?![A-Za-z0-9_/+-])/;

/** Whether a text holds a Cloudflare credential as Cloudflare writes them today (`cfat_…`): such a text must be stored nowhere. */
export function holdsCredential(text: string): boolean {
  return /cf(?:ut|at|k|oat)_[A-Za-z0-9_-]{20,}/.test(text);
}

// Control, bidi and zero-width characters: an error must not be able to repaint the terminal that shows it.
const UNPRINTABLE =
  /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\ud800-\udfff](?![\udc00-\udfff])(?<![\ud800-\udbff][\udc00-\udfff])/g;

/** JSON; the kind of value in angle brackets where there is none (functions, symbols, cycles). Calls nothing but a toJSON, and never throws. */
function asText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? `<${typeof value}>`;
  } catch {
    return `<${typeof value}>`;
  }
}

/** Control and invisible characters spelled out. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f]/g, spell).replace(UNPRINTABLE, spell);
}

function spell(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** A value as an error message shows it: JSON, 80 characters at most, `<token>` for cdktf tokens, `<redacted>` for secrets. */
export function showValue(value: unknown): string {
  if (value === undefined) return "nothing";
  let text = asText(value);
  // The n of a \n before a secret must not pass for the first character of a longer word, nor an invisible character cut it in two.
  if (SECRET.test(text.replace(UNPRINTABLE, "").replace(/\\(?:u[0-9a-f]{4}|.)/g, " "))) return "<redacted>";
  if (text.includes("${") || text.includes("#{TfToken[")) return "<token>";
  text = text.replace(UNPRINTABLE, spell);
  return text.length > 80 ? `${text.slice(0, 79).replace(/[\ud800-\udbff]$/, "")}…` : text;
}

/** A name or key within a message: like `showValue`, but Terraform references are shown as they are. */
function quote(text: string | undefined): string {
  const shown = showValue(text);
  return shown === "<token>" ? printable(asText(text)) : shown;
}

function make(code: string, path: string, rule: string, todo: string, got?: { readonly value: unknown }): Fault {
  const where = path === "" ? "" : `${path}: `;
  const shown = got === undefined ? undefined : showValue(got.value) + lengthOf(rule, got.value);
  const message = `${where}${rule}${shown === undefined ? "" : `, got ${shown}`}; ${todo}`;
  const base = { code: code as FaultCode, path, message };
  if (got === undefined || shown === "<redacted>" || got.value === undefined) return base;
  const long = typeof got.value === "string" && got.value.length > 200;
  return { ...base, value: long ? shown : got.value };
}

/** A character that is missing in an id, or too much, is not seen by eye. */
function lengthOf(rule: string, value: unknown): string {
  const isNearly = typeof value === "string" && /^[0-9a-f]{24,39}$/.test(value) && value.length !== 32 && rule.endsWith(id32);
  return isNearly ? ` (${String(value.length)} characters)` : "";
}

/** " (did you mean X or Y)" or nothing. */
export function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? "" : ` (did you mean ${names.map((n) => JSON.stringify(n)).join(" or ")})`;
}

function article(word: string): string {
  return `${/^(?:a|R2)/.test(word) ? "an" : "a"} ${word}`;
}

const id32 = "32 lower-case hexadecimal characters";

/** One factory a code; the code is the factory's name with a capital first letter. */
export const fault = {
  // --- ids
  invalidAccountId: (path: string, value: unknown) =>
    make("InvalidAccountId", path, `an account id is ${id32}`, "copy it from the account's overview page, or pass a cdktf token", {
      value,
    }),
  invalidZoneId: (path: string, value: unknown) =>
    make("InvalidZoneId", path, `a zone id is ${id32}`, "copy it from the zone's overview page, or pass a cdktf token", { value }),
  invalidUserId: (path: string, value: unknown) =>
    make("InvalidUserId", path, `a user id is ${id32}`, "take it from GET /user, or pass a cdktf token", { value }),
  invalidPermissionId: (path: string, value: unknown) =>
    make(
      "InvalidPermissionId",
      path,
      `a permission group id is ${id32}`,
      "take it from the permission groups list, or use permissions.… or Permission.lookup",
      { value },
    ),
  invalidWorkerTag: (path: string, value: unknown) =>
    make("InvalidWorkerTag", path, `a Worker's tag is ${id32}`, "take the id from the Workers API, not the script's name", { value }),

  // --- permissions
  unknownPermission: (
    path: string,
    value: unknown,
    near: readonly string[],
    at?: { readonly scope: string; readonly elsewhere: readonly string[] },
  ) =>
    at === undefined
      ? make(
          "UnknownPermission",
          path,
          "no permission group of this name is known",
          `check the name and scope${didYouMean(near)}, or use Permission.lookup`,
          { value },
        )
      : make(
          "UnknownPermission",
          path,
          `no permission group of this name is known at ${at.scope} level`,
          `it exists at ${at.elsewhere.join(" and ")} level${didYouMean(near)}`,
          { value },
        ),
  permissionWithoutId: (path: string, value: unknown) =>
    make(
      "PermissionWithoutId",
      path,
      "this permission group is known by name only",
      "use Permission.lookup(stack, name, scope), which finds the id at plan time",
      { value },
    ),
  ambiguousPermission: (path: string, value: unknown, scopes: readonly string[], asked: "in code" | "by option" = "in code") =>
    make(
      "AmbiguousPermission",
      path,
      `this name exists at ${scopes.join(" and ")} level`,
      asked === "by option"
        ? `name the scope: ${scopes.map((scope) => `--scope ${scope}`).join(" or ")}`
        : `name the scope: Permission.named(name, ${quote(scopes[0])})`,
      { value },
    ),
  permissionScopeMismatch: (path: string, permission: string, has: string, resource: string) =>
    make(
      "PermissionScopeMismatch",
      path,
      `${quote(permission)} acts on ${has} resources, not on ${article(resource)}`,
      `use ${article(has)} resource or ${article(resource)} permission`,
    ),
  userScopePermission: (path: string, permission: string, alternative: string) =>
    make("UserScopePermission", path, `${quote(permission)} is a user permission and no account-owned token can hold it`, alternative),
  invalidScope: (path: string, value: unknown, near: readonly string[]) =>
    make(
      "InvalidScope",
      path,
      "a scope is account, zone, user, r2Bucket, worker or flagshipApp",
      `choose one of these${didYouMean(near)}`,
      { value },
    ),
  contradictoryPermission: (path: string, value: unknown, name: string, scope: string) =>
    make(
      "ContradictoryPermission",
      path,
      `this id is the permission group ${quote(name)} at ${scope} level`,
      "give it that name and scope, or check the id",
      { value },
    ),
  unknownProduct: (path: string, value: unknown, near: readonly string[]) =>
    make(
      "UnknownProduct",
      path,
      "no product of this name is in Cloudflare's compatibility matrix",
      `check the name${didYouMean(near)}, or leave it out`,
      { value },
    ),
  noPermissions: (path: string) =>
    make(
      "NoPermissions",
      path,
      "a policy names at least one permission",
      "pass permissions to allow(…) or deny(…); an empty list never means all",
    ),
  unsupportedProduct: (path: string, permission: string, product: string) =>
    make(
      "UnsupportedProduct",
      path,
      `${quote(permission)} belongs to ${product}, which does not accept account-owned tokens`,
      "use a UserToken for it, or leave strict off to get a warning",
    ),
  invalidPermission: (path: string, value: unknown) =>
    make(
      "InvalidPermission",
      path,
      "a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup",
      // A misspelt name in the tree is undefined, and cdktf runs the program without the compiler's checks.
      value === undefined ? "pass one of these (a misspelt name is undefined: `npm run typecheck` points at it)" : "pass one of these",
      { value },
    ),

  // --- resources
  noResources: (path: string) =>
    make("NoResources", path, "a policy names at least one resource", "pass resources to on(…); an empty list never means all"),
  invalidResource: (path: string, value: unknown) =>
    make(
      "InvalidResource",
      path,
      "a resource comes from Account, User or Resource.custom",
      "use account, account.zone(id), account.allZones(), account.r2Bucket(name) or account.worker(tag)",
      { value },
    ),
  invalidResourceKey: (path: string, value: unknown) =>
    make(
      "InvalidResourceKey",
      path,
      "a resource key is a Cloudflare resource name such as com.cloudflare.api.account.zone.<id>",
      "check the key",
      { value },
    ),
  foreignAccount: (path: string, value: unknown, own: string) =>
    make(
      "ForeignAccount",
      path,
      `the resource belongs to another account than the principal's (${own})`,
      "put the principal into a stack of that account",
      { value },
    ),
  flatZoneWildcard: (path: string, value: unknown) =>
    make(
      "FlatZoneWildcard",
      path,
      "account-owned tokens must name a zone or nest all zones under one account (the API answers 1001)",
      "use account.allZones()",
      { value },
    ),
  userResource: (path: string, value: unknown) =>
    make("UserResource", path, "only user tokens act on this resource", "use a UserToken in a UserTokenStack", { value }),
  conflictingResource: (path: string, permission: string, key: string) =>
    make(
      "ConflictingResource",
      path,
      `${quote(permission)} would need both "*" and single entries under ${quote(key)}`,
      "keep one of the two",
    ),
  mixedAccounts: (path: string, keys: readonly string[]) =>
    make(
      "MixedAccounts",
      path,
      `one policy names ${keys.map((key) => quote(key)).join(" and ")}, which may be one account: Terraform would keep the entries of only one`,
      "write the account in one way, as an id or as one cdktf token",
    ),
  unresolvedResource: (path: string, value: unknown) =>
    make(
      "UnresolvedResource",
      path,
      "the id of this resource is known at plan time only",
      "ask about an id, or about the reference that the token's spec shows (`…zone.${var.zone}`)",
      { value },
    ),
  invalidBucketName: (path: string, value: unknown) =>
    make(
      "InvalidBucketName",
      path,
      "an R2 bucket name has 3 to 63 characters of a-z, 0-9 and -, and neither starts nor ends with -",
      "check the name",
      { value },
    ),
  invalidJurisdiction: (path: string, value: unknown) =>
    make(
      "InvalidJurisdiction",
      path,
      'a jurisdiction is "default", "eu", "us", "fedramp", "fedramp-high" or another name of that form',
      "check the name",
      {
        value,
      },
    ),
  invalidZoneName: (path: string, value: unknown) =>
    make("InvalidZoneName", path, "a zone name is a domain name such as example.com", "check the name", { value }),

  // --- the token
  nothingAllowed: (path: string, why: string) =>
    make("NothingAllowed", path, `nothing is allowed: ${why}`, "add a policy with allow(…).on(…)"),
  invalidPolicy: (path: string, value: unknown) =>
    make("InvalidPolicy", path, "a policy is made by allow(…).on(…) or deny(…).on(…)", "call .on(…) with the resources", { value }),
  invalidName: (path: string, value: unknown) =>
    make("InvalidName", path, "a token name has 1 to 120 characters and no control characters", "shorten or clean the name", { value }),
  duplicateName: (path: string, value: unknown, others: readonly string[]) =>
    make("DuplicateName", path, `token names are unique per account; also used by ${others.join(", ")}`, "set another name", { value }),
  quotaExceeded: (path: string, count: number, limit: number) =>
    make(
      "QuotaExceeded",
      path,
      `an account holds at most ${String(limit)} tokens`,
      "split over accounts, or set tokenQuota when Cloudflare has raised the limit",
      { value: count },
    ),
  invalidStatus: (path: string, value: unknown, near: readonly string[]) =>
    make("InvalidStatus", path, 'status is "active" or "disabled"', `choose one of these${didYouMean(near)}`, { value }),
  invalidText: (path: string, value: unknown) =>
    make("InvalidText", path, "text has at most 500 characters and no control characters", "shorten or clean the text", { value }),
  invalidOnExpiry: (path: string, value: unknown) =>
    make("InvalidOnExpiry", path, 'onExpiry is "error" or "retire"', "choose one of these", { value }),
  literalRequired: (path: string, what: string) =>
    make("LiteralRequired", path, `${what} must be known at synth`, "pass a plain value instead of a cdktf token", { value: "${…}" }),

  unknownProperty: (path: string, of: string, value: unknown, near: readonly string[]) =>
    make("UnknownProperty", path, `there is no such property of ${of}`, `remove it or correct its name${didYouMean(near)}`, { value }),

  // --- request IP
  invalidRequestIp: (path: string, value: unknown) =>
    make("InvalidRequestIp", path, "a request IP filter is { in: […], notIn: […] }", 'write requestIp: { in: ["192.0.2.0/24"] }', {
      value,
    }),
  invalidCidr: (path: string, value: unknown, of: "range" | "address" = "range") =>
    of === "address"
      ? make("InvalidCidr", path, "the address of a call is one IPv4 or IPv6 address", 'write it like "192.0.2.7" or "2001:db8::7"', {
          value,
        })
      : make(
          "InvalidCidr",
          path,
          "an address range is an IPv4 or IPv6 address or CIDR",
          'write it like "192.0.2.0/24" or "2001:db8::/32"',
          {
            value,
          },
        ),
  cidrHostBits: (path: string, value: unknown, network: string) =>
    make("CidrHostBits", path, "the address has bits set beyond the prefix", `write ${quote(network)}`, { value }),
  cidrEverything: (path: string, value: unknown) =>
    make("CidrEverything", path, "the range holds every address", "leave the filter out if every address is meant", { value }),
  emptyIpList: (path: string) =>
    make("EmptyIpList", path, "a list of addresses holds at least one entry", "leave the property out if there is no filter"),
  notInOutsideIn: (path: string, value: unknown) =>
    make(
      "NotInOutsideIn",
      path,
      "the excluded range lies outside every allowed range, so it excludes nothing",
      "remove it, or check requestIp.in",
      { value },
    ),
  notInSwallowsIn: (path: string, value: unknown) =>
    make("NotInSwallowsIn", path, "the excluded ranges leave no address", "remove an excluded range, or check requestIp.in", { value }),

  // --- lifetime
  invalidDate: (path: string, value: unknown) =>
    make("InvalidDate", path, "a date is a Date or an RFC 3339 string with time and offset", 'write it like "2037-06-01T00:00:00Z"', {
      value,
    }),
  notBeforeAfterExpiry: (path: string, value: unknown, expiresOn: string) =>
    make("NotBeforeAfterExpiry", path, `notBefore lies before expiresOn (${expiresOn})`, "check both dates", { value }),
  expired: (path: string, value: unknown) =>
    make(
      "Expired",
      path,
      "the expiry lies in the past, and Terraform would re-create such a token for ever",
      'set a later date, remove the principal, or use onExpiry: "retire"',
      { value },
    ),
  invalidClock: (value: unknown) =>
    make(
      "InvalidClock",
      "PRINCIPALS_NOW",
      "the clock is an RFC 3339 time with offset",
      "unset PRINCIPALS_NOW, or write it like 2026-01-01T00:00:00Z",
      { value },
    ),

  // --- constructs
  missingAccount: (path: string) =>
    make("MissingAccount", path, "a service principal belongs to an account", "set account, or create it within a PrincipalStack"),
  invalidAccount: (path: string, value: unknown) =>
    make("InvalidAccount", path, "account is a value of Account.of(id)", "pass Account.of(id, { name })", { value }),
  userTokenOutsideUserStack: (path: string) =>
    make(
      "UserTokenOutsideUserStack",
      path,
      "a user token needs a user's credential, which an account-owned credential can't replace (the API answers 9109)",
      "put it into a UserTokenStack",
    ),
  servicePrincipalInUserStack: (path: string) =>
    make("ServicePrincipalInUserStack", path, "a UserTokenStack holds user tokens only", "put the service principal into a PrincipalStack"),
  closedAfterSynth: (path: string) =>
    make("ClosedAfterSynth", path, "the stack has been synthesized and nothing can be added", "add everything before app.synth()"),
  invalidProviderVersion: (path: string, value: unknown) =>
    make("InvalidProviderVersion", path, "providerVersion is a Terraform version constraint", 'write it like ">= 5.20.0, < 6.0.0"', {
      value,
    }),
  brokenProviderVersion: (path: string, value: unknown, versions: string, reason: string) =>
    make(
      "BrokenProviderVersion",
      path,
      `the constraint lets in provider ${versions}: ${reason}`,
      "narrow the constraint, or set allowUntestedProvider: true",
      { value },
    ),
  invalidCredentialVariable: (path: string, value: unknown) =>
    make(
      "InvalidCredentialVariable",
      path,
      "credentialVariable is the name of a Terraform variable, never the credential itself",
      "write a name of at most 64 letters, digits and _, and set TF_VAR_<name> where Terraform runs",
      { value },
    ),
  unsettablePolicies: (path: string) =>
    make(
      "UnsettablePolicies",
      path,
      "the policies of a token are those of its construct",
      "use addPolicies, or addOverride to write others",
    ),
  invalidTokenQuota: (path: string, value: unknown) =>
    make(
      "InvalidTokenQuota",
      path,
      "tokenQuota is a whole number from 1 on",
      "set the number of tokens that Cloudflare allows the account",
      {
        value,
      },
    ),
  duplicateAdopt: (path: string, value: unknown, others: readonly string[]) =>
    make("DuplicateAdopt", path, `one token can move to one place only; also adopted by ${others.join(", ")}`, "keep one of the two", {
      value,
    }),
  hclOutput: (path: string) =>
    make(
      "HclOutput",
      path,
      "cdktf's HCL output can't write these tokens as the provider takes them",
      "leave hclOutput off; JSON is the default",
    ),
  invalidStackId: (path: string, value: unknown) =>
    make(
      "InvalidStackId",
      path,
      "the id of a stack names its folder and its state, so it has letters, digits, -, _ and dots only",
      "choose another id",
      { value },
    ),
  duplicateStackId: (path: string, value: unknown, others: readonly string[]) =>
    make("DuplicateStackId", path, `stacks of one id are written to one folder; also used by ${others.join(", ")}`, "choose another id", {
      value,
    }),
  invalidBackend: (path: string, value: unknown, what: string) =>
    make("InvalidBackend", path, what, "check the backend's settings", { value }),
  credentialInBackend: (path: string, key: string) =>
    make(
      "CredentialInBackend",
      path,
      `${quote(key)} is a credential and would be written to the synthesized file`,
      "pass it by the environment or by -backend-config at terraform init",
    ),
  invalidAdopt: (path: string, value: unknown, example = "cloudflare_account_token.old") =>
    make("InvalidAdopt", path, "adopt is the address of a token in this stack's state", `write it like ${quote(example)}`, {
      value,
    }),

  // --- guardrails
  guardrailViolated: (path: string, message: string, fix: string) =>
    make("GuardrailViolated", path, `a guardrail forbids it: ${message}`, fix),
  invalidAcknowledgement: (path: string, value: unknown, what: string) =>
    make("InvalidAcknowledgement", path, what, "acknowledge({ rule, detail, reason }) as the report shows rule and detail", { value }),
  invalidRule: (path: string, value: unknown, what: string) =>
    make("InvalidRule", path, what, "give defineRule an id, a title, a why and a fix", { value }),
  invalidPack: (path: string, value: unknown, what: string, asked: "in code" | "by option" = "in code") =>
    make(
      "InvalidPack",
      path,
      what,
      asked === "by option"
        ? "name one of the two, or write the path of a file"
        : 'use baseline, strict or a list such as [[rules.noExpiry, "error"]], in JSON { "extends": "baseline", "rules": { "no-expiry": "error" } }',
      { value },
    ),

  // --- pipelines
  invalidActionInput: (input: string, value: unknown, what: string) =>
    make("InvalidActionInput", `with.${input}`, "not what the action takes here", what, { value }),

  // --- data and files
  invalidCatalogueAnswer: (path: string, value: unknown, what = "not an answer of the permission groups API") =>
    make("InvalidCatalogueAnswer", path, what, "pass the JSON of GET /accounts/<id>/tokens/permission_groups", { value }),
  unreadableFile: (path: string, reason: string, what: "file" | "synth" = "file") =>
    make(
      "UnreadableFile",
      path,
      `the file can't be read: ${reason}`,
      what === "synth" ? "run `npm start` or `cdktf synth` first, which makes it" : "check the path and the file",
    ),
  unreadableBase: (ref: string, reason: string, todo = "compare two folders: principals diff <before> <after>") =>
    make("UnreadableBase", "--base", `the records of the commit can't be read: ${reason}`, todo, { value: ref }),
  unwritableFile: (path: string, reason: string, what: "file" | "project" = "file") =>
    what === "project"
      ? make(
          "UnwritableFile",
          path,
          `the project can't be made here: ${reason}`,
          "name a folder without them, or bring the pipeline of a project to this version with --update",
        )
      : make("UnwritableFile", path, `the file can't be written: ${reason}`, "check the path and its permissions"),
  invalidFile: (path: string, what: string, of: "file" | "hcl" | "plan" = "file") =>
    make(
      "InvalidFile",
      path,
      what,
      of === "hcl"
        ? "make JSON of it: terraform plan -out tfplan && terraform show -json tfplan > plan.json"
        : of === "plan"
          ? "make JSON of it: terraform show -json tfplan > plan.json"
          : "check the file",
    ),

  // --- questions
  unknownToken: (path: string, value: unknown, near: readonly string[]) =>
    make("UnknownToken", path, "no token goes by this name here", `check the name and the input${didYouMean(near)}`, { value }),
  ambiguousToken: (path: string, value: unknown, places: readonly string[]) =>
    make("AmbiguousToken", path, "several tokens go by this name", `name one of them in full: ${places.map((p) => quote(p)).join(", ")}`, {
      value,
    }),
  unknownResource: (path: string, value: unknown, todo: string) =>
    make(
      "UnknownResource",
      path,
      "a resource is account, account:<id or name>, all-zones, zone:<id or name>, all-buckets, r2:<bucket>, worker:<tag>, user:<id> or a resource key",
      todo,
      { value },
    ),
  ambiguousResource: (path: string, value: unknown, ids: readonly string[]) =>
    make(
      "AmbiguousResource",
      path,
      "several resources go by this name",
      `name one of them by its id: ${ids.map((id) => JSON.stringify(id)).join(", ")}`,
      { value },
    ),

  // --- matchers
  invalidSubject: (path: string, value: unknown) =>
    make(
      "InvalidSubject",
      path,
      "a matcher is given a principal, a token spec, a list of these, a stack, an app, or the path of a synthesized folder",
      "pass one of these to expect(…)",
      { value },
    ),
  noTokens: (path: string, why: string) =>
    make("NoTokens", path, `there is no token in it, so nothing would be tested: ${why}`, "check what is passed to expect(…)"),
  invalidDuration: (path: string, value: unknown) =>
    make("InvalidDuration", path, "a duration is { days } or { hours }, each a number above 0", "write it like { days: 90 }", { value }),
  invalidLevel: (path: string, value: unknown) =>
    make("InvalidLevel", path, "the level of a finding is error, warning or note", "choose one of these", { value }),
  noExpect: (path: string) =>
    make(
      "NoExpect",
      path,
      "there is no expect of jest here",
      "name this module in jest's setupFilesAfterEnv, or call expect.extend(principalMatchers) of cloudflare-principals/testing with the expect that you use",
    ),
} as const satisfies Readonly<Record<Uncapitalize<FaultCode>, (...args: never[]) => Fault>>;

/** The code of an error of the system, `ENOENT` for instance. */
export function systemCode(error: unknown): string {
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string" ? error.code : "unknown error";
}

/**
 * Faults for properties that nothing reads. `tsx` runs TypeScript without checking its types, and a misspelt `expiresOn` must not silently make a
 * token that never expires.
 *
 * @param of how a sentence names the object
 */
export function unknownProperties(object: object, known: readonly string[], path: string, of: string): Fault[] {
  return Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const plain = name.toLowerCase().replaceAll("_", "");
      const near = known.filter((each) => distance(plain, each.toLowerCase()) <= 2);
      return fault.unknownProperty(path === "" ? name : `${path}.${name}`, of, (object as Record<string, unknown>)[name], near.slice(0, 1));
    });
}
