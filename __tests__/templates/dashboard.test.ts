import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Account, type Policy, type PolicySet, type Resource, templates, User } from "../../lib";

/*
 * The dashboard's templates against Cloudflare's page: the fixture is a copy of the page's table with the ids of the API.
 */

interface PagePermission {
  readonly level: string;
  readonly name: string;
  readonly id?: string;
}

const page = JSON.parse(readFileSync(join(__dirname, "dashboard-templates.json"), "utf8")) as {
  readonly templates: readonly { readonly name: string; readonly permissions: readonly PagePermission[] }[];
};

const account = Account.of("0123456789abcdef0123456789abcdef");
const one = account.zone("11111111111111111111111111111111");
const other = account.zone("22222222222222222222222222222222");
const user = User.of("33333333333333333333333333333333");

/** `level id name on key`, one a permission and resource. */
function pairs(policies: readonly Policy[]): string[] {
  return policies.flatMap(({ effect, permissions, resources }) => {
    expect(effect).toBe("allow");
    return permissions.flatMap((p) => resources.map((r) => line(p.scope, p.id, p.name, r)));
  });
}

function line(level: string, id: string, name: string, resource: Resource): string {
  return `${level} ${id} ${name} on ${resource.key}${resource.nested === undefined ? "" : `/${resource.nested}`}`;
}

/** What the page says, on the resources of each level. */
function expected(name: string, on: Readonly<Record<string, readonly Resource[]>>): string[] {
  const template = page.templates.find((t) => t.name === name);
  if (template === undefined) throw new Error(`the page has no template ${name}`);
  return template.permissions.flatMap((p) => (on[p.level] ?? []).map((r) => line(p.level, p.id ?? "", p.name, r)));
}

const CASES: readonly (readonly [string, PolicySet, Readonly<Record<string, readonly Resource[]>>])[] = [
  ["Edit zone DNS", templates.editZoneDns(one, other), { zone: [one, other] }],
  ["Read billing info", templates.readBilling(account), { account: [account] }],
  ["Read analytics and logs", templates.readAnalyticsAndLogs(one, other), { zone: [one, other] }],
  [
    "Edit Cloudflare Workers",
    templates.editCloudflareWorkers({ account, zones: [one, other] }),
    { account: [account], zone: [one, other] },
  ],
  [
    "Edit Cloudflare Workers",
    templates.editCloudflareWorkers({ account, zones: [account.allZones()], user }),
    { account: [account], zone: [account.allZones()], user: [user] },
  ],
  ["Edit load balancing configuration", templates.editLoadBalancing({ account, zones: [one] }), { account: [account], zone: [one] }],
  ["WordPress", templates.wordPress({ account, zones: [account.allZones()] }), { account: [account], zone: [account.allZones()] }],
  ["Create additional tokens", templates.createAdditionalTokens(user), { user: [user] }],
];

test.each(CASES)("%s holds the permissions of Cloudflare's page, by id, name and level, on the given resources", (name, set, on) => {
  expect(set.purpose).toBe(name);
  expect(pairs(set.policies).sort()).toEqual(expected(name, on).sort());
});

test("every template of Cloudflare's page is here, and Read all resources is the only one without a list", () => {
  const listed = page.templates.filter((t) => t.permissions.every((p) => p.id !== undefined)).map((t) => t.name);
  expect([...new Set(CASES.map(([name]) => name))].sort()).toEqual([...listed].sort());
  expect(page.templates.filter((t) => !listed.includes(t.name)).map((t) => t.name)).toEqual(["Read all resources"]);
});

interface Group {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

const groups = JSON.parse(readFileSync(join(__dirname, "../../data/catalogue/permission-groups.json"), "utf8")) as readonly Group[];

/** Ids of all groups of one level that read, straight from the data. */
function readers(apiScope: string, without: readonly string[] = []): string[] {
  const found = groups.filter((g) => g.scopes[0] === apiScope && /\bRead(?:-Only)?$/.test(g.name));
  expect(without.filter((name) => !found.some((g) => g.name === name))).toEqual([]);
  return found
    .filter((g) => !without.includes(g.name))
    .map((g) => g.id)
    .sort();
}

function idsByKey(set: PolicySet): Record<string, string[]> {
  return Object.fromEntries(
    set.policies.map((policy) => {
      expect(policy.resources).toHaveLength(1);
      const [resource] = policy.resources;
      return [
        `${resource!.key}${resource!.nested === undefined ? "" : `/${resource!.nested}`}`,
        policy.permissions.map((p) => p.id).sort(),
      ];
    }),
  );
}

const ALL_ZONES = `com.cloudflare.api.account.${account.id}/com.cloudflare.api.account.zone.*`;

test("Read all resources for a user token holds every group that reads, of all three levels", () => {
  const set = templates.readAllResources({ account, zones: [account.allZones()], user });
  expect(set.purpose).toBe("Read all resources");
  expect(idsByKey(set)).toEqual({
    [account.key]: readers("com.cloudflare.api.account"),
    [ALL_ZONES]: readers("com.cloudflare.api.account.zone"),
    [user.key]: readers("com.cloudflare.api.user"),
  });
});

test("Read all resources for a service principal leaves out user groups and the products that refuse account-owned tokens, and nothing else", () => {
  const set = templates.readAllResources({ account, zones: [account.allZones()] });
  expect(idsByKey(set)).toEqual({
    [account.key]: readers("com.cloudflare.api.account", [
      "Intel Read", // Intel Data Platform
      "Pubsub Configuration Read", // Pub/Sub
      "Registrar Domains Read", // Registrar
      "Turnstile Sites Read", // Turnstile
    ]),
    [ALL_ZONES]: readers("com.cloudflare.api.account.zone", [
      "Bot Management Read", // Super Bot Fight Mode
      "Page Rules Read", // Page Rules
    ]),
  });
});

test("Read all resources changes nothing: no group of it writes, purges, runs or sends", () => {
  const names = templates.readAllResources({ account, zones: [one], user }).policies.flatMap((p) => p.permissions.map((x) => x.name));
  expect(names.length).toBeGreaterThan(150);
  expect(names.filter((name) => !/\bRead(?:-Only)?$/.test(name))).toEqual([]);
});
