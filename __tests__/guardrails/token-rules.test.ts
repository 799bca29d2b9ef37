import { allow, baseline, deny, Permission, permissions, Resource, rules, strict, type TokenSpec, User } from "../../lib";
import { evaluate } from "../../lib/guardrails";
import { RULES } from "../../lib/guardrails/rules";
import { allPermissions } from "../../lib/catalogue";
import { account, ACCOUNT_ID, dnsWrite, NOW, ofToken, token, zone, ZONE_ID } from "./support";

const accountKey = `com.cloudflare.api.account.${ACCOUNT_ID}`;
const zoneKey = `com.cloudflare.api.account.zone.${ZONE_ID}`;
const everyZone = "com.cloudflare.api.account.zone.*";
const unknown = "99999999999999999999999999999999";
const none = undefined as never;
const raw = (permissionGroups: string[], resources: TokenSpec["policies"][number]["resources"], effect: "allow" | "deny" = "allow") =>
  [{ effect, permissionGroups, resources }] as const;
const { dns } = permissions.zone;
const lookup = (name: string): string =>
  `\${one([for g in data.cloudflare_account_api_token_permission_groups_list.x.result : g.id if g.name == ${JSON.stringify(name)} && contains(g.scopes, "com.cloudflare.api.account")])}`;

const slot = (name: string, expiresOn: string, more: Partial<TokenSpec> = {}): TokenSpec =>
  token([dnsWrite], { name, expiresOn, rotation: { principal: "prod/ci", slot: name, generation: 1 }, ...more });

type Case = readonly [rule: keyof typeof RULES, what: string, tokens: TokenSpec | readonly TokenSpec[], findings: readonly string[]];

