import { rules } from "../../lib";
import { RULES } from "../../lib/guardrails/rules";
import type { Json, TerraformStack } from "../../lib/guardrails/terraform";
import { HOSTILE_CASES } from "./hostile-terraform-cases";
import { ofTerraform, terraform } from "./support";
import { bare, output, value } from "./terraform-cases";
import { TOKEN_CASES } from "./token-terraform-cases";

const CASES = [...TOKEN_CASES, ...HOSTILE_CASES];

test.each(CASES)("%s: %s", (rule, _, stack, findings) => {
  expect(ofTerraform(RULES[rule], stack)).toEqual(findings);
});

test("every rule on Terraform has a case that fires and one that does not", () => {
  const names = Object.entries(RULES).flatMap(([name, rule]) => (rule.terraform === undefined ? [] : [name]));
  const missing = names.filter((name) => {
    const own = CASES.filter(([rule]) => rule === name);
    return !own.some(([, , , f]) => f.length > 0) || !own.some(([, , , f]) => f.length === 0);
  });
  expect(missing).toEqual([]);
});

test("no rule on Terraform can be waived, and a stack that is as it should be passes all of them", () => {
  for (const rule of Object.values(RULES)) {
    if (rule.terraform === undefined) continue;
    expect([rule.id, rule.waivable, ofTerraform(rule, terraform())]).toEqual([rule.id, false, []]);
  }
});

test("a value is followed into other stacks", () => {
  const reader = (text: string): TerraformStack => terraform(output(text, {}), "reader");
  const source = terraform({ output: { "cross-stack-value": { value, sensitive: true }, harmless: { value: "x" } } }, "source");
  const exposed = ["output.token: output.token shows a token's value"];
  expect(ofTerraform(RULES.tokenValueExposed, source, reader("${data.terraform_remote_state.s.outputs.cross-stack-value}"))).toEqual(
    exposed,
  );
  expect(ofTerraform(RULES.tokenValueExposed, reader('${data.terraform_remote_state.s.outputs["cross-stack-value"]}'), source)).toEqual(
    exposed,
  );
  expect(ofTerraform(RULES.tokenValueExposed, source, reader("${jsonencode(data.terraform_remote_state.s)}"))).toEqual(exposed);
  for (const text of [
    "${data.terraform_remote_state.s.outputs.harmless}${data.terraform_remote_state.s.outputs[var.key]}",
    "${data.terraform_remote_state.s.outputs/**/.cross-stack-value}",
    '${data.terraform_remote_state.s.outputs["cross-stack-${var.x}"]}',
  ])
    expect(ofTerraform(RULES.tokenValueExposed, source, reader(text))).toEqual(exposed);
  for (const text of [
    "${data.terraform_remote_state.s.outputs.harmless}",
    '${data.terraform_remote_state.s[0].outputs["harmless"]}${data.terraform_remote_state.s.outputs . harmless}',
  ])
    expect(ofTerraform(RULES.tokenValueExposed, source, reader(text))).toEqual([]);
});

test("what a secret store keeps of one stack comes back in another", () => {
  const source = terraform({ resource: { doppler_secret: { s: { value } } } }, "source");
  const reader = terraform(output("${data.doppler_secrets.all.map.T}", {}), "reader");
  expect(ofTerraform(RULES.tokenValueExposed, reader, source)).toEqual(["output.token: output.token shows a token's value"]);
});

test("an output is that of the stack whose state is read, whatever another stack declares", () => {
  const place = (key: string): Json => ({ bucket: "state", key, endpoints: { s3: "https://x.r2.cloudflarestorage.com" } });
  const stack = (name: string, more: Json): TerraformStack =>
    bare({ ...more, terraform: { backend: { s3: { ...place(name), endpoints: [place(name)["endpoints"]], use_lockfile: true } } } }, name);
  const source = stack("source", { output: { value: { value, sensitive: true }, id: { value: "x" }, other: { value: "x" } } });
  const decoy = stack("decoy", { output: { value: { value: "x" }, gone: { value: "x" }, id: { value, sensitive: true } } });
  const findings = (state: Json, name: string): string[] => {
    const data = { terraform_remote_state: { s: { backend: "s3", ...state } } };
    const reader = stack("reader", { data, ...output(`\${data.terraform_remote_state.s.outputs.${name}}`, {}) });
    return ofTerraform(RULES.tokenValueExposed, decoy, source, reader).map((text) => text.replace("output.token: output.token shows ", ""));
  };
  const maybe = ["what may be a token's value (an output that no stack here declares)"];
  const own = { config: place("source"), workspace: "${terraform.workspace}" };
  expect(findings(own, "id")).toEqual([]);
  expect(findings(own, "value")).toEqual(["a token's value"]);
  expect(findings(own, "gone")).toEqual(maybe);
  for (const elsewhere of [
    { config: place("old") },
    { config: { ...place("source"), endpoints: null } },
    { config: { ...place("source"), bucket: "${var.bucket}" } },
    { ...own, workspace: "old" },
  ])
    expect(findings(elsewhere, "other")).toEqual(maybe);
});

test("an output of a state elsewhere can be named as harmless, and then one of a token's value by that name is found as before", () => {
  const rule = rules.tokenValueExposed({ outputs: ["zone"] });
  const reader = terraform(output("${data.terraform_remote_state.s.outputs.zone}", {}), "reader");
  expect(ofTerraform(rule, reader)).toEqual([]);
  expect(ofTerraform(rule, reader, terraform({ output: { zone: { value, sensitive: true } } }, "source"))).toEqual([
    "output.token: output.token shows a token's value",
  ]);
  expect(ofTerraform(rule, terraform(output("${data.terraform_remote_state.s.outputs.other}", {})))).toHaveLength(1);
});

test("rules with parameters take them", () => {
  const stack = terraform({
    resource: { vault_kv_secret_v2: { s: {} }, acme_secret: { s: { text: value } } },
    data: { http: { x: { url: "https://api.example.com/x" } } },
    module: { m: { source: "./assets/m" } },
    terraform: {
      required_providers: {
        vault: { source: "hashicorp/vault" },
        acme: { source: "acme.example/acme/acme" },
        http: { source: "hashicorp/http" },
      },
    },
  });
  expect(
    ofTerraform(
      rules.foreignProvider({ sources: ["cloudflare/cloudflare", "hashicorp/vault", "Hashicorp/HTTP", "acme.example/acme/acme"] }),
      stack,
    ),
  ).toEqual([]);
  expect(ofTerraform(rules.tokenValueExposed({ sinks: ["acme_secret"] }), stack)).toEqual([]);
  expect(ofTerraform(rules.foreignHttp({ hosts: ["example.com"] }), stack)).toEqual([]);
  expect(ofTerraform(rules.foreignHttp({ hosts: ["xample.com"] }), stack)).toEqual(["data.http.x: data.http.x asks api.example.com"]);
  expect(ofTerraform(rules.unreadModule({ sources: ["./assets/m"] }), stack)).toEqual([]);
});
