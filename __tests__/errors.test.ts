import { readFileSync } from "node:fs";
import path from "node:path";
import { inspect } from "node:util";
import { didYouMean, type Fault, fault, PrincipalError, throwFaults } from "../lib/errors";

/** A call of every factory with its exact message. The type asks for all of them, and so does the first test, since jest checks no types. */
const MESSAGES: Record<keyof typeof fault, readonly [Fault, string]> = {
  invalidAccountId: [
    fault.invalidAccountId("account", "abc"),
    'account: an account id is 32 lower-case hexadecimal characters, got "abc"; copy it from the account\'s overview page, or pass a cdktf token',
  ],
  invalidZoneId: [
    fault.invalidZoneId("zone", "ABC"),
    'zone: a zone id is 32 lower-case hexadecimal characters, got "ABC"; copy it from the zone\'s overview page, or pass a cdktf token',
  ],
  invalidUserId: [
    fault.invalidUserId("user", undefined),
    "user: a user id is 32 lower-case hexadecimal characters, got nothing; take it from GET /user, or pass a cdktf token",
  ],
  invalidPermissionId: [
    fault.invalidPermissionId("id", ""),
    'id: a permission group id is 32 lower-case hexadecimal characters, got ""; take it from the permission groups list, or use permissions.… or Permission.lookup',
  ],
  invalidWorkerTag: [
    fault.invalidWorkerTag("worker", "my-worker"),
    "worker: a Worker's tag is 32 lower-case hexadecimal characters, got \"my-worker\"; take the id from the Workers API, not the script's name",
  ],
  unknownPermission: [
    fault.unknownPermission("permission", "DNS Wrte", ["DNS Write"]),
    'permission: no permission group of this name is known, got "DNS Wrte"; check the name and scope (did you mean "DNS Write"), or use Permission.lookup',
  ],
  permissionWithoutId: [
    fault.permissionWithoutId("permission", "Magic Read"),
    'permission: this permission group is known by name only, got "Magic Read"; use Permission.lookup(stack, name, scope), which finds the id at plan time',
  ],
  ambiguousPermission: [
    fault.ambiguousPermission("permission", "Logs Read", ["account", "zone"]),
    'permission: this name exists at account and zone level, got "Logs Read"; name the scope: Permission.named(name, "account")',
  ],
  permissionScopeMismatch: [
    fault.permissionScopeMismatch("policies[0].on[0]", "DNS Write", "zone", "account"),
    'policies[0].on[0]: "DNS Write" acts on zone resources, not on an account; use a zone resource or an account permission',
  ],
  userScopePermission: [
    fault.userScopePermission("policies[0].permissions[0]", "API Tokens Write", "use permissions.account.accountApiTokens.write"),
    'policies[0].permissions[0]: "API Tokens Write" is a user permission and no account-owned token can hold it; use permissions.account.accountApiTokens.write',
  ],
  invalidScope: [
    fault.invalidScope("scope", "zoen", ["zone"]),
    'scope: a scope is account, zone, user, r2Bucket, worker or flagshipApp, got "zoen"; choose one of these (did you mean "zone")',
  ],
  contradictoryPermission: [
    fault.contradictoryPermission("name", "DNS Read", "DNS Write", "zone"),
    'name: this id is the permission group "DNS Write" at zone level, got "DNS Read"; give it that name and scope, or check the id',
  ],
  unknownProduct: [
    fault.unknownProduct("products[0]", "Wrkers", ["Workers"]),
    'products[0]: no product of this name is in Cloudflare\'s compatibility matrix, got "Wrkers"; check the name (did you mean "Workers"), or leave it out',
  ],
  noPermissions: [
    fault.noPermissions("policies[0].permissions"),
    "policies[0].permissions: a policy names at least one permission; pass permissions to allow(…) or deny(…); an empty list never means all",
  ],
  unsupportedProduct: [
    fault.unsupportedProduct("policies[0].permissions[0]", "Page Rules Write", "Page Rules"),
    'policies[0].permissions[0]: "Page Rules Write" belongs to Page Rules, which does not accept account-owned tokens; use a UserToken for it, or leave strict off to get a warning',
  ],
  invalidPermission: [
    fault.invalidPermission("policies[0].permissions[0]", null),
    "policies[0].permissions[0]: a permission is a value of permissions.…, Permission.named, Permission.withId or Permission.lookup, got null; pass one of these",
  ],
  noResources: [
    fault.noResources("policies[0].on"),
    "policies[0].on: a policy names at least one resource; pass resources to on(…); an empty list never means all",
  ],
  invalidResource: [
    fault.invalidResource("policies[0].on[0]", 7),
    "policies[0].on[0]: a resource comes from Account, User or Resource.custom, got 7; use account, account.zone(id), account.allZones(), account.r2Bucket(name) or account.worker(tag)",
  ],
  invalidResourceKey: [
    fault.invalidResourceKey("key", "zone.*"),
    'key: a resource key is a Cloudflare resource name such as com.cloudflare.api.account.zone.<id>, got "zone.*"; check the key',
  ],
  foreignAccount: [
    fault.foreignAccount("policies[0].on[0]", "com.cloudflare.api.account.b", "a"),
    'policies[0].on[0]: the resource belongs to another account than the principal\'s (a), got "com.cloudflare.api.account.b"; put the principal into a stack of that account',
  ],
  flatZoneWildcard: [
    fault.flatZoneWildcard("policies[0].on[0]", "com.cloudflare.api.account.zone.*"),
    'policies[0].on[0]: account-owned tokens must name a zone or nest all zones under one account (the API answers 1001), got "com.cloudflare.api.account.zone.*"; use account.allZones()',
  ],
  userResource: [
    fault.userResource("policies[0].on[0]", "com.cloudflare.api.user.a"),
    'policies[0].on[0]: only user tokens act on this resource, got "com.cloudflare.api.user.a"; use a UserToken in a UserTokenStack',
  ],
  conflictingResource: [
    fault.conflictingResource("policies[0].on", "DNS Write", "com.cloudflare.api.account.a"),
    'policies[0].on: "DNS Write" would need both "*" and single entries under "com.cloudflare.api.account.a"; keep one of the two',
  ],
  mixedAccounts: [
    fault.mixedAccounts("policies", ["a.${var.a}", "a.b"]),
    'policies: one policy names "a.${var.a}" and "a.b", which may be one account: Terraform would keep the entries of only one; write the account in one way, as an id or as one cdktf token',
  ],
  unresolvedResource: [
    fault.unresolvedResource("resource", "${x}"),
    "resource: the id of this resource is known at plan time only, got <token>; ask about an id, or about the reference that the token's spec shows (`…zone.${var.zone}`)",
  ],
  invalidBucketName: [
    fault.invalidBucketName("bucket", "A"),
    'bucket: an R2 bucket name has 3 to 63 characters of a-z, 0-9 and -, and neither starts nor ends with -, got "A"; check the name',
  ],
  invalidJurisdiction: [
    fault.invalidJurisdiction("jurisdiction", "us"),
    'jurisdiction: a jurisdiction is "default", "eu", "us", "fedramp", "fedramp-high" or another name of that form, got "us"; check the name',
  ],
  invalidZoneName: [fault.invalidZoneName("name", "-"), 'name: a zone name is a domain name such as example.com, got "-"; check the name'],
  nothingAllowed: [
    fault.nothingAllowed("policies", "there is no policy"),
    "policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)",
  ],
  invalidPolicy: [
    fault.invalidPolicy("policies[0]", {}),
    "policies[0]: a policy is made by allow(…).on(…) or deny(…).on(…), got {}; call .on(…) with the resources",
  ],
  invalidName: [
    fault.invalidName("name", ""),
    'name: a token name has 1 to 120 characters and no control characters, got ""; shorten or clean the name',
  ],
  duplicateName: [
    fault.duplicateName("name", "ci", ["prod/ci", "staging/ci"]),
    'name: token names are unique per account; also used by prod/ci, staging/ci, got "ci"; set another name',
  ],
  quotaExceeded: [
    fault.quotaExceeded("", 501, 500),
    "an account holds at most 500 tokens, got 501; split over accounts, or set tokenQuota when Cloudflare has raised the limit",
  ],
  invalidStatus: [
    fault.invalidStatus("status", "disbled", ["disabled"]),
    'status: status is "active" or "disabled", got "disbled"; choose one of these (did you mean "disabled")',
  ],
  invalidText: [
    fault.invalidText("owner", "a\nb"),
    'owner: text has at most 500 characters and no control characters, got "a\\nb"; shorten or clean the text',
  ],
  invalidOnExpiry: [
    fault.invalidOnExpiry("onExpiry", "keep"),
    'onExpiry: onExpiry is "error" or "retire", got "keep"; choose one of these',
  ],
  literalRequired: [
    fault.literalRequired("name", "the name"),
    "name: the name must be known at synth, got <token>; pass a plain value instead of a cdktf token",
  ],
  invalidCidr: [
    fault.invalidCidr("requestIp.in[0]", "10.0.0.0/33"),
    'requestIp.in[0]: an address range is an IPv4 or IPv6 address or CIDR, got "10.0.0.0/33"; write it like "192.0.2.0/24" or "2001:db8::/32"',
  ],
  cidrHostBits: [
    fault.cidrHostBits("requestIp.in[0]", "10.0.0.1/8", "10.0.0.0/8"),
    'requestIp.in[0]: the address has bits set beyond the prefix, got "10.0.0.1/8"; write "10.0.0.0/8"',
  ],
  cidrEverything: [
    fault.cidrEverything("requestIp.in[0]", "::/0"),
    'requestIp.in[0]: the range holds every address, got "::/0"; leave the filter out if every address is meant',
  ],
  emptyIpList: [
    fault.emptyIpList("requestIp.in"),
    "requestIp.in: a list of addresses holds at least one entry; leave the property out if there is no filter",
  ],
  notInOutsideIn: [
    fault.notInOutsideIn("requestIp.notIn[0]", "198.51.100.0/24"),
    'requestIp.notIn[0]: the excluded range lies outside every allowed range, so it excludes nothing, got "198.51.100.0/24"; remove it, or check requestIp.in',
  ],
  notInSwallowsIn: [
    fault.notInSwallowsIn("requestIp.notIn", ["192.0.2.0/24"]),
    'requestIp.notIn: the excluded ranges leave no address, got ["192.0.2.0/24"]; remove an excluded range, or check requestIp.in',
  ],
  invalidDate: [
    fault.invalidDate("expiresOn", "2037-02-30T00:00:00Z"),
    'expiresOn: a date is a Date or an RFC 3339 string with time and offset, got "2037-02-30T00:00:00Z"; write it like "2037-06-01T00:00:00Z"',
  ],
  notBeforeAfterExpiry: [
    fault.notBeforeAfterExpiry("notBefore", "2038-01-01T00:00:00Z", "2037-01-01T00:00:00Z"),
    'notBefore: notBefore lies before expiresOn (2037-01-01T00:00:00Z), got "2038-01-01T00:00:00Z"; check both dates',
  ],
  expired: [
    fault.expired("expiresOn", "2020-01-01T00:00:00Z"),
    'expiresOn: the expiry lies in the past, and Terraform would re-create such a token for ever, got "2020-01-01T00:00:00Z"; set a later date, remove the principal, or use onExpiry: "retire"',
  ],
  invalidClock: [
    fault.invalidClock("yesterday"),
    'PRINCIPALS_NOW: the clock is an RFC 3339 time with offset, got "yesterday"; unset PRINCIPALS_NOW, or write it like 2026-01-01T00:00:00Z',
  ],
  missingAccount: [
    fault.missingAccount("account"),
    "account: a service principal belongs to an account; set account, or create it within a PrincipalStack",
  ],
  invalidAccount: [
    fault.invalidAccount("account", "0123"),
    'account: account is a value of Account.of(id), got "0123"; pass Account.of(id, { name })',
  ],
  userTokenOutsideUserStack: [
    fault.userTokenOutsideUserStack(""),
    "a user token needs a user's credential, which an account-owned credential can't replace (the API answers 9109); put it into a UserTokenStack",
  ],
  servicePrincipalInUserStack: [
    fault.servicePrincipalInUserStack(""),
    "a UserTokenStack holds user tokens only; put the service principal into a PrincipalStack",
  ],
  closedAfterSynth: [
    fault.closedAfterSynth("policies"),
    "policies: the stack has been synthesized and nothing can be added; add everything before app.synth()",
  ],
  invalidProviderVersion: [
    fault.invalidProviderVersion("providerVersion", "latest"),
    'providerVersion: providerVersion is a Terraform version constraint, got "latest"; write it like ">= 5.20.0, < 6.0.0"',
  ],
  brokenProviderVersion: [
    fault.brokenProviderVersion("providerVersion", "5.19.1", "5.19.1", "it loses tokens"),
    'providerVersion: the constraint lets in provider 5.19.1: it loses tokens, got "5.19.1"; narrow the constraint, or set allowUntestedProvider: true',
  ],
  invalidCredentialVariable: [
    fault.invalidCredentialVariable("credentialVariable", `cfat_${"x".repeat(48)}`),
    "credentialVariable: credentialVariable is the name of a Terraform variable, never the credential itself, got <redacted>; write a name of at most 64 letters, digits and _, and set TF_VAR_<name> where Terraform runs",
  ],
  unsettablePolicies: [
    fault.unsettablePolicies("policies"),
    "policies: the policies of a token are those of its construct; use addPolicies, or addOverride to write others",
  ],
  invalidTokenQuota: [
    fault.invalidTokenQuota("tokenQuota", 0.5),
    "tokenQuota: tokenQuota is a whole number from 1 on, got 0.5; set the number of tokens that Cloudflare allows the account",
  ],
  duplicateAdopt: [
    fault.duplicateAdopt("adopt", "cloudflare_account_token.old", ["prod/a"]),
    'adopt: one token can move to one place only; also adopted by prod/a, got "cloudflare_account_token.old"; keep one of the two',
  ],
  hclOutput: [
    fault.hclOutput(""),
    "cdktf's HCL output can't write these tokens as the provider takes them; leave hclOutput off; JSON is the default",
  ],
  unknownProperty: [
    fault.unknownProperty("expireOn", "a principal", "2037-06-01T00:00:00Z", ["expiresOn"]),
    'expireOn: there is no such property of a principal, got "2037-06-01T00:00:00Z"; remove it or correct its name (did you mean "expiresOn")',
  ],
  invalidRequestIp: [
    fault.invalidRequestIp("requestIp", ["192.0.2.0/24"]),
    'requestIp: a request IP filter is { in: […], notIn: […] }, got ["192.0.2.0/24"]; write requestIp: { in: ["192.0.2.0/24"] }',
  ],
  invalidStackId: [
    fault.invalidStackId("", ".."),
    'the id of a stack names its folder and its state, so it has letters, digits, -, _ and dots only, got ".."; choose another id',
  ],
  duplicateStackId: [
    fault.duplicateStackId("", "prod", ["eu/prod"]),
    'stacks of one id are written to one folder; also used by eu/prod, got "prod"; choose another id',
  ],
  invalidBackend: [
    fault.invalidBackend("backend.bucket", "", "a bucket has a name"),
    'backend.bucket: a bucket has a name, got ""; check the backend\'s settings',
  ],
  credentialInBackend: [
    fault.credentialInBackend("backend.config", "secret_key"),
    'backend.config: "secret_key" is a credential and would be written to the synthesized file; pass it by the environment or by -backend-config at terraform init',
  ],
  invalidAdopt: [
    fault.invalidAdopt("adopt", "aws_iam_user.x"),
    'adopt: adopt is the address of a token in this stack\'s state, got "aws_iam_user.x"; write it like "cloudflare_account_token.old"',
  ],
  invalidCatalogueAnswer: [
    fault.invalidCatalogueAnswer("answer.json", []),
    "answer.json: not an answer of the permission groups API, got []; pass the JSON of GET /accounts/<id>/tokens/permission_groups",
  ],
  unreadableFile: [
    fault.unreadableFile("plan.json", "no such file"),
    "plan.json: the file can't be read: no such file; check the path and the file",
  ],
  unreadableBase: [
    fault.unreadableBase("main", "git is not installed"),
    '--base: the records of the commit can\'t be read: git is not installed, got "main"; compare two folders: principals diff <before> <after>',
  ],
  unwritableFile: [
    fault.unwritableFile("cdktf.out", "permission denied"),
    "cdktf.out: the file can't be written: permission denied; check the path and its permissions",
  ],
  guardrailViolated: [
    fault.guardrailViolated("no-owner (owner)", "nobody answers for the token", "set owner"),
    "no-owner (owner): a guardrail forbids it: nobody answers for the token; set owner",
  ],
  invalidAcknowledgement: [
    fault.invalidAcknowledgement("acknowledgements.reason", "", "the reason is a text of at most 500 characters"),
    'acknowledgements.reason: the reason is a text of at most 500 characters, got ""; acknowledge({ rule, detail, reason }) as the report shows rule and detail',
  ],
  invalidRule: [
    fault.invalidRule("id", "X", "a rule's id is kebab-case"),
    'id: a rule\'s id is kebab-case, got "X"; give defineRule an id, a title, a why and a fix',
  ],
  invalidActionInput: [
    fault.invalidActionInput("fail-on", "anything", "allowed are broadening, disruptive, findings, gate"),
    'with.fail-on: not what the action takes here, got "anything"; allowed are broadening, disruptive, findings, gate',
  ],
  invalidPack: [
    fault.invalidPack("guardrails", "strict", "a pack is a list of [rule, level]"),
    'guardrails: a pack is a list of [rule, level], got "strict"; use baseline, strict or a list such as [[rules.noExpiry, "error"]], in JSON { "extends": "baseline", "rules": { "no-expiry": "error" } }',
  ],
  invalidFile: [fault.invalidFile("cdk.tf.json", "not a synthesized stack"), "cdk.tf.json: not a synthesized stack; check the file"],
  unknownToken: [
    fault.unknownToken("name", "dns-publsher", ["prod/dns-publisher"]),
    'name: no token goes by this name here, got "dns-publsher"; check the name and the input (did you mean "prod/dns-publisher")',
  ],
  ambiguousToken: [
    fault.ambiguousToken("name", "ci", ["prod/ci", "staging/ci"]),
    'name: several tokens go by this name, got "ci"; name one of them in full: "prod/ci", "staging/ci"',
  ],
  unknownResource: [
    fault.unknownResource("resource", "zones:example.com", 'write one of these (did you mean "zone:example.com")'),
    'resource: a resource is account, account:<id or name>, all-zones, zone:<id or name>, all-buckets, r2:<bucket>, worker:<tag>, user:<id> or a resource key, got "zones:example.com"; write one of these (did you mean "zone:example.com")',
  ],
  ambiguousResource: [
    fault.ambiguousResource("resource", "zone:example.com", ["zone:1", "zone:2"]),
    'resource: several resources go by this name, got "zone:example.com"; name one of them by its id: "zone:1", "zone:2"',
  ],
  invalidSubject: [
    fault.invalidSubject("received", 5),
    "received: a matcher is given a principal, a token spec, a list of these, a stack, an app, or the path of a synthesized folder, got 5; pass one of these to expect(…)",
  ],
  noTokens: [
    fault.noTokens("received", "the list is empty"),
    "received: there is no token in it, so nothing would be tested: the list is empty; check what is passed to expect(…)",
  ],
  invalidDuration: [
    fault.invalidDuration("limit", "90d"),
    'limit: a duration is { days } or { hours }, each a number above 0, got "90d"; write it like { days: 90 }',
  ],
  invalidLevel: [
    fault.invalidLevel("options.level", "eror"),
    'options.level: the level of a finding is error, warning or note, got "eror"; choose one of these',
  ],
  noExpect: [
    fault.noExpect("cloudflare-principals/testing/jest"),
    "cloudflare-principals/testing/jest: there is no expect of jest here; name this module in jest's setupFilesAfterEnv, or call expect.extend(principalMatchers) of cloudflare-principals/testing with the expect that you use",
  ],
};