const CASES: readonly Case[] = [
  ...["${local.id}", '${"4755a26eedb94da69e1066d98aa820be"}', "${one([for g in data.x.y.result : g.id])}"].map((id): Case => [
    "unresolvedPermission",
    `the expression ${id}`,
    { ...token(), policies: raw([id], { [zoneKey]: "*" }) },
    [`${id}: which permission ${id} is shows at plan time only: it may be any`],
  ]),
  [
    "unresolvedPermission",
    "a directive",
    { ...token(), policies: raw([`%{if true}${dns.write.id}%{endif}`], { [zoneKey]: "*" }) },
    [`%{if true}${dns.write.id}%{endif}: which permission %{if true}${dns.write.id}%{endif} is shows at plan time only: it may be any`],
  ],
  [
    "unresolvedPermission",
    "a permission looked up by its name",
    { ...token(), policies: raw([lookup("Logs Bind")], { [accountKey]: "*" }) },
    [],
  ],
  ...['${"x"}', 'com.cloudflare.api.account.zone.${lower("*")}', 'com.cloudflare.api.account.zone.${local.all ? "*" : local.id}'].map(
    (key): Case => [
      "unresolvedResource",
      `the expression ${key}`,
      { ...token(), policies: raw([dns.write.id], { [key]: "*" }) },
      [`${key}: which resource ${key} is shows at plan time only: it may be any`],
    ],
  ),
  ...[
    "com.cloudflare.api.account.zone.%{if true}*%{endif}",
    "com.${local.z}",
    "com.cloudflare.api.account.zone.a${var.z}",
    "com.cloudflare.edge.r2.bucket.${local.b}",
    "com.cloudflare.api.account.zone.${cloudflare_dns_record.x.content}",
    "com.cloudflare.api.account.zone.${data.doppler_secrets.x.id}",
    "com.cloudflare.api.account.zone.${cloudflare_workers_kv.k.id}",
    "com.cloudflare.api.account.${data.cloudflare_zone.z.filter.account.id}",
    "com.cloudflare.api.account.zone.${each.value}",
  ].map((key): Case => [
    "unresolvedResource",
    `the text ${key}`,
    { ...token(), policies: raw([dns.write.id], { [key]: "*" }) },
    [`${key}: which resource ${key} is shows at plan time only: it may be any`],
  ]),
  [
    "unresolvedResource",
    "a bucket of an account, both given by references",
    {
      ...token(),
      policies: raw([dns.write.id], { "com.cloudflare.edge.r2.bucket.${var.account}_eu_${cloudflare_r2_bucket.b.name}": "*" }),
    },
    [],
  ],
  [
    "unknownResourceForm",
    "an account within a Worker",
    { ...token(), policies: raw([dns.write.id], { "com.cloudflare.edge.worker.script.zz": { [accountKey]: "*" } }, "deny") },
    [`com.cloudflare.edge.worker.script.zz/${accountKey}: what com.cloudflare.edge.worker.script.zz/${accountKey} means is not known`],
  ],
  [
    "unknownResourceForm",
    "an id in upper case",
    { ...token(), policies: raw([dns.write.id], { [`com.cloudflare.api.account.zone.${"a".repeat(31)}B`]: "*" }, "deny") },
    [`com.cloudflare.api.account.zone.${"a".repeat(31)}B: what com.cloudflare.api.account.zone.${"a".repeat(31)}B means is not known`],
  ],
  [
    "unknownResourceForm",
    "an account within an account",
    { ...token(), policies: raw([dns.write.id], { "com.cloudflare.api.account.*": { [accountKey]: "*" } }) },
    [`com.cloudflare.api.account.*/${accountKey}: what com.cloudflare.api.account.*/${accountKey} means is not known`],
  ],
  [
    "unknownResourceForm",
    "zones, Workers and what is not known yet, within an account",
    {
      ...token(),
      policies: raw([dns.write.id], {
        [accountKey]: { [everyZone]: "*", "com.cloudflare.edge.worker.script.*": "*", "com.cloudflare.api.account.flagship.app.x": "*" },
        [zoneKey]: "*",
      }),
    },
    [],
  ],
  ...["var.zone", "cloudflare_zone.site.id", 'data.cloudflare_zone.x["a"].id', "local.zone"].map((reference): Case => [
    "unresolvedResource",
    `the reference ${reference}`,
    { ...token(), policies: raw([dns.write.id], { [`com.cloudflare.api.account.zone.\${${reference}}`]: "*" }) },
    [],
  ]),
  [
    "ignoredChanges",
    "attributes that Terraform leaves as they are",
    { ...token(), ignored: ["condition", "policies"] },
    ["lifecycle.ignore_changes: Terraform ignores changes of condition, policies: what is live may be something else"],
  ],
  ["ignoredChanges", "none", token(), []],
  ["noExpiry", "no expiry", token([dnsWrite], { expiresOn: none }), ["expiresOn: the token never expires"]],
  ["noExpiry", "an expiry", token(), []],

  [
    "maxLifetime",
    "longer, from now",
    token([dnsWrite], { expiresOn: "2028-01-01T00:00:00Z" }),
    ["expiresOn: the token lives 405 days, until 2028-01-01T00:00:00Z"],
  ],
  ["maxLifetime", "365 days from now", token([dnsWrite], { expiresOn: "2027-11-22T00:00:00Z" }), []],
  [
    "maxLifetime",
    "a second more",
    token([dnsWrite], { expiresOn: "2027-11-22T00:00:01Z" }),
    ["expiresOn: the token lives 366 days, until 2027-11-22T00:00:01Z"],
  ],
  [
    "maxLifetime",
    "365 days from its start",
    token([dnsWrite], { notBefore: "2030-01-01T00:00:00Z", expiresOn: "2031-01-01T00:00:00Z" }),
    [],
  ],
  ["maxLifetime", "no expiry, which is another rule's", token([dnsWrite], { expiresOn: none }), []],
  [
    "maxLifetime",
    "an expression",
    { ...token(), expiresOn: "${var.end}" },
    ["expiresOn: how long the token lives is known at plan time only"],
  ],

  [
    "expiresSoon",
    "the last second of the 30 days",
    token([dnsWrite], { expiresOn: "2026-12-22T00:00:00Z" }),
    ["expiresOn: the token expires in 30 days, on 2026-12-22T00:00:00Z"],
  ],
  ["expiresSoon", "a second later", token([dnsWrite], { expiresOn: "2026-12-22T00:00:01Z" }), []],
  [
    "expiresSoon",
    "one day",
    token([dnsWrite], { expiresOn: "2026-11-23T00:00:00Z" }),
    ["expiresOn: the token expires in 1 day, on 2026-11-23T00:00:00Z"],
  ],
  [
    "expiresSoon",
    "hours",
    token([dnsWrite], { expiresOn: "2026-11-22T23:59:59Z", status: "disabled" }),
    ["expiresOn: the token expires in less than a day, on 2026-11-22T23:59:59Z"],
  ],
  [
    "expiresSoon",
    "the instant of its end",
    token([dnsWrite], { expiresOn: "2026-11-22T00:00:00Z" }),
    ["expiresOn: the token expired on 2026-11-22T00:00:00Z"],
  ],
  [
    "expiresSoon",
    "a token of ten days before its last one",
    token([dnsWrite], { notBefore: "2026-11-20T00:00:00Z", expiresOn: "2026-11-30T00:00:00Z" }),
    [],
  ],
  [
    "expiresSoon",
    "the last tenth of a token of ten days",
    token([dnsWrite], { notBefore: "2026-11-13T00:00:00Z", expiresOn: "2026-11-23T00:00:00Z" }),
    ["expiresOn: the token expires in 1 day, on 2026-11-23T00:00:00Z"],
  ],
  ["expiresSoon", "no expiry, which is another rule's", token([dnsWrite], { expiresOn: none }), []],
  [
    "expiresSoon",
    "an expression",
    { ...token(), expiresOn: "${var.end}" },
    ["expiresOn: when the token expires is known at plan time only"],
  ],
  ["expiresSoon", "a slot that a later one takes over from", [slot("a", "2026-12-01T00:00:00Z"), slot("b", "2027-02-01T00:00:00Z")], []],
  [
    "expiresSoon",
    "slots of which the later ends soon as well, begins too late, is disabled, or is another rotation's",
    [
      slot("a", "2026-12-01T00:00:00Z"),
      slot("b", "2026-12-22T00:00:00Z"),
      slot("c", "2027-02-01T00:00:00Z", { notBefore: "2026-12-22T00:00:00Z" }),
      slot("d", "2027-02-01T00:00:00Z", { status: "disabled" }),
      slot("e", "2027-02-01T00:00:00Z", { rotation: { principal: "other", slot: "e", generation: 1 } }),
    ],
    ["expiresOn: the token expires in 9 days, on 2026-12-01T00:00:00Z", "expiresOn: the token expires in 30 days, on 2026-12-22T00:00:00Z"],
  ],
  [
    "expiresSoon",
    "a slot that should be gone",
    [slot("a", "2026-11-01T00:00:00Z"), slot("b", "2027-02-01T00:00:00Z")],
    ["expiresOn: the token expired on 2026-11-01T00:00:00Z"],
  ],

  [
    "rotationWithoutExpiry",
    "a slot without expiry",
    token([dnsWrite], { expiresOn: none, rotation: { principal: "ci", slot: "a", generation: 1 } }),
    ["rotation: slot a of ci is rotated and never expires"],
  ],
  ["rotationWithoutExpiry", "a slot with one", token([dnsWrite], { rotation: { principal: "ci", slot: "a", generation: 1 } }), []],
  ["rotationWithoutExpiry", "no rotation", token([dnsWrite], { expiresOn: none }), []],

  [
    "noIpFilterOnWrite",
    "a write from everywhere",
    token([dnsWrite], { requestIp: none }),
    ["requestIp: DNS Write can be used from every address"],
  ],
  [
    "noIpFilterOnWrite",
    "excluded addresses only",
    token([dnsWrite], { requestIp: { notIn: ["192.0.2.0/24"] } }),
    ["requestIp: DNS Write can be used from every address"],
  ],
  [
    "noIpFilterOnWrite",
    "several writes, an unknown group among them",
    token([dnsWrite, allow(permissions.zone.cache.purge, permissions.zone.zone.write, permissions.zone.logs.write).on(zone)], {
      requestIp: none,
    }),
    ["requestIp: Cache Purge, DNS Write and 2 more can be used from every address"],
  ],
  [
    "noIpFilterOnWrite",
    "an unknown group",
    token([], { requestIp: none, policies: raw([unknown], { [zoneKey]: "*" }) }),
    [`requestIp: permission ${unknown} can be used from every address`],
  ],
  [
    "noIpFilterOnWrite",
    "an expression",
    { ...token(), requestIp: { in: ["${var.office}"] } },
    ["requestIp: from which addresses DNS Write can be used is known at plan time only"],
  ],
  ["noIpFilterOnWrite", "reads from everywhere", token([allow(dns.read, permissions.zone.logs.read).on(zone)], { requestIp: none }), []],
  [
    "noIpFilterOnWrite",
    "a write that is denied",
    token([dnsWrite, allow(dns.read).on(zone), deny(dns.write).on(zone)], { requestIp: none }),
    [],
  ],
  ["noIpFilterOnWrite", "a filter", token(), []],
  [
    "noIpFilterOnWrite",
    "a filter that is nearly none",
    { ...token(), requestIp: { in: ["128.0.0.0/1"] } },
    ["requestIp: DNS Write can be used from nearly every address"],
  ],

  ["everythingCidr", "IPv4 whole", { ...token(), requestIp: { in: ["0.0.0.0/0"] } }, ["requestIp.in: the list holds every IPv4 address"]],
  [
    "everythingCidr",
    "two halves and IPv6",
    { ...token(), requestIp: { in: ["0.0.0.0/1", "128.0.0.0/1", "::/0"] } },
    ["requestIp.in: the list holds every IPv4 and every IPv6 address"],
  ],
  [
    "everythingCidr",
    "less than half of it, and half of IPv6",
    { ...token(), requestIp: { in: ["0.0.0.0/2", "8000::/1"] } },
    ["requestIp.in: the list holds nearly every IPv4 and nearly every IPv6 address"],
  ],
  [
    "everythingCidr",
    "many that are a few addresses too many",
    { ...token(), requestIp: { in: ["11.0.0.0/9", "12.0.0.0/9", "13.0.0.1/32"] } },
    ["requestIp.in: the list holds nearly every IPv4 address"],
  ],
  ["everythingCidr", "a /8, a /16 of IPv6", { ...token(), requestIp: { in: ["11.0.0.0/8", "2001::/16"] } }, []],
  ["everythingCidr", "no list", token([dnsWrite], { requestIp: none }), []],

  [
    "privateAddressesOnly",
    "addresses that Cloudflare never sees",
    { ...token(), requestIp: { in: ["10.0.0.0/8", "fd00::/8"] } },
    ["requestIp.in: no public address is left of the list: the token can be used from nowhere"],
  ],
  [
    "oneAddressFamily",
    "a machine's IPv4 address",
    { ...token(), requestIp: { in: ["192.0.2.1/32"] } },
    ["requestIp.in: the filter has IPv4 addresses only: a caller that comes by IPv6 is locked out"],
  ],
  [
    "oneAddressFamily",
    "machines' IPv6 addresses",
    { ...token(), requestIp: { in: ["2001:db8::1", "2001:db8::2/128"] } },
    ["requestIp.in: the filter has IPv6 addresses only: a caller that comes by IPv4 is locked out"],
  ],
  ["oneAddressFamily", "both", { ...token(), requestIp: { in: ["192.0.2.1/32", "2001:db8::1/128"] } }, []],
  ["oneAddressFamily", "a network's", { ...token(), requestIp: { in: ["192.0.2.0/24"] } }, []],
  ["oneAddressFamily", "an expression, and none", { ...token(), requestIp: { in: ["192.0.2.1", "${var.a}"] } }, []],

  [
    "mostPermissions",
    "nearly all of them",
    token([], {
      policies: raw(
        allPermissions.filter(({ scope }) => scope !== "user").map(({ id }) => id),
        { [accountKey]: "*" },
      ),
    }),
    ["policies: the token allows 345 of 345 permission groups: nearly everything there is"],
  ],
  ["mostPermissions", "a few", token(), []],

  ["privateAddressesOnly", "one that it may see", { ...token(), requestIp: { in: ["10.0.0.0/8", "192.0.2.1/32"] } }, []],

  [
    "allZonesWrite",
    "a write on every zone",
    token([allow(dns.write, dns.read).on(account.allZones())]),
    ["zone.dns.write: DNS Write reaches every zone"],
  ],
  [
    "allZonesWrite",
    "of every account",
    token([], { kind: "user", accountId: none, policies: raw([dns.write.id], { [everyZone]: "*" }) }),
    ["zone.dns.write: DNS Write reaches every zone"],
  ],
  [
    "allZonesWrite",
    "an unknown group",
    token([], { policies: raw([unknown], { [accountKey]: { [everyZone]: "*" } }) }),
    [`${unknown}: permission ${unknown} reaches every zone`],
  ],
  [
    "allZonesWrite",
    "one zone denied is no difference",
    token([allow(dns.write).on(account.allZones()), deny(dns.write).on(zone)]),
    ["zone.dns.write: DNS Write reaches every zone"],
  ],
  ["allZonesWrite", "a read on every zone", token([allow(dns.read).on(account.allZones())]), []],
  ["allZonesWrite", "one zone", token(), []],

  [
    "accountWideR2",
    "the account's storage",
    token([allow(permissions.account.workersR2Storage.read).on(account)]),
    ["account.workersR2Storage.read: Workers R2 Storage Read reaches every R2 bucket of the account"],
  ],
  [
    "accountWideR2",
    "every bucket",
    token([allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.allR2Buckets())]),
    ["r2Bucket.workersR2StorageBucketItem.write: Workers R2 Storage Bucket Item Write reaches every R2 bucket of the account"],
  ],
  [
    "accountWideR2",
    "one bucket",
    token([allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket("backups"))]),
    [],
  ],

  [
    "managesAccess",
    "minting tokens",
    token([allow(permissions.account.accountApiTokens.write).on(account)]),
    ["account.accountApiTokens.write: Account API Tokens Write can make and change tokens, and so give itself any access"],
  ],
  [
    "managesAccess",
    "changing members",
    token([allow(permissions.account.accountSettings.write).on(account)]),
    ["account.accountSettings.write: Account Settings Write can change who is a member of the account"],
  ],
  [
    "managesAccess",
    "an id in upper case",
    { ...token(), policies: raw([permissions.account.accountApiTokens.write.id.toUpperCase()], { [accountKey]: "*" }) },
    ["account.accountApiTokens.write: Account API Tokens Write can make and change tokens, and so give itself any access"],
  ],
  [
    "managesAccess",
    "a deny within what names no account, which may hold nothing",
    {
      ...token(),
      policies: [
        ...raw([permissions.account.accountApiTokens.write.id], { [accountKey]: "*" }),
        ...raw([permissions.account.accountApiTokens.write.id], { "com.cloudflare.edge.worker.script.zz": { [accountKey]: "*" } }, "deny"),
      ],
    },
    ["account.accountApiTokens.write: Account API Tokens Write can make and change tokens, and so give itself any access"],
  ],
  ["managesAccess", "reading tokens", token([allow(permissions.account.accountApiTokens.read).on(account)]), []],
  ["managesAccess", "a denied one", token([dnsWrite, deny(permissions.account.accountApiTokens.write).on(account)]), []],

  [
    "auditorWrites",
    "an auditor that writes",
    token([dnsWrite, allow(dns.read).on(zone)], { name: "siem-reader" }),
    ["policies: the token is called an auditor's, and DNS Write can change something"],
  ],
  ["auditorWrites", "an auditor that reads", token([allow(dns.read).on(zone)], { name: "auditor" }), []],
  ["auditorWrites", "another name", token([dnsWrite], { name: "readership-deployer" }), []],

  [
    "userScopePermission",
    "a user permission",
    token([], { policies: raw([permissions.user.memberships.read.id], { "com.cloudflare.api.user.x": "*" }) }),
    ["user.memberships.read: Memberships Read acts on a user"],
  ],
  [
    "userScopePermission",
    "in a user token",
    token([], { kind: "user", accountId: none, policies: raw([permissions.user.memberships.read.id], { [User.of(ZONE_ID).key]: "*" }) }),
    [],
  ],
  ["userScopePermission", "account permissions", token(), []],

  [
    "mixedInUserToken",
    "a user token among others",
    [token(), token([dnsWrite], { kind: "user", accountId: none, name: "u" })],
    ["kind: the user token stands among the account-owned tokens of stack prod"],
  ],
  ["mixedInUserToken", "user tokens only", [token([dnsWrite], { kind: "user", accountId: none })], []],

  [
    "unsupportedProduct",
    "Page Rules",
    token([allow(permissions.zone.pageRules.write).on(zone)]),
    ["zone.pageRules.write: Page Rules Write belongs to Page Rules, which does not accept account-owned tokens"],
  ],
  [
    "unsupportedProduct",
    "in a user token",
    token([allow(permissions.zone.pageRules.write).on(zone)], { kind: "user", accountId: none }),
    [],
  ],
  ["unsupportedProduct", "DNS", token(), []],

  [
    "permissionWithoutEffect",
    'a zone permission on an account\'s "*"',
    token([], { policies: raw([dns.write.id], { [accountKey]: "*" }) }),
    [`zone.dns.write on ${accountKey}: DNS Write acts on a zone and does nothing on account ${ACCOUNT_ID}`],
  ],
  [
    "permissionWithoutEffect",
    "an account permission on every zone",
    token([], { policies: raw([permissions.account.logs.read.id], { [accountKey]: { [everyZone]: "*" } }) }),
    [`account.logs.read on ${accountKey}/${everyZone}: Logs Read acts on an account and does nothing on every zone`],
  ],
  [
    "permissionWithoutEffect",
    "a resource that is not known",
    token([allow(dns.write).on(Resource.custom("com.cloudflare.new.thing.x", "zone"))]),
    [],
  ],
  ["permissionWithoutEffect", "zones and the account", token([dnsWrite, allow(permissions.account.logs.read).on(account)]), []],

  [
    "deprecatedPermission",
    "an id that is not known",
    token([], { policies: raw([unknown], { [zoneKey]: "*" }) }),
    [
      `${unknown}: ${unknown} is not a permission group of tokens that is known: it is new, withdrawn or mistyped; ids of member roles look the same`,
    ],
  ],
  [
    "deprecatedPermission",
    "a former name",
    token([], { policies: raw([lookup("Argo Tunnel Write")], { [accountKey]: "*" }) }),
    ["account.argoTunnel.write: Argo Tunnel Write is called Cloudflare Tunnel Write now"],
  ],
  ["deprecatedPermission", "a current name", token([], { policies: raw([lookup("Account Settings Read")], { [accountKey]: "*" }) }), []],
  [
    "deprecatedPermission",
    "a name whose id nobody knows",
    token([], { policies: raw([lookup("Workers Scripts Bind")], { [accountKey]: "*" }) }),
    [],
  ],
  ["deprecatedPermission", "another expression", token([], { policies: raw(["${var.group}"], { [accountKey]: "*" }) }), []],

  [
    "unusedDeny",
    "another permission",
    token([dnsWrite, deny(permissions.zone.zone.write).on(zone)]),
    [`zone.zone.write on ${zoneKey}: Zone Write on zone ${ZONE_ID} is denied, and nothing allows it`],
  ],
  [
    "unusedDeny",
    "another zone",
    token([dnsWrite, deny(dns.write).on(account.zone("2".repeat(32)))]),
    [
      `zone.dns.write on com.cloudflare.api.account.zone.${"2".repeat(32)}: DNS Write on zone ${"2".repeat(32)} is denied, and nothing allows it`,
    ],
  ],
  ["unusedDeny", "every zone where one is allowed", token([dnsWrite, deny(dns.write).on(account.allZones())]), []],
  ["unusedDeny", "one of every zone", token([allow(dns.write).on(account.allZones()), deny(dns.write).on(zone)]), []],
  ["unusedDeny", "a Read that an allowed Write implies", token([dnsWrite, deny(dns.read).on(zone)]), []],
  [
    "unusedDeny",
    "a zone that may lie in the account, in a user token",
    token([allow(dns.write).on(account.allZones()), deny(dns.write).on(zone)], { kind: "user", accountId: none }),
    [],
  ],

  [
    "denyReadUnderWrite",
    "Read denied, Write allowed",
    token([allow(dns.write).on(account.allZones()), deny(dns.read).on(zone)]),
    [`zone.dns.read on ${zoneKey}: DNS Read on zone ${ZONE_ID} is denied while DNS Write is allowed`],
  ],
  [
    "denyReadUnderWrite",
    "both denied",
    token([allow(dns.write, permissions.zone.zone.read).on(zone), deny(dns.read, dns.write).on(zone)]),
    [],
  ],
  [
    "denyReadUnderWrite",
    "the Write on another zone",
    token([allow(dns.write).on(account.zone("2".repeat(32))), deny(dns.read).on(zone)]),
    [],
  ],

  [
    "redundantAllow",
    "Read beside Write",
    token([allow(dns.write, dns.read).on(zone)]),
    [`zone.dns.read on ${zoneKey}: DNS Read on zone ${ZONE_ID} is allowed by DNS Write as well`],
  ],
  [
    "redundantAllow",
    "a zone beside all zones",
    token([allow(dns.write).on(zone, account.allZones())]),
    [`zone.dns.write on ${zoneKey}: DNS Write on zone ${ZONE_ID} is allowed by DNS Write on more than that as well`],
  ],
  ["redundantAllow", "Read on more than Write", token([dnsWrite, allow(dns.read).on(account.allZones())]), []],
  ["redundantAllow", "one of each", token([dnsWrite, allow(permissions.zone.zone.read).on(zone)]), []],

  ["noOwner", "no owner", token([dnsWrite], { owner: none }), ["owner: nobody answers for the token"]],
  ["noOwner", "a blank one", token([dnsWrite], { owner: " " }), ["owner: nobody answers for the token"]],
  ["noOwner", "an owner", token(), []],

  [
    "namePattern",
    "another name",
    token([dnsWrite], { name: "My Token" }),
    ['name: the name "My Token" does not fit [a-z0-9]+(?:-[a-z0-9]+)*'],
  ],
  [
    "namePattern",
    "a name that fits in part",
    token([dnsWrite], { name: "ci\nx" }),
    ['name: the name "ci\\nx" does not fit [a-z0-9]+(?:-[a-z0-9]+)*'],
  ],
  ["namePattern", "a name that fits", token([dnsWrite], { name: "dns-publisher-2" }), []],
];

