import type { TokenSpec } from "../../lib";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessDiff, readPlan, readState } from "../../lib/review";
import { ACCOUNT, DNS_WRITE, faultsOf, tokenBody, ZONE_KEY } from "./files";

/* The fixtures are what Terraform 1.11.4 and provider 5.22.0 wrote; the values of tokens are replaced by canaries. */
const fixture = (name: string): string => readFileSync(join(__dirname, "fixtures", name), "utf8");
const PLAN = fixture("plan-5.22.0.json");
const STATE = fixture("state-5.22.0.json");
const ADDRESS = "cloudflare_account_token.ci";

interface Change {
  readonly actions?: readonly string[];
  readonly before?: unknown;
  readonly after?: unknown;
  readonly after_unknown?: unknown;
  readonly before_sensitive?: unknown;
  readonly after_sensitive?: unknown;
}

const live = (more: object = {}): Record<string, unknown> => ({
  ...tokenBody(),
  id: "x",
  status: "active",
  value: "canary",
  condition: null,
  ...more,
});

/** A plan with one change of one token. */
function plan(change: Change, more: object = {}, document: object = {}): Record<string, unknown> {
  return {
    format_version: "1.2",
    resource_changes: [
      {
        address: ADDRESS,
        mode: "managed",
        type: "cloudflare_account_token",
        name: "ci",
        change: {
          actions: ["update"],
          before: live(),
          after: live(),
          after_unknown: {},
          before_sensitive: {},
          after_sensitive: {},
          ...change,
        },
        ...more,
      },
    ],
    planned_values: { root_module: {} },
    ...document,
  };
}

/** Name, change, verdict and reasons for each token. */
function said(json: unknown): string[] {
  const { before, after } = readPlan(json);
  return accessDiff(before, after).tokens.map(
    ({ name, change, verdict, disruptive }) => `${name}: ${[change, verdict, ...disruptive].join(" ")}`,
  );
}

