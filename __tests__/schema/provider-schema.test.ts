import { problemsOf, type ProviderSchema, providerSchemas } from "./provider-schema";

/** A token that says everything it can, and one that says the least. */
function stack(change: (token: Record<string, unknown>) => void = () => undefined): object {
  const full: Record<string, unknown> = {
    "//": { metadata: {} },
    account_id: "0123456789abcdef0123456789abcdef",
    name: "t",
    status: "active",
    policies: [{ effect: "allow", permission_groups: [{ id: "1".repeat(32) }], resources: "{}" }],
    condition: { request_ip: { in: ["192.0.2.0/24"], not_in: ["192.0.2.128/25"] } },
    not_before: "2026-12-01T00:00:00Z",
    expires_on: "2037-06-01T00:00:00Z",
    lifecycle: { create_before_destroy: true },
    depends_on: ["x.y"],
  };
  change(full);
  return { provider: { cloudflare: [{ api_token: "${var.t}" }] }, resource: { cloudflare_account_token: { t: full } } };
}

const schemas = providerSchemas();
const path = "cloudflare_account_token.t";

test("there is a schema of each provider version that people run, and of the newest one as its bindings have it", () => {
  expect(schemas.map((schema) => schema.version)).toEqual(["5.14.0", "5.18.0", "5.22.0", "5.28.0"]);
  const notMeasured = schemas.filter(({ format }) => !format.startsWith("terraform providers schema -json"));
  expect(notMeasured.map(({ version }) => version)).toEqual(["5.28.0"]);
});

describe.each(schemas.map((schema): [string, ProviderSchema] => [schema.version, schema]))("the schema of %s", (_, schema) => {
  test("accepts a token that is right", () => {
    expect(problemsOf(stack(), schema)).toEqual([]);
  });

  test("accepts expressions wherever they may stand, and null for what is left out", () => {
    expect(
      problemsOf(
        stack((t) => Object.assign(t, { policies: "${local.policies}", name: "${var.name}", condition: "${var.c}", expires_on: null })),
        schema,
      ),
    ).toEqual([]);
    expect(
      problemsOf(
        stack(
          (t) =>
            (t["policies"] = [{ effect: "allow", permission_groups: "${[for id in [] : { id = id }]}", resources: "${jsonencode({})}" }]),
        ),
        schema,
      ),
    ).toEqual([]);
  });

  test.each<[string, (token: Record<string, unknown>) => void, string[]]>([
    ["a number for a text", (t) => (t["name"] = 5), [`${path}.name: not a string`]],
    ["a flag for a text", (t) => (t["expires_on"] = true), [`${path}.expires_on: not a string`]],
    [
      "an object for a text",
      (t) => (t["policies"] = [{ effect: "allow", permission_groups: [], resources: {} }]),
      [`${path}.policies[0].resources: not a string`],
    ],
    [
      "a text for a list",
      (t) => (t["condition"] = { request_ip: { in: "192.0.2.0/24" } }),
      [`${path}.condition.request_ip.in: not a list`],
    ],
    [
      "a number within a list",
      (t) => (t["condition"] = { request_ip: { not_in: [1] } }),
      [`${path}.condition.request_ip.not_in[0]: not a string`],
    ],
    ["a list for an object", (t) => (t["condition"] = []), [`${path}.condition: not an object`]],
    ["an object for a list of objects", (t) => (t["policies"] = {}), [`${path}.policies: not a list`]],
    [
      "texts for objects",
      (t) => (t["policies"] = [{ effect: "allow", permission_groups: ["1"], resources: "{}" }]),
      [`${path}.policies[0].permission_groups[0]: not an object`],
    ],
    ["an unknown attribute", (t) => (t["owner"] = "me"), [`${path}.owner: no such attribute`]],
    ["an attribute in camel case", (t) => (t["expiresOn"] = "x"), [`${path}.expiresOn: no such attribute`]],
    [
      "an attribute that every object has",
      (t) => Object.defineProperty(t, "__proto__", { value: "x", enumerable: true }),
      [`${path}.__proto__: no such attribute`],
    ],
    [
      "an unknown nested attribute",
      (t) => (t["condition"] = { request_ip: { notIn: [] } }),
      [`${path}.condition.request_ip.notIn: no such attribute`],
    ],
    ["a missing attribute", (t) => delete t["name"], [`${path}.name: required`]],
    ["null for what is required", (t) => (t["account_id"] = null), [`${path}.account_id: required`]],
    [
      "a missing nested attribute",
      (t) => (t["policies"] = [{ effect: "allow", resources: "{}" }, {}]),
      [
        `${path}.policies[0].permission_groups: required`,
        `${path}.policies[1].effect: required`,
        `${path}.policies[1].permission_groups: required`,
        `${path}.policies[1].resources: required`,
      ],
    ],
    [
      "what only the provider sets",
      (t) => Object.assign(t, { id: "x", value: "y" }),
      [`${path}.id: the provider sets it, nobody else may`, `${path}.value: the provider sets it, nobody else may`],
    ],
  ])("refuses %s", (__, change, problems) => {
    expect(problemsOf(stack(change), schema)).toEqual(problems);
  });

  test("refuses unknown resource types and provider settings", () => {
    expect(problemsOf({ resource: { cloudflare_token: { t: {} } } }, schema)).toEqual(["cloudflare_token: no such resource type"]);
    expect(problemsOf({ resource: { constructor: { t: {} } } }, schema)).toEqual(["constructor: no such resource type"]);
    expect(problemsOf({ provider: { cloudflare: [{}, { token: "x" }] } }, schema)).toEqual(["provider[1].token: no such attribute"]);
  });

  test("judges the data sources it has", () => {
    const type = "cloudflare_account_api_token_permission_groups_list";
    const problems = (body: object): string[] =>
      problemsOf({ data: { [type]: { d: { account_id: "x", ...body } }, cloudflare_zone: { z: { no: 1 } } } }, schema);
    expect(problems({ name: "x", max_items: 5 })).toEqual([]);
    expect(problems({ name: "x", max_items: "5", result: [] })).toEqual([
      `${type}.d.max_items: not a number`,
      `${type}.d.result: the provider sets it, nobody else may`,
    ]);
  });
});

test("what later versions changed is told apart", () => {
  const type = "cloudflare_account_api_token_permission_groups_list";
  const problems = schemas.map((schema) => [schema.version, problemsOf({ data: { [type]: { d: {} } } }, schema)]);
  expect(Object.fromEntries(problems)).toEqual({
    "5.14.0": [`${type}.d.account_id: required`],
    "5.18.0": [`${type}.d.account_id: required`],
    "5.22.0": [],
    "5.28.0": [],
  });
  const computed = ["creator_email_at_creation", "provisioner_id", "provisioner_type"];
  const set = schemas.map((schema) => [
    schema.version,
    new Set(
      computed.flatMap((name) =>
        problemsOf(
          stack((t) => (t[name] = "x")),
          schema,
        ).map((text) => text.replace(/^.*: /, "")),
      ),
    ),
  ]);
  const unknown = new Set(["no such attribute"]);
  expect(Object.fromEntries(set)).toEqual({
    "5.14.0": unknown,
    "5.18.0": unknown,
    "5.22.0": unknown,
    "5.28.0": new Set(["the provider sets it, nobody else may"]),
  });
});