test.each(CASES)("%s: %s", (rule, _, tokens, findings) => {
  expect(ofToken(RULES[rule], ...(Array.isArray(tokens) ? (tokens as TokenSpec[]) : [tokens as TokenSpec]))).toEqual(findings);
});

test("every rule on tokens has a case that fires and one that does not", () => {
  const names = Object.entries(RULES).flatMap(([name, rule]) => (rule.token === undefined ? [] : [name]));
  const missing = names.filter((name) => {
    const own = CASES.filter(([rule]) => rule === name);
    return !own.some(([, , , f]) => f.length > 0) || !own.some(([, , , f]) => f.length === 0);
  });
  expect(missing).toEqual([]);
});

test("a token that is as it should be passes both packs", () => {
  for (const pack of [baseline, strict]) for (const [rule] of pack) expect([rule.id, ofToken(rule, token())]).toEqual([rule.id, []]);
});

test("rules with parameters take them", () => {
  expect(ofToken(rules.maxLifetime({ days: 30 }), token())).toEqual(["expiresOn: the token lives 40 days, until 2027-01-01T00:00:00Z"]);
  expect(ofToken(rules.expiresSoon({ withinDays: 40 }), token())).toEqual([
    "expiresOn: the token expires in 40 days, on 2027-01-01T00:00:00Z",
  ]);
  expect(ofToken(rules.expiresSoon({ withinDays: 39 }), token())).toEqual([]);
  expect(ofToken(rules.namePattern({ pattern: /^acme-/i }), token())).toEqual(['name: the name "ci" does not fit ^acme-']);
  expect(ofToken(rules.namePattern({ pattern: "acme-.*" }), token([dnsWrite], { name: "acme-ci" }))).toEqual([]);
  expect(ofToken(rules.auditorWrites({ names: "^ci$" }), token())).toEqual([
    "policies: the token is called an auditor's, and DNS Write can change something",
  ]);
});