const codeOf = (factory: string): string => factory.charAt(0).toUpperCase() + factory.slice(1);

test("every factory has its message here", () => {
  expect(Object.keys(MESSAGES).sort()).toEqual(Object.keys(fault).sort());
});

test.each(Object.entries(MESSAGES))("%s: its code is its name, and its message is exact", (factory, [made, message]) => {
  expect(made.message).toBe(message);
  expect(made.code).toBe(codeOf(factory));
});

test.each(Object.entries(MESSAGES))(
  "%s: the message reads <path>: <rule>, got <value>; <what to do>",
  (_, [{ path: where, message, value }]) => {
    const text = where === "" ? message : message.slice(`${where}: `.length);
    if (where !== "") expect(message.startsWith(`${where}: `)).toBe(true);
    expect(text).toMatch(/^(?!A |An |The |[A-Z][a-z]+ )[^;]+; (?![A-Z][a-z])\S.*[^.\s]$/s);
    if (value !== undefined) expect(text).toContain(", got ");
  },
);

test("docs/errors.md lists exactly these codes, each once, with what it means and what to do", () => {
  const page = readFileSync(path.join(__dirname, "../docs/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(\w+)` \| (.+) \| (.+) \|$/gm)];
  expect(rows.map((row) => row[1]).sort()).toEqual(Object.keys(fault).map(codeOf).sort());
  expect(rows.filter((row) => row[2]!.length < 15 || row[3]!.length < 10).map((row) => row[1])).toEqual([]);
});

test("a fault keeps the value it names, and leaves out secrets and what is absent", () => {
  expect(fault.invalidName("name", 7)).toEqual({ code: "InvalidName", path: "name", message: expect.any(String), value: 7 });
  expect(fault.invalidName("name", undefined)).not.toHaveProperty("value");
  expect(fault.noResources("on")).not.toHaveProperty("value");
  const secret = `cfat_${"FAKE".repeat(10)}`;
  expect(JSON.stringify(fault.invalidName("name", secret))).not.toContain(secret);
});

describe("PrincipalError", () => {
  const faults = [fault.noResources("policies[0].on"), fault.invalidName("name", "")];

  test("reports all faults, one a line, each after the construct's path", () => {
    expect(new PrincipalError(faults, "prod/ci").message).toBe(faults.map(({ message }) => `prod/ci: ${message}`).join("\n"));
    expect(new PrincipalError(faults).message).toBe(faults.map(({ message }) => message).join("\n"));
    expect(new PrincipalError(faults, "").message).toBe(faults.map(({ message }) => message).join("\n"));
  });

  test("is printed with the code of each fault when nobody catches it, and its message stays without", () => {
    const error = new PrincipalError(faults, "prod/ci");
    const [first, second, frame] = error.stack!.split("\n");
    expect([first, second]).toEqual([
      `PrincipalError: prod/ci: ${faults[0]!.message} [NoResources]`,
      `prod/ci: ${faults[1]!.message} [InvalidName]`,
    ]);
    expect(frame).toMatch(/^ {4}at .*errors\.test\.ts/);
    expect(inspect(error).split("\n").slice(0, 3)).toEqual([first, second, frame]);
    expect(error.message).not.toContain("[NoResources]");
  });

  test("has the code of its first fault, and the scope where there is one", () => {
    expect(new PrincipalError(faults, "prod/ci")).toMatchObject({ name: "PrincipalError", code: "NoResources", scope: "prod/ci", faults });
    expect(new PrincipalError(faults)).not.toHaveProperty("scope");
  });

  test("is recognized across copies of the package, and nothing else is", () => {
    const { PrincipalError: Copy } = jest.requireActual<{ PrincipalError: typeof PrincipalError }>("../lib/errors");
    jest.resetModules();
    const other = jest.requireActual<{ PrincipalError: typeof PrincipalError; fault: typeof fault }>("../lib/errors").PrincipalError;
    expect(other).not.toBe(Copy);
    expect(PrincipalError.isPrincipalError(new other(faults))).toBe(true);
    expect(
      [new Error("x"), { faults, code: "NoResources" }, null, undefined, "x"].some((value) => PrincipalError.isPrincipalError(value)),
    ).toBe(false);
  });

  test("fails without a fault", () => {
    expect(() => new PrincipalError([])).toThrow(new TypeError("a PrincipalError needs at least one fault"));
  });

  test("throwFaults throws them together, and does nothing when there are none", () => {
    expect(() => throwFaults([])).not.toThrow();
    expect(() => throwFaults(faults, "prod")).toThrow(new PrincipalError(faults, "prod"));
  });
});

test("near names are offered in quotes", () => {
  expect(didYouMean([])).toBe("");
  expect(didYouMean(["DNS Write", 'a"b'])).toBe(' (did you mean "DNS Write" or "a\\"b")');
});