describe("readPlan", () => {
  it("reads a plan of Terraform: what is created, changed, moved, replaced, deleted, and what is not known yet", () => {
    const { before, after } = readPlan(PLAN);
    expect(before.map(({ address }) => address)).toEqual([
      "cloudflare_account_token.secretly",
      "cloudflare_account_token.changed",
      "cloudflare_account_token.gone",
      "cloudflare_account_token.old",
      'cloudflare_account_token.each["one"]',
      "cloudflare_account_token.replaced",
      "cloudflare_account_token.same",
      'cloudflare_account_token.each["two"]',
    ]);
    expect(after.find(({ name }) => name === "same")).toEqual({
      kind: "account",
      accountId: ACCOUNT,
      name: "same",
      status: "active",
      policies: [{ effect: "allow", permissionGroups: ["82e64a83756745bbbb1c9c2701bf816b"], resources: { [ZONE_KEY]: "*" } }],
      requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
      address: "cloudflare_account_token.same",
      tokenId: "3682f507350aff3c83e0106da457697b",
      provider: { name: "cloudflare" },
    });
    expect(after.find(({ name }) => name === "moved")?.movedFrom).toEqual(["cloudflare_account_token.old"]);
    expect(after.find(({ name }) => name === "replaced")?.newSecret).toBe(true);
    expect(said(PLAN).map((line) => line.replace(/\$\{.*cloudflare_account_token\.secretly\.name\}/, "<sensitive>"))).toEqual([
      "<sensitive>: renamed neutral",
      "changed: changed mixed expires-earlier",
      "created: created broadening",
      "gone: deleted narrowing deleted",
      "two: deleted narrowing deleted",
      "replaced: replaced mixed replaced permission-lost",
    ]);
  });

  it("carries over no value of a token and nothing else that is sensitive", () => {
    for (const text of [JSON.stringify(readPlan(PLAN)), JSON.stringify(readState(STATE))]) expect(text).not.toContain("canary");
    expect(PLAN).toContain("obviously-fake-canary");
    expect(STATE).toContain("canary-name");
  });

  it("says nothing of a token that stays as it is", () => {
    expect(said(plan({}))).toEqual([]);
    expect(said(plan({ actions: ["no-op"] }))).toEqual([]);
  });

  it.each<[string, Change, string]>([
    ["all policies", { after_unknown: { policies: true } }, "mixed permission-lost"],
    ["one policy", { after_unknown: { policies: [true] } }, "mixed permission-lost"],
    ["one more policy", { after_unknown: { policies: [{}, true] } }, "broadening"],
    ["an effect", { after_unknown: { policies: [{ effect: true }] } }, "mixed permission-lost"],
    ["the groups", { after_unknown: { policies: [{ permission_groups: true }] } }, "mixed permission-lost"],
    ["a group's id", { after_unknown: { policies: [{ permission_groups: [{ id: true }] }] } }, "mixed permission-lost"],
    ["resources", { after_unknown: { policies: [{ resources: true }] } }, "mixed permission-lost"],
    ["the condition", { after_unknown: { condition: true } }, "narrowing source-address-lost"],
    ["the filter", { after_unknown: { condition: { request_ip: true } } }, "narrowing source-address-lost"],
    ["an address", { after_unknown: { condition: { request_ip: { in: [true] } } } }, "narrowing source-address-lost"],
    ["the expiry", { after_unknown: { expires_on: true } }, "narrowing expires-earlier"],
    ["the start", { after_unknown: { not_before: true } }, "narrowing starts-later"],
    ["the account", { after_unknown: { account_id: true } }, "mixed replaced permission-lost"],
  ])("takes %s that is not known yet for nothing it knows", (_, change, expected) => {
    const known = live();
    for (const key of Object.keys(change.after_unknown as object)) if (key !== "policies") Reflect.deleteProperty(known, key);
    const [line = ""] = said(plan({ after: known, ...change }));
    expect(line.replace(/^ci: (?:changed|replaced) /, "")).toBe(expected);
  });

  it("takes a filter that is there and then not known for a gain as well", () => {
    const before = live({ condition: { request_ip: { in: ["192.0.2.0/24"], not_in: null } } });
    expect(said(plan({ before, after: live({ condition: undefined }), after_unknown: { condition: true } }))).toEqual([
      "ci: changed mixed source-address-lost",
    ]);
  });

  it("takes a status that the API decides for active", () => {
    expect(said(plan({ before: live({ status: "disabled" }), after: live({ status: null }), after_unknown: { status: true } }))).toEqual([
      "ci: changed broadening",
    ]);
    expect(said(plan({ after: live({ status: undefined }), after_unknown: { status: true } }))).toEqual([]);
  });

  it("never takes what two plans do not know for the same", () => {
    const unknown = (zone: string): object =>
      plan({ after_unknown: { policies: [{ resources: true }] } }, {}, { variables: { zone: { value: zone } } });
    expect(accessDiff(readPlan(unknown("a")).after, readPlan(unknown("b")).after).verdict).toBe("mixed");
    // One plan is the same whenever it is read.
    expect(readPlan(unknown("a"))).toEqual(readPlan(unknown("a")));
    expect(accessDiff(readPlan(unknown("a")).after, readPlan(unknown("a")).after).verdict).toBe("neutral");
  });

  it("compares sensitive values without showing them", () => {
    const marks = { account_id: true, policies: true, condition: { request_ip: { in: [true] } } };
    const hidden = (more: object, sensitive: object = marks): string[] =>
      said(plan({ before: live(secret), after: live({ ...secret, ...more }), before_sensitive: marks, after_sensitive: sensitive }));
    const secret = { condition: { request_ip: { in: ["192.0.2.0/24"] } } };
    expect(hidden({})).toEqual([]);
    expect(hidden({ policies: [] })).toEqual(["ci: changed mixed permission-lost"]);
    expect(hidden({ policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: "{}" }] })).toEqual([
      "ci: changed mixed permission-lost",
    ]);
    expect(hidden({ condition: { request_ip: { in: ["192.0.2.128/25"] } } })).toEqual(["ci: changed mixed source-address-lost"]);
    expect(hidden({ account_id: "fedcba9876543210fedcba9876543210" })[0]).toMatch(/^ci: \w+ mixed /);
  });

  it("tells a forgotten token from a deleted one", () => {
    const forget = readPlan(plan({ actions: ["forget"], after: null, after_unknown: {} }));
    expect(accessDiff(forget.before, forget.after).tokens).toEqual([]);
    expect(forget.warnings).toEqual([
      { level: "warning", address: ADDRESS, message: "Terraform only forgets this token: it stays, and keeps its access" },
    ]);
    expect(said(plan({ actions: ["create", "forget"] }))).toEqual(["ci: created broadening"]);
  });

  it("tells a token that waits to be destroyed from its successor", () => {
    const document = plan({ actions: ["no-op"] });
    const deposed = plan({ actions: ["delete"], after: null }, { deposed: "abcd1234" });
    const both = { ...document, resource_changes: [...(document["resource_changes"] as []), ...(deposed["resource_changes"] as [])] };
    const { before } = readPlan(both);
    expect(before.map(({ address, deposed: key }) => [address, key])).toEqual([
      [ADDRESS, undefined],
      [ADDRESS, "abcd1234"],
    ]);
    expect(said(both)).toEqual(["ci: deleted narrowing deleted"]);
  });

  it("knows a token that is imported for one that was there", () => {
    expect(said(plan({ actions: ["no-op"], importing: { id: "x" } } as Change))).toEqual(["ci: changed mixed"]);
    expect(said(plan({ actions: ["update"], after: live({ policies: [] }), importing: { id: "x" } } as Change))).toEqual([
      "ci: changed mixed permission-lost",
    ]);
  });

  it("adds tokens that the plan leaves out because of -target", () => {
    const resource = {
      address: ADDRESS,
      mode: "managed",
      type: "cloudflare_account_token",
      name: "ci",
      values: live(),
      sensitive_values: {},
    };
    const child = { resources: [{ ...resource, address: `module.m.${ADDRESS}`, values: live({ name: "inner" }) }] };
    const reading = readPlan({
      format_version: "1.2",
      planned_values: {},
      prior_state: { format_version: "1.0", values: { root_module: { resources: [resource], child_modules: [child] } } },
    });
    expect(reading.before.map(({ name, address }) => [name, address])).toEqual([
      ["ci", ADDRESS],
      ["inner", `module.m.${ADDRESS}`],
    ]);
    expect(reading.after).toEqual(reading.before);
  });

  it("leaves a `${` in a plan's values what it is: a text", () => {
    const [token] = readPlan(plan({ after: live({ name: "${x}" }) })).after;
    expect(token?.name).toBe("${x}");
    expect(said(plan({ before: live({ name: "${x}" }), after: live({ name: "$${x}" }) }))).toEqual(["$${x}: renamed neutral"]);
  });

  it.each<[string, unknown, string]>([
    ["a text that is no JSON", '{"format_version":"1.2","resource_ch', "not valid JSON; it may be cut off; check the file"],
    ["an empty text", "", "the file is empty; check the file"],
    ["a list", [], "not the JSON of a Terraform plan (terraform show -json); check the file"],
    [
      "an unknown format",
      { ...plan({}), format_version: "2.0" },
      "format_version: a format version that is not known here; 1.x is; check the file",
    ],
    ["no format", { resource_changes: [] }, "format_version: not the JSON of a Terraform plan (terraform show -json); check the file"],
    [
      "a state",
      { format_version: "1.0", values: {} },
      "planned_values: not the JSON of a Terraform plan (terraform show -json of a plan file); check the file",
    ],
    [
      "a plan of which only the configuration is left",
      { format_version: "1.2", configuration: {} },
      "planned_values: not the JSON of a Terraform plan (terraform show -json of a plan file); check the file",
    ],
    [
      "a plan that failed",
      plan({}, {}, { errored: true }),
      "errored: the plan failed, so it does not say all that would change; check the file",
    ],
    [
      "changes that are no list",
      { format_version: "1.2", planned_values: {}, resource_changes: {} },
      "resource_changes: expected array, received object; check the file",
    ],
    [
      "an unknown action",
      plan({ actions: ["invent"] }),
      "resource_changes[0].change.actions: an action that is not known here, so what it does can't be told; check the file",
    ],
    [
      "a token without values",
      plan({ after: undefined }),
      "resource_changes[0].change.after: the values of the token are missing; check the file",
    ],
    [
      "no word of what is unknown",
      plan({ after_unknown: undefined }),
      "resource_changes[0].change.after_unknown: what is known after apply only is missing; check the file",
    ],
    [
      "no word of what was sensitive",
      plan({ before_sensitive: undefined }),
      "resource_changes[0].change.before_sensitive: what is sensitive is missing; check the file",
    ],
    [
      "no word of what will be sensitive",
      plan({ after_sensitive: "no" }),
      "resource_changes[0].change.after_sensitive: what is sensitive is missing; check the file",
    ],
    [
      "an attribute nobody knows",
      plan({ after: live({ session: { hours: 1 } }) }),
      "resource_changes[0].change.after.session: unknown attribute, so the access can't be told; check the file",
    ],
    [
      "an attribute nobody knows, of a policy",
      plan({ after: live({ policies: [{ effect: "allow", permission_groups: [], resources: "{}", unless: "x" }] }) }),
      "resource_changes[0].change.after.policies[0].unless: unknown attribute, so the access can't be told; check the file",
    ],
    [
      "resources that look like an expression",
      plan({ after: live({ policies: [{ effect: "allow", permission_groups: [], resources: '${jsonencode({"a" = "*"})}' }] }) }),
      'resource_changes[0].change.after.policies[0].resources: not a JSON object of resource names, each with "*" or with names below it; check the file',
    ],
    [
      "a token that is there and should not be",
      plan({ actions: ["delete"] }),
      "resource_changes[0].change.after: a token that is there does not fit the action delete; check the file",
    ],
    [
      "a planned token without a change",
      {
        ...plan({}, { address: "cloudflare_account_token.other" }),
        planned_values: {
          root_module: { resources: [{ address: ADDRESS, mode: "managed", type: "cloudflare_account_token", name: "ci" }] },
        },
      },
      "resource_changes: there is no change for cloudflare_account_token.ci, which is planned; the file is damaged; check the file",
    ],
  ])("fails for %s", (_, json, expected) => {
    expect(faultsOf(() => readPlan(json, "plan.json"), "<nowhere>")).toEqual([`InvalidFile plan.json: ${expected}`]);
  });

  it("fails wherever a plan is cut off, and never tells half of it", () => {
    for (let end = 0; end < PLAN.trimEnd().length - 1; end += 997)
      expect(faultsOf(() => readPlan(PLAN.slice(0, end)), "<nowhere>")).toHaveLength(1);
  });
});

