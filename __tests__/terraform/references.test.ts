import { impureCallsIn, referencesIn, resourceAddress } from "../../lib/terraform";

test.each([
  ["cloudflare_account_token.ci", "cloudflare_account_token.ci"],
  ["resource.cloudflare_account_token.ci", "cloudflare_account_token.ci"],
  [" resource /* x */ . cloudflare_account_token\n. ci # y", "cloudflare_account_token.ci"],
  ["${cloudflare_account_token.ci}", "cloudflare_account_token.ci"],
  ['cloudflare_account_token.ci["a]b\\"c"]', 'cloudflare_account_token.ci["a]b\\"c"]'],
  ["cloudflare_account_token.ci[local.a[0]]", "cloudflare_account_token.ci[local.a[0]]"],
  ['module.m["a"].module.n.resource.x.y[0]', 'module.m["a"].module.n.x.y[0]'],
  ["module.m", "module.m"],
  ["data.cloudflare_zone.main", "data.cloudflare_zone.main"],
])("reads the address %j", (written, text) => {
  expect(resourceAddress(written)?.text).toBe(text);
});

test.each([5, "", "x", "a.b.c", "a[0].b", "a.b[", "a.b]", '"a".b', "data.a", "module.m.x", "a b"])("takes %j for no address", (written) => {
  expect(resourceAddress(written)).toBeUndefined();
});

test("tells a module and what is within it apart", () => {
  expect(resourceAddress("module.a[0].module.b.x.y[1]")).toEqual({
    module: "module.a.module.b",
    resource: "x.y",
    text: "module.a[0].module.b.x.y[1]",
  });
});

test.each<[string, string[]]>([
  ["${local.a}${local.b}", ["local.a", "local.b"]],
  ["${data.t.n.id}", ["data.t.n", "t.n", "n.id"]],
  ["${data . t /* . */ . n}", ["data.t.n", "t.n"]],
  ["${resource.t.n.id}", ["resource.t", "t.n", "n.id"]],
  ["no reference", []],
])("finds every name that %j may refer to", (text, names) => {
  expect([...referencesIn(text)]).toEqual(names);
});

test.each<[string, string[]]>([
  ["${upper(lower(var.x))}", []],
  ["text with file(x) and ${var.y}", []],
  ['${"file(x)"}', []],
  ["${[for x in (var.y) : x if (x != 1)]}", []],
  ['%{ if fileexists("x") }y%{ endif }', ["fileexists"]],
  ["${timestamp\n()}", ["timestamp"]],
  ["${core::upper(var.x)}", []],
  ["${provider :: a :: b (1)}", ["provider::a::b"]],
  ["${new_one(1)}", ["new_one"]],
])("knows that %j calls %j", (text, calls) => {
  expect(impureCallsIn(text)).toEqual(calls);
});
