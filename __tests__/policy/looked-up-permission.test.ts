import { lookedUpPermission } from "../../lib/policy";

const LIST = "data.cloudflare_account_api_token_permission_groups_list.Lookups_dns-1.result";
const lookup = (condition: string): string => `\${one([for g in ${LIST} : g.id if ${condition}])}`;

test.each([
  [lookup('g.name == "DNS Write" && contains(g.scopes, "com.cloudflare.api.account.zone")'), { name: "DNS Write", scope: "zone" }],
  [lookup('g.name == "DNS Write"'), { name: "DNS Write" }],
  [lookup('g.name == "DNS Write" && contains(g.scopes, "com.example")'), { name: "DNS Write" }],
  [lookup('g.name == "a \\"b\\" $${c} %%{d}"'), { name: 'a "b" ${c} %{d}' }],
  [lookup('g.name == "x"').replace("cloudflare_account_api", "cloudflare_api"), { name: "x" }],
])("reads %s", (expression, expected) => {
  expect(lookedUpPermission(expression)).toEqual(expected);
});

test.each([
  ["4755a26eedb94da69e1066d98aa820be"],
  ["${var.group}"],
  [`${lookup('g.name == "x"')} `],
  [lookup('g.name == "${var.name}"')],
  [lookup('g.name == "%{ if true }x%{ endif }"')],
  [lookup('g.name != "x"')],
  [lookup('g.name == "x" || true')],
  [lookup('h.name == "x"')],
  [lookup('g.name == "x"').replace("data.", "data.other.")],
  [""],
])("is silent about %s", (expression) => {
  expect(lookedUpPermission(expression)).toBeUndefined();
});