test("fails for parameters that make no rule", () => {
  expect(() => rules.maxLifetime({ days: 0.5 })).toThrow("days is a whole number from 1 on");
  expect(() => rules.expiresSoon({ withinDays: 0 })).toThrow("withinDays is a whole number from 1 on");
  expect(() => rules.expiresSoon({ days: 30 } as never)).toThrow('there is no parameter "days", only withinDays');
  expect(() => rules.expiresSoon({} as never)).toThrow("withinDays is a whole number from 1 on");
  expect(() => rules.auditorWrites({ names: 5 } as never)).toThrow("names is a regular expression");
  const ofAllowed = "allowed is types and hosts, as in .principals/allowed.json";
  for (const allowed of ["cloudflare_dns_record", null, { types: ["x"] }, { types: [{ type: "x" }] }, { version: 1 }, { hosts: "x" }])
    expect(() => rules.outsideTheList({ allowed } as never)).toThrow(ofAllowed);
  expect(() => rules.outsideTheList({ pipelines: "yes" } as never)).toThrow("pipelines is true or false");
  expect(() => rules.outsideTheList({ hosts: [] } as never)).toThrow('there is no parameter "hosts", only allowed, pipelines');
  expect(() => rules.namePattern({ pattern: "(" })).toThrow(SyntaxError);
});