describe("what a plan says besides access", () => {
  /** A plan with what its configuration says. */
  const configured = (change: Change, root: object, document: object = {}): Record<string, unknown> =>
    plan(change, {}, { configuration: { root_module: root }, ...document });
  const resource = (expressions: object, more: object = {}): object => ({
    address: ADDRESS,
    mode: "managed",
    type: "cloudflare_account_token",
    name: "ci",
    provider_config_key: "cloudflare.other",
    expressions,
    ...more,
  });

  it.each([
    { creator_email_at_creation: "someone@example.com", provisioner_id: "x", provisioner_type: "y" },
    { last_used_on: "2026-10-20" },
  ])("is no word of what the provider computes, %j", (computed) => {
    for (const change of [
      { after: live(computed) },
      { after_unknown: Object.fromEntries(Object.keys(computed).map((key) => [key, true])) },
    ]) {
      const reading = readPlan(plan({ before: live(computed), ...change }));
      expect(JSON.stringify(reading)).not.toContain("someone@");
      expect([reading.warnings, reading.before]).toEqual([[], reading.after]);
    }
  });

  it("is a warning for what is not known here and nobody wrote, and a fault for what somebody wrote", () => {
    const policy = { effect: "allow", permission_groups: [{ id: DNS_WRITE, level: "x" }], resources: "{}", made_by: "x" };
    const after = live({ session: { hours: 1 }, nothing: null, policies: [policy] });
    const read = (expressions: object): ReturnType<typeof readPlan> =>
      readPlan(configured({ after }, { resources: [resource(expressions)] }), "p");
    const { warnings, ...reading } = read({ name: { constant_value: "ci" }, policies: { constant_value: [{ effect: "allow" }] } });
    expect(warnings.map(({ message }) => message)).toEqual(
      ["policies.made_by", "policies.permission_groups.level", "session"].map(
        (name) => `the provider computes ${name}, which is not known here: nothing is said of it`,
      ),
    );
    expect(JSON.stringify(reading)).not.toMatch(/session|made_by|level/);
    for (const [expressions, at] of [
      [{ session: {} }, "session"],
      [{ policies: { constant_value: [{ made_by: "x" }] } }, "policies[0].made_by"],
      [{ policies: [{ permission_groups: { constant_value: [{ level: "x" }] } }] }, "policies[0].permission_groups[0].level"],
    ] as const)
      expect(() => read(expressions)).toThrow(`p: resource_changes[0].change.after.${at}: unknown attribute, so the access can't be told`);
  });

  it("is which provider manages a token, where its value goes, and what is not understood of it", () => {
    const references = (...list: string[]): object => ({ references: list });
    const root = {
      resources: [
        resource({ name: { constant_value: "ci" } }, { provisioners: [{ type: "local-exec" }] }),
        { address: "github_actions_secret.s", mode: "managed", expressions: { plaintext_value: references(`${ADDRESS}.value`, ADDRESS) } },
        { address: "local_file.f", mode: "managed", expressions: { content: references(ADDRESS) } },
        { address: "x.id", mode: "managed", expressions: { id: references(`${ADDRESS}.id`, ADDRESS) } },
      ],
      outputs: { o: { sensitive: true, expression: references(`${ADDRESS}.value`, ADDRESS) } },
    };
    const { before, after } = readPlan(configured({}, root, { output_changes: { o: { actions: ["create"] } } }));
    const sink = { kind: "sink", to: "github_actions_secret.s", sensitive: true, place: {} };
    expect(after[0]).toMatchObject({
      tokenId: "x",
      provider: { name: "cloudflare.other" },
      deliveries: [sink, { kind: "output", to: "output.o", sensitive: true }],
      notUnderstood: [
        { what: "provisioner", where: ADDRESS },
        { what: "its value goes to what is no secret store", where: "local_file.f" },
      ],
    });
    // The output is made by this plan.
    expect(before[0]?.deliveries).toMatchObject([sink]);
  });

  it("is where its value goes from now on: what a plan fills with it, moves, or shows", () => {
    const address = "github_actions_secret.s";
    const expressions = { repository: { constant_value: "r" }, plaintext_value: { references: [`${ADDRESS}.value`, ADDRESS] } };
    const output = { o: { sensitive: true, expression: { references: [`${ADDRESS}.value`, ADDRESS] } } };
    const sink = { type: "github_actions_secret", name: "s", mode: "managed", address };
    const places = (change: object, more: object = {}, token: Change = {}): [readonly string[], readonly string[]] => {
      const document = configured(token, { outputs: output, resources: [{ ...sink, expressions }] }, more) as {
        resource_changes: object[];
      };
      const { before, after } = readPlan({ ...document, resource_changes: [...document.resource_changes, { ...sink, change }] });
      const toOf = ([spec]: readonly TokenSpec[]): string[] => (spec?.deliveries ?? []).map(({ to }) => to);
      return [toOf(before), toOf(after)];
    };
    const both = [address, "output.o"];
    const same = { repository: "r", plaintext_value: "v" };
    expect(places({ actions: ["no-op"], before: same, after: same })).toEqual([both, both]);
    const filled = { actions: ["update"], before: { ...same, plaintext_value: "placeholder" }, after: same };
    expect(places(filled)).toEqual([["output.o"], both]);
    expect(places({ actions: ["update"], before: { ...same, repository: "other" }, after: same })).toEqual([["output.o"], both]);
    // A token that is made anew has a new value wherever it was.
    const renewed = { actions: ["update"], before: same, after: { repository: "r" }, after_unknown: { plaintext_value: true } };
    expect(places(renewed, {}, { actions: ["delete", "create"] })).toEqual([both, both]);
    const shown = { output_changes: { o: { actions: ["update"], before_sensitive: true, after_sensitive: false } } };
    expect(places({ actions: ["no-op"], before: same, after: same }, shown)).toEqual([[address], both]);
  });

  it("is that a token is imported, whose value somebody may hold", () => {
    const { before, after } = readPlan(plan({ actions: ["create"], before: null, importing: { id: "x" } } as Change));
    expect([before, after[0]?.notUnderstood]).toEqual([[], [{ what: "imported: somebody may hold its value", where: ADDRESS }]]);
  });

  it("is that OpenTofu forgets a token and makes another one", () => {
    const { before, after, warnings } = readPlan(plan({ actions: ["forget", "create"] }));
    expect([before.map(({ stays }) => stays), after.map(({ stays }) => stays)]).toEqual([[undefined], [true, undefined]]);
    expect(warnings).toHaveLength(1);
  });

  it("is named where nobody reviews it", () => {
    const document = {
      ...plan({ generated_config: "x", before_identity: {}, surprise: 1, none: null } as Change, { invented: true, action_reason: "x" }),
      action_invocations: [{ address: "action.x.y", type: "x" }, 5],
      deferred_action_invocations: [{ action_invocation: { address: "action.x.z" } }],
      deferred_changes: [{ reason: "x", resource_change: { address: "a.b" } }],
      new_member: { x: 1 },
      empty: [],
      applyable: true,
    };
    expect(readPlan(document).notReviewed).toEqual([
      { what: "an action is invoked", where: "action.x.y" },
      { what: "an action is invoked", where: "action_invocations[1]" },
      { what: "an action is put off", where: "action.x.z" },
      { what: "a change is put off", where: "a.b" },
      { what: "a member that is not known here", where: "resource_changes[0].change.surprise" },
      { what: "a member that is not known here", where: "resource_changes[0].invented" },
      { what: "a member that is not known here", where: "new_member" },
    ]);
    const module = {
      resources: [{ address: "a.b", invented: 1 }],
      module_calls: { m: { module: { outputs: { o: { invented: 1 } }, made_up: 1 } } },
    };
    const deep = {
      ...plan({}),
      configuration: { root_module: module, provider_config: { cloudflare: { invented: 1 } } },
      planned_values: {
        root_module: {
          resources: [{ address: "data.a.b", mode: "data", type: "a", name: "b", invented: 1 }],
          child_modules: [{ made_up: 1 }],
        },
      },
    };
    expect(
      readPlan(deep)
        .notReviewed.map(({ where }) => where)
        .sort(),
    ).toEqual([
      "configuration.provider_config.cloudflare.invented",
      "configuration.root_module.module_calls.m.module.made_up",
      "configuration.root_module.module_calls.m.module.outputs.o.invented",
      "configuration.root_module.resources[0].invented",
      "planned_values.root_module.child_modules[0].made_up",
      "planned_values.root_module.resources[0].invented",
    ]);
    expect(readPlan(PLAN).notReviewed).toEqual([]);
  });
});

