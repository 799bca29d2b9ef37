import { join } from "node:path";
import { namesOfStack, accessDiff, readPlan, readState, readSynth, readSynthesized } from "../../lib/review";
import {
  ACCOUNT,
  DNS_WRITE,
  faultsOf,
  makeFolder,
  removeFolders,
  synthesized,
  tokenBody,
  tokenDocument,
  ZONE_KEY,
  ZONE_READ,
} from "./files";

afterEach(removeFolders);

/** A policy of so many permissions on 1,000 resources. */
function pairs(groups: number): object[] {
  const ids = Array.from({ length: groups }, (_, index) => ({ id: String(index) }));
  const resources = JSON.stringify(Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`com.x.${String(index)}`, "*"])));
  return [{ effect: "allow", permission_groups: ids, resources }];
}

const SPEC = {
  kind: "account",
  accountId: ACCOUNT,
  name: "ci",
  status: "active",
  policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [ZONE_KEY]: "*" } }],
  address: "cloudflare_account_token.ci",
};

const read = (document: unknown) => {
  const [stack] = readSynthesized(join(makeFolder({ "main.tf.json": document }), "main.tf.json")).stacks;
  if (stack === undefined) throw new Error("no stack");
  return stack;
};
const specOf = (more: Record<string, unknown>) => read(tokenDocument(more)).specs[0];