test("a token with most permissions has one finding of that, and none of each permission", () => {
  const every = allPermissions.filter(({ scope }) => scope !== "user").map(({ id }) => id);
  const spec = token([], { policies: raw(every, { [accountKey]: "*", [everyZone]: "*" }) });
  expect(evaluate([{ name: "prod", tokens: [{ spec }] }], strict, NOW).findings.map(({ rule }) => rule)).toEqual(["most-permissions"]);
});

test("a permission whose id is looked up is read by its name", () => {
  expect(Permission.named("Workers R2 Storage Read", "account").name).toBe("Workers R2 Storage Read");
  const spec = token([], { policies: raw([lookup("Workers R2 Storage Read")], { [accountKey]: "*" }), requestIp: none });
  expect(ofToken(RULES.accountWideR2, spec)).toEqual([
    "account.workersR2Storage.read: Workers R2 Storage Read reaches every R2 bucket of the account",
  ]);
  // An expression that only looks like one says nothing, and is taken to write.
  const trick = token([], {
    policies: raw([`\${true ? "${dns.write.id}" : ${lookup("Zone Read").slice(2)}`], { [zoneKey]: "*" }),
    requestIp: none,
  });
  expect(ofToken(RULES.noIpFilterOnWrite, trick)).toHaveLength(1);
});
