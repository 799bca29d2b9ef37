import { Account, type PolicySet, templates } from "../../lib";

const account = Account.of("0123456789abcdef0123456789abcdef");
const one = account.zone("11111111111111111111111111111111");
const other = account.zone("22222222222222222222222222222222");
const bucket = account.r2Bucket("terraform-state", { jurisdiction: "eu" });

/** Effect, names of the permissions with their scope, and keys: what a reader would check. */
function plain(set: PolicySet): unknown {
  return {
    purpose: set.purpose,
    policies: set.policies.map((p) => [p.effect, p.permissions.map((x) => `${x.scope}: ${x.name}`), p.resources.map((r) => r.key)]),
  };
}

test("manageAccountTokens holds Account API Tokens Write and nothing else", () => {
  expect(plain(templates.manageAccountTokens(account))).toEqual({
    purpose: "Manage account tokens",
    policies: [["allow", ["account: Account API Tokens Write"], [account.key]]],
  });
});

test.each([
  ["cert-manager", templates.certManager(one, other)],
  ["external-dns", templates.externalDns(one, other)],
])("%s reads zones and edits their DNS records, as its documentation asks", (name, set) => {
  expect(plain(set)).toEqual({ purpose: name, policies: [["allow", ["zone: Zone Read", "zone: DNS Write"], [one.key, other.key]]] });
});

test("deployWorkers uploads Workers to workers.dev when no zone is named", () => {
  expect(plain(templates.deployWorkers({ account }))).toEqual({
    purpose: "wrangler deploy",
    policies: [["allow", ["account: Workers Scripts Write", "account: Account Settings Read"], [account.key]]],
  });
  expect(plain(templates.deployWorkers({ account, zones: [] }))).toEqual(plain(templates.deployWorkers({ account })));
});

test("deployWorkers sets routes on the zones it is given", () => {
  expect(plain(templates.deployWorkers({ account, zones: [one, other] }))).toEqual({
    purpose: "wrangler deploy",
    policies: [
      ["allow", ["account: Workers Scripts Write", "account: Account Settings Read"], [account.key]],
      ["allow", ["zone: Workers Routes Write", "zone: Zone Read"], [one.key, other.key]],
    ],
  });
});

test("deployWorkers adds one permission for each product that wrangler makes resources of", () => {
  const names = (creates: Parameters<typeof templates.deployWorkers>[0]["creates"]): string[] =>
    templates
      .deployWorkers({ account, creates })
      .policies.flatMap((p) => p.permissions.map((x) => x.name))
      .slice(2);
  expect({
    kv: names(["kv"]),
    r2: names(["r2"]),
    d1: names(["d1"]),
    queues: names(["queues"]),
    hyperdrive: names(["hyperdrive"]),
    vectorize: names(["vectorize"]),
    pages: names(["pages"]),
    two: names(["kv", "d1"]),
  }).toEqual({
    kv: ["Workers KV Storage Write"],
    r2: ["Workers R2 Storage Write"],
    d1: ["D1 Write"],
    queues: ["Queues Write"],
    hyperdrive: ["Hyperdrive Write"],
    vectorize: ["Vectorize Write"],
    pages: ["Pages Write"],
    two: ["Workers KV Storage Write", "D1 Write"],
  });
});

test("terraformState reads and writes the objects of one bucket, in its jurisdiction", () => {
  expect(plain(templates.terraformState(bucket))).toEqual({
    purpose: "Terraform state",
    policies: [
      ["allow", ["r2Bucket: Workers R2 Storage Bucket Item Write"], [`com.cloudflare.edge.r2.bucket.${account.id}_eu_terraform-state`]],
    ],
  });
});

test("logpushReader reads the account's logs, and the zones' when there are some", () => {
  expect(plain(templates.logpushReader({ account }))).toEqual({
    purpose: "Logpush reader",
    policies: [["allow", ["account: Logs Read"], [account.key]]],
  });
  expect(plain(templates.logpushReader({ account, zones: [one] }))).toEqual({
    purpose: "Logpush reader",
    policies: [
      ["allow", ["account: Logs Read"], [account.key]],
      ["allow", ["zone: Logs Read"], [one.key]],
    ],
  });
});