describe("readSynthesized", () => {
  it("reads a cdktf.out folder with what our constructs write beside a token", () => {
    const metadata = {
      path: "prod/ci/Resource",
      uniqueId: "ci_1",
      owner: "team-dns",
      purpose: "publishes records",
      rotation: { principal: "ci", slot: "a", generation: 2 },
      names: { [ZONE_KEY]: "example.com" },
    };
    const body = tokenBody({
      "//": { metadata },
      status: "disabled",
      condition: { request_ip: { in: ["192.0.2.0/24", "2001:db8::/32"], not_in: ["192.0.2.128/25"] } },
      not_before: "2026-12-01T00:00:00Z",
      expires_on: "2037-06-01T00:00:00Z",
      lifecycle: { create_before_destroy: true },
    });
    const annotations = [{ constructPath: "prod/ci", level: "@cdktf/warn", message: "careful", stacktrace: ["at x"] }];
    const folder = makeFolder(
      synthesized(
        "prod",
        { "//": { metadata: { stackName: "prod" } }, resource: { cloudflare_account_token: { ci_1: body } } },
        annotations,
      ),
    );
    const expected = {
      stacks: [
        {
          name: "prod",
          ofApp: true,
          specs: [
            {
              ...SPEC,
              status: "disabled",
              requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] },
              notBefore: "2026-12-01T00:00:00Z",
              expiresOn: "2037-06-01T00:00:00Z",
              owner: "team-dns",
              purpose: "publishes records",
              address: "cloudflare_account_token.ci_1",
              path: "prod/ci",
              rotation: { principal: "ci", slot: "a", generation: 2 },
              names: { [ZONE_KEY]: "example.com" },
            },
          ],
          warnings: [{ path: "prod/ci", level: "warning", message: "careful" }],
        },
      ],
    };
    expect(readSynthesized(folder)).toEqual(expected);
    expect(readSynthesized(join(folder, "manifest.json"))).toEqual(expected);
    expect(readSynthesized(`${folder}/`)).toEqual(expected);
  });

  it("names a single cdk.tf.json after its stack, another file after itself, a folder after itself", () => {
    expect(read({ "//": { metadata: { stackName: "prod" } }, ...tokenDocument() }).name).toBe("prod");
    expect(read(tokenDocument()).name).toBe("main");
    const folder = makeFolder({
      "infra/tokens.tf.json": tokenDocument(),
      "infra/outputs.tf.json": { output: {} },
      "infra/.hidden.tf": "x",
    });
    expect(readSynthesized(join(folder, "infra")).stacks.map(({ name, specs }) => [name, specs.length])).toEqual([["infra", 1]]);
  });

  it("fails for Terraform files that the manifest does not list", () => {
    const decoy = { version: "0.21.0", stacks: {} };
    const faults = (files: Record<string, unknown>): string[] => {
      const folder = makeFolder(files);
      return faultsOf(() => readSynthesized(folder), folder);
    };
    const hidden = (file: string): string[] => [
      `InvalidFile <dir>/${file}: manifest.json lists no stack here, but Terraform would read it; if the app no longer makes it, remove cdktf.out and synthesize again, else read it on its own; check the file`,
    ];
    expect(faults({ "manifest.json": decoy, "main.tf.json": tokenDocument() })).toEqual(hidden("main.tf.json"));
    expect(faults({ ...synthesized("prod", tokenDocument()), "main.tf": "" })).toEqual(hidden("main.tf"));
    expect(faults({ ...synthesized("prod", tokenDocument()), "stacks/x.tofu": "" })).toEqual(hidden("stacks/x.tofu"));
    expect(faults({ ...synthesized("prod", tokenDocument()), "stacks/old/cdk.tf.json": tokenDocument() })).toEqual(
      hidden("stacks/old/cdk.tf.json"),
    );
    expect(faults({ "manifest.json": decoy, "stacks/old/notes.txt": "" })).toEqual([]);
  });

  it.each(["\n", "\r", "\u2028", "\u2029", "\u0085"])("fails for a file whose name holds %j", (char) => {
    for (const files of [
      { "main.tf.json": tokenDocument(), [`a${char}b.tf.json`]: tokenDocument() },
      { ...synthesized("prod", tokenDocument()), [`stacks/prod/a${char}b.tf.json`]: tokenDocument() },
    ]) {
      const folder = makeFolder(files);
      expect(faultsOf(() => readSynthesized(folder), folder)[0]).toMatch(
        /^InvalidFile .*: the name of the file holds a control character or a line end; check the file$/,
      );
    }
  });

  it("fails for a key that stands twice in resources, whatever stands before them", () => {
    const policies = [
      { effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: ` {"${ZONE_KEY}":"*","${ZONE_KEY}":{"${ZONE_KEY}":"*"}}` },
    ];
    expect(() => specOf({ policies })).toThrow("this key stands twice");
  });

  it("fails for a token with more pairs than can be compared", () => {
    expect(() => specOf({ policies: pairs(1001) })).toThrow("policies: more than 1000000 pairs of a permission and a resource");
  });

  it("fails for tokens with more pairs in all than can be compared, in whatever stacks, and for a state and a plan as well", () => {
    const what =
      "policies: with this token there are more than 2000000 pairs of a permission and a resource in all; read fewer stacks at once";
    const tokens = (from: number, count: number): readonly (readonly [string, object])[] =>
      Array.from({ length: count }, (_, index) => [`t${String(from + index)}`, tokenBody({ policies: pairs(1000) })]);
    const document = (from: number, count: number): object => ({
      resource: { cloudflare_account_token: Object.fromEntries(tokens(from, count)) },
    });
    expect(readSynth(makeFolder({ "one/cdk.tf.json": document(0, 1), "two/cdk.tf.json": document(1, 1) }))).toHaveLength(2);
    expect(() => readSynth(makeFolder({ "one/cdk.tf.json": document(0, 1), "two/cdk.tf.json": document(1, 2) }))).toThrow(
      `two/cdk.tf.json: resource.cloudflare_account_token.t2.${what}`,
    );
    const resources = (count: number): readonly object[] =>
      tokens(0, count).map(([name, values]) => ({
        address: `cloudflare_account_token.${name}`,
        mode: "managed",
        type: "cloudflare_account_token",
        name,
        values,
        sensitive_values: {},
        change: { actions: ["no-op"], before: values, after: values, after_unknown: {}, before_sensitive: {}, after_sensitive: {} },
      }));
    const state = (count: number): object => ({ format_version: "1.0", values: { root_module: { resources: resources(count) } } });
    expect(readState(state(2))).toHaveLength(2);
    expect(() => readState(state(3))).toThrow(`resources[2].values.${what}`);
    const plan = (count: number): object => ({ format_version: "1.2", planned_values: {}, resource_changes: resources(count) });
    expect(readPlan(plan(2)).after).toHaveLength(2);
    expect(() => readPlan(plan(3))).toThrow(`resource_changes[2].change.before.${what}`);
  });

  it.each([
    `{"com.cloudflare.api.account.zone.\${local.x}":"*"}`,
    '${jsonencode({(format("com.cloudflare.api.account.zone.%s", "x") != "" ? local.key : ("")) = "*"})}',
  ])("takes %s as a whole for something that is not known", (resources) => {
    const spec = specOf({ policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources }] });
    expect(spec?.policies[0]?.resources).toEqual({ [resources]: "*" });
  });

  it("knows the data sources of permissions that ask Cloudflare as ours do", () => {
    const list = { account_id: ACCOUNT, scope: "com.cloudflare.api.account", lifecycle: {} };
    const type = "cloudflare_account_api_token_permission_groups_list";
    const groups = ["ours", "other", "none"].map((name) => ({
      id: `\${one([for g in data.${type}.${name}.result : g.id if g.name == "DNS Read" && contains(g.scopes, "${ZONES}")])}`,
    }));
    const byHand = { account_id: ACCOUNT, name: "DNS%20Write", scope: encodeURIComponent(ZONES) };
    const first = `\${data.${type}.hand.result[0].id}`;
    const computed = `\${data.${type}.computed.result[0].id}`;
    const policies = [
      { effect: "allow", permission_groups: [...groups, { id: first }, { id: computed }], resources: JSON.stringify({ [ZONE_KEY]: "*" }) },
    ];
    const [spec] = read({
      ...tokenDocument({ policies }),
      data: {
        [type]: {
          ours: list,
          other: { ...list, provider: "cloudflare.other" },
          hand: byHand,
          computed: { ...byHand, name: "${var.name}" },
        },
      },
    }).specs;
    expect(spec?.lookups).toEqual({
      [groups[0]!.id]: { kind: "permission", name: "DNS Read", scope: ZONES, accountId: ACCOUNT },
      [first]: { kind: "permission", name: "DNS Write", scope: ZONES, accountId: ACCOUNT, first: true },
    });
  });

  const ZONES = "com.cloudflare.api.account.zone";
  const policy = { effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: JSON.stringify({ [ZONE_KEY]: "*" }) };
  it.each<[string, unknown]>([
    ["objects all the way", { resource: { cloudflare_account_token: { ci: tokenBody() } } }],
    ["a list of documents", [{ terraform: {} }, tokenDocument()]],
    ["lists of resource blocks", { resource: [{ cloudflare_account_token: { ci: tokenBody() } }, { other: { x: {} } }] }],
    ["lists of types", { resource: { cloudflare_account_token: [{ ci: tokenBody() }] } }],
    ["a list of one body", { resource: { cloudflare_account_token: { ci: [tokenBody()] } } }],
    ["lists at every level", [{ resource: [{ cloudflare_account_token: [{ ci: [tokenBody()] }] }] }]],
    ["one policy instead of a list", tokenDocument({ policies: policy })],
    ["one permission group instead of a list", tokenDocument({ policies: { ...policy, permission_groups: { id: DNS_WRITE } } })],
    ["resources as a map", tokenDocument({ policies: { ...policy, resources: { [ZONE_KEY]: "*" } } })],
    ["a null condition and no dates", tokenDocument({ condition: null, expires_on: null, not_before: null, status: null })],
    ["a comment", tokenDocument({ "//": "made by hand" })],
    ["a null beside it", { resource: { cloudflare_account_token: { ci: tokenBody(), none: null } }, module: null }],
  ])("reads every form that Terraform JSON allows: %s", (_, document) => {
    expect(read(document).specs).toEqual([SPEC]);
  });

  it("brings hand-written tokens into normal form", () => {
    const resources = JSON.stringify({ [ZONE_KEY]: "*" });
    const policies = [
      { effect: "allow", permission_groups: [{ id: ZONE_READ }, { id: DNS_WRITE }, { id: ZONE_READ }], resources },
      { effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources },
    ];
    const condition = [{ request_ip: [{ in: ["192.0.2.7/24", "192.0.2.1"] }] }];
    expect(specOf({ policies, condition, expires_on: "2037-06-01T02:00:00.5+02:00" })).toEqual({
      ...SPEC,
      policies: [{ effect: "allow", permissionGroups: [DNS_WRITE, ZONE_READ], resources: { [ZONE_KEY]: "*" } }],
      requestIp: { in: ["192.0.2.0/24"] },
      expiresOn: "2037-06-01T00:00:00Z",
    });
  });

  it("reads user tokens", () => {
    const { account_id: _, ...body } = tokenBody();
    expect(read({ resource: { cloudflare_api_token: { me: body } } }).specs).toEqual([
      { kind: "user", name: "ci", status: "active", policies: SPEC.policies, address: "cloudflare_api_token.me" },
    ]);
  });

  it("keeps what is known at plan time only as symbols", () => {
    const policies = [
      {
        effect: "allow",
        permission_groups: `\${[for id in sort(distinct(["${DNS_WRITE}", var.group])) : { id = id }]}`,
        resources: '${jsonencode({(format("com.cloudflare.api.account.zone.%s", var.zone)) = "*"})}',
      },
      { effect: "deny", permission_groups: "${local.groups}", resources: "${local.resources}" },
      { effect: "deny", permission_groups: [{ id: "${var.id}" }], resources: { "com.cloudflare.api.account.zone.${var.zone}": "*" } },
    ];
    const spec = specOf({
      account_id: "${var.account}",
      name: "ci-${var.env}",
      policies,
      condition: { request_ip: { in: "${var.office}", not_in: ["192.0.2.7/24", "${var.guest}"] } },
      not_before: "${var.start}",
      expires_on: "2037-06-01T02:00:00+02:00",
    });
    expect(spec).toEqual({
      ...SPEC,
      accountId: "${var.account}",
      name: "ci-${var.env}",
      policies: [
        {
          effect: "allow",
          permissionGroups: ["${var.group}", DNS_WRITE],
          resources: { "com.cloudflare.api.account.zone.${var.zone}": "*" },
        },
        { effect: "deny", permissionGroups: ["${var.id}"], resources: { "com.cloudflare.api.account.zone.${var.zone}": "*" } },
        { effect: "deny", permissionGroups: ["${local.groups}"], resources: { "${local.resources}": "*" } },
      ],
      requestIp: { in: ["${var.office}"], notIn: ["192.0.2.0/24", "${var.guest}"] },
      notBefore: "${var.start}",
      expiresOn: "2037-06-01T00:00:00Z",
    });
  });

  it("keeps a Terraform directive as a symbol, too", () => {
    expect(specOf({ expires_on: "%{ if var.x }2037-06-01T00:00:00Z%{ endif }" })?.expiresOn).toBe(
      "%{ if var.x }2037-06-01T00:00:00Z%{ endif }",
    );
  });

  it("gives the text that an escaped template stands for", () => {
    expect(specOf({ name: "costs $${x} and 5%%{y} $5" })?.name).toBe("costs ${x} and 5%{y} $5");
    expect(specOf({ name: "$${x} ${var.y}" })?.name).toBe("$${x} ${var.y}");
  });

  it("orders stacks, and tokens by name and address", () => {
    const two = {
      resource: { cloudflare_account_token: { z: tokenBody(), a: tokenBody(), m: tokenBody({ name: "b" }), n: tokenBody({ name: "B" }) } },
    };
    const manifest = synthesized("b", two)["manifest.json"] as { stacks: object };
    const other = synthesized("a", tokenDocument());
    const folder = makeFolder({
      ...synthesized("b", two),
      ...other,
      "manifest.json": { version: "1", stacks: { ...manifest.stacks, ...(other["manifest.json"] as { stacks: object }).stacks } },
    });
    const { stacks } = readSynthesized(folder);
    expect(stacks.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(stacks[1]?.specs.map(({ name, address }) => `${name} ${address ?? ""}`)).toEqual([
      "B cloudflare_account_token.n",
      "b cloudflare_account_token.m",
      "ci cloudflare_account_token.a",
      "ci cloudflare_account_token.z",
    ]);
    expect(readSynth(folder)).toEqual(stacks.flatMap(({ specs }) => specs));
  });

  it("says what it does not show", () => {
    const document = {
      module: { more: { source: "./more" } },
      resource: {
        cloudflare_account_token: {
          ci: tokenBody({ lifecycle: [{ ignore_changes: ["policies", "condition"] }] }),
          all: tokenBody({ lifecycle: { ignore_changes: "all" } }),
        },
      },
    };
    expect(read(document).warnings).toEqual([
      {
        level: "warning",
        address: "cloudflare_account_token.ci",
        message: "Terraform ignores changes of policies, condition: what is live may differ from what is shown",
      },
      {
        level: "warning",
        address: "cloudflare_account_token.all",
        message: "Terraform ignores changes of all: what is live may differ from what is shown",
      },
      { level: "warning", message: "module more is not read: tokens within it are not shown" },
    ]);
  });

  it("tells the tokens of two stack folders apart, whatever they have in common", () => {
    const zone = (digit: string): object =>
      tokenDocument({
        policies: [{ ...policy, resources: JSON.stringify({ [`com.cloudflare.api.account.zone.${digit.repeat(32)}`]: "*" }) }],
      });
    const policy = { effect: "allow", permission_groups: [{ id: DNS_WRITE }] };
    const folders = (x: object, y: object): string => makeFolder({ "x/cdk.tf.json": x, "y/cdk.tf.json": y });
    const before = readSynth(folders(zone("1"), zone("2")));
    expect(before.map((spec) => spec.stack)).toEqual(["x", "y"]);
    const { verdict, tokens } = accessDiff(before, readSynth(folders(zone("2"), zone("1"))));
    expect([verdict, tokens.map(({ stack }) => stack)]).toEqual(["mixed", ["x", "y"]]);
  });

  it("reads which provider configuration manages a token, and what Terraform ignores of it", () => {
    const handled = (more: Record<string, unknown>): object => {
      const spec = specOf(more);
      return { provider: spec?.provider, ignored: spec?.ignored };
    };
    expect(handled({})).toEqual({ provider: undefined, ignored: undefined });
    for (const provider of ["cloudflare", "${cloudflare}", " cloudflare /* x */", null])
      expect(handled({ provider })).toEqual({ provider: undefined, ignored: undefined });
    for (const provider of ["cloudflare.other", "${ cloudflare.other }", "cloudflare . other # x"])
      expect(handled({ provider })).toEqual({
        provider: { name: "cloudflare.other", fingerprint: "environment" },
        ignored: undefined,
      });
    for (const [ignore, ignored] of [
      [
        ["policies[0].resources", "condition", "policies"],
        ["condition", "policies"],
      ],
      ["all", ["all"]],
      [[["${ expires_on }"]], ["expires_on"]],
      [[{}], ["something"]],
      [["name", "last_used_on", "value"], undefined],
    ] as const)
      expect(handled({ lifecycle: { ignore_changes: ignore } })).toEqual({ provider: undefined, ignored });
  });

  it("tells when one thing has two names, and keeps the first", () => {
    const named = (name: string) => tokenBody({ "//": { metadata: { names: { [ZONE_KEY]: name } } } });
    const stack = read({
      resource: { cloudflare_account_token: { a: named("example.com"), b: named("example.com"), c: named("evil.example") } },
    });
    expect(namesOfStack(stack.specs)).toEqual(new Map([[ZONE_KEY, "example.com"]]));
    expect(stack.warnings).toEqual([
      {
        level: "warning",
        address: "cloudflare_account_token.c",
        message: `${ZONE_KEY} is called "evil.example" here and "example.com" elsewhere`,
      },
    ]);
  });

  it("says of a token what stands around it", () => {
    const { specs, warnings, unreadable } = read({
      terraform: { required_providers: { cloudflare: { source: "evil/cloudflare" } } },
      provider: { cloudflare: [{ api_token: "${ephemeral.x.y.z}", base_url: "https://x.example" }] },
      ephemeral: { x: { y: { a: "b" } } },
      resource: {
        cloudflare_account_token: {
          ci: tokenBody({
            lifecycle: [{ destroy: false, enabled: "true" }],
            "//": { metadata: { acknowledgements: [{ rule: "no-expiry", detail: "expiresOn", reason: "is read only" }, 5] } },
          }),
          off: tokenBody({ name: "off", lifecycle: { enabled: "false" } }),
        },
      },
      output: { value: { value: "${cloudflare_account_token.ci.value}", sensitive: true } },
    });
    const provider = { where: "provider.cloudflare", digest: specs[0]?.provider?.fingerprint };
    expect(specs).toEqual([
      {
        ...SPEC,
        stays: true,
        acknowledgements: [{ rule: "no-expiry", detail: "expiresOn", reason: "is read only" }],
        provider: { name: "cloudflare", fingerprint: expect.stringMatching(/^[0-9a-f]{32}$/) },
        deliveries: [{ kind: "output", to: "output.value", sensitive: true, digest: expect.stringMatching(/^[0-9a-f]{32}$/) }],
        notUnderstood: [
          { what: "an answer that no file shows", where: "ephemeral.x.y", digest: expect.any(String) },
          { what: "base_url", ...provider },
          { what: "comes from elsewhere than cloudflare/cloudflare", ...provider },
        ],
      },
    ]);
    expect(warnings).toEqual([{ level: "note", address: "cloudflare_account_token.off", message: "not made: enabled = false" }]);
    expect(unreadable).toEqual({
      "cloudflare_account_token.ci": [
        expect.stringContaining("acknowledgements: an acknowledgement has a rule, a detail and a reason, got 5"),
      ],
    });
  });

  it("leaves out metadata of another shape", () => {
    const metadata = { path: 1, owner: { x: 1 }, purpose: null, rotation: { principal: "x" }, names: { a: 1, constructor: "c" } };
    const stack = read(tokenDocument({ "//": { metadata } }));
    expect(stack.specs).toEqual([{ ...SPEC, names: { constructor: "c" } }]);
  });

  it("knows the zone that a data source looks for by its name alone", () => {
    const filter = { name: "example.com", match: "all", account: { id: ACCOUNT } };
    const data = {
      cloudflare_zone: {
        good: { "//": {}, filter },
        any: { filter: { ...filter, match: "any" } },
        more: { filter: { ...filter, status: "active" } },
        id: { filter, zone_id: "x" },
        dynamic: { filter: { ...filter, name: "${var.x}" } },
      },
    };
    const keys = Object.keys(data.cloudflare_zone).map((name) => `(format("${ZONES}.%s", data.cloudflare_zone.${name}.id)) = "*"`);
    const policies = [{ ...policy, resources: `\${jsonencode({${keys.sort().join(", ")}})}` }];
    expect(read({ ...tokenDocument({ policies }), data }).specs[0]?.lookups).toEqual({
      "${data.cloudflare_zone.good.id}": { kind: "zone", name: "example.com" },
    });
  });

  it("carries no output, variable or provider setting over", () => {
    const secret = "cfat_0000000000000000000000000000000000000000";
    const document = {
      ...tokenDocument(),
      output: { value: { value: secret, sensitive: true } },
      variable: { v: { default: secret } },
      provider: { cloudflare: { api_token: secret } },
      locals: { l: secret },
    };
    expect(JSON.stringify(read(document))).not.toContain("cfat_");
  });

  it("does not let a document change what objects are", () => {
    read({
      ...tokenDocument({ "//": { metadata: { names: { "constructor.prototype.polluted": "x", toString: "y" } } } }),
      locals: { constructor: { prototype: { polluted: true } } },
    });
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
  });
});