describe("readState", () => {
  it("reads the tokens of a state, each instance by itself", () => {
    expect(readState(STATE).map(({ address, name }) => [address, name])).toEqual([
      ["cloudflare_account_token.secretly", "${cloudflare_account_token.secretly.name}"],
      ["cloudflare_account_token.changed", "changed"],
      ["cloudflare_account_token.gone", "gone"],
      ["cloudflare_account_token.old", "moved"],
      ['cloudflare_account_token.each["one"]', "one"],
      ["cloudflare_account_token.replaced", "replaced"],
      ["cloudflare_account_token.same", "same"],
      ['cloudflare_account_token.each["two"]', "two"],
    ]);
    expect(readState({ format_version: "1.0" })).toEqual([]);
  });

  it("gives what the plan calls the state before", () => {
    expect(accessDiff(readState(STATE), readPlan(PLAN).before)).toEqual({
      verdict: "neutral",
      disruptive: false,
      tokens: [],
      warnings: [],
    });
  });

  it.each<[string, unknown, string]>([
    [
      "a state file as Terraform stores it",
      { version: 4, lineage: "x" },
      "this is a state file as Terraform stores it; read the output of terraform show -json; check the file",
    ],
    ["a plan", PLAN, "this is the JSON of a Terraform plan, not of a state; check the file"],
    ["values without a module", { format_version: "1.0", values: {} }, "values: the state's values are missing; check the file"],
    ["something else", { format_version: "1.0", provider_schemas: {} }, "values: the state's values are missing; check the file"],
    [
      "a resource without an address",
      { format_version: "1.0", values: { root_module: { resources: [{}] } } },
      "values.root_module.resources[0].address: expected string, received undefined; check the file",
    ],
    [
      "a token without a word of what is sensitive",
      {
        format_version: "1.0",
        values: {
          root_module: { resources: [{ address: ADDRESS, mode: "managed", type: "cloudflare_account_token", name: "ci", values: live() }] },
        },
      },
      "values.root_module.resources[0].sensitive_values: what is sensitive is missing; check the file",
    ],
  ])("fails for %s", (_, json, expected) => {
    const [first] = faultsOf(() => readState(json, "state.json"), "<nowhere>");
    expect(first).toBe(`InvalidFile state.json: ${expected}`);
  });
});
