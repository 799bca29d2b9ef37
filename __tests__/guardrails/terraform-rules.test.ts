import { readFileSync } from "node:fs";
import { join } from "node:path";
import { rules } from "../../lib";
import { evaluate } from "../../lib/guardrails/evaluate";
import { ENTRIES, type Json, type TerraformStack } from "../../lib/terraform";
import { HOSTILE_CASES } from "./hostile-terraform-cases";
import { LIST_CASES } from "./list-cases";
import { allOutside, NOW, ofEntry, terraform } from "./support";
import { bare, output, value } from "./terraform-cases";
import { TOKEN_CASES } from "./token-terraform-cases";

interface GuardrailsFile {
  readonly rules: { readonly "outside-the-list": readonly [level: "error", params: { readonly pipelines: boolean }] };
}

const CASES = [...TOKEN_CASES, ...HOSTILE_CASES, ...LIST_CASES];

test.each(CASES)("%s: %s", (entry, _, stack, findings) => {
  expect(ofEntry(entry, stack)).toEqual(findings);
});

test("every entry has a case that fires and one that does not", () => {
  const missing = Object.keys(ENTRIES).filter((name) => {
    const own = CASES.filter(([entry]) => entry === name);
    return !own.some(([, , , f]) => f.length > 0) || !own.some(([, , , f]) => f.length === 0);
  });
  expect(missing).toEqual([]);
});

test("the rule can't be waived, and a stack that is as it should be passes it", () => {
  const rule = rules.outsideTheList();
  expect([rule.waivable, allOutside(rule, terraform())]).toEqual([false, []]);
});

test("the pipelines' pack has errors for all but what is settled where it is applied: an import, and the backend of a new project", () => {
  const { rules: own } = JSON.parse(
    readFileSync(join(__dirname, "../../examples/pipelines/shared/.principals/guardrails.json"), "utf8"),
  ) as Pick<GuardrailsFile, "rules">;
  const [level, params] = own["outside-the-list"];
  const levelsOf = (stack: TerraformStack): string[] =>
    evaluate([{ name: "prod", tokens: [], terraform: stack }], [[rules.outsideTheList(params), level]], NOW).findings.map(
      (finding) => `${finding.level} ${finding.message.split(":", 1)[0] ?? ""}`,
    );
  const dns = { resource: { cloudflare_dns_record: { www: {} } } };
  expect(levelsOf(terraform(dns))).toEqual(["error other-type"]);
  expect(levelsOf(terraform({ import: { to: "cloudflare_account_token.ci", id: "0/1" } }))).toEqual(["warning imported-token"]);
  expect(levelsOf(bare({}))).toEqual(["warning backend-without-encryption", "warning backend-without-lock"]);
  expect(levelsOf(bare({ terraform: { backend: { s3: {} } } }))).toEqual([
    "error backend-without-encryption",
    "error backend-without-lock",
  ]);
});

test("a store that keeps a token's value is asked nothing, nor is one that is read back: what fails tells a part of it", () => {
  const lifecycle = { postcondition: [{ condition: '${format("%.6s", self.value) != "cfat_S"}', error_message: "no" }] };
  const store = (more: Json): TerraformStack =>
    terraform({
      resource: {
        cloudflare_secrets_store_secret: { x: { account_id: "0", store_id: "0", name: "ci", value, scopes: ["workers"], ...more } },
      },
    });
  expect(ofEntry("token-value-exposed", store({ lifecycle }))).toEqual([
    "cloudflare_secrets_store_secret.x: cloudflare_secrets_store_secret.x has a condition on what keeps a token's value",
  ]);
  expect(ofEntry("token-value-exposed", store({ lifecycle: { prevent_destroy: true } }))).toEqual([]);
  expect(ofEntry("token-value-exposed", terraform({ data: { aws_ssm_parameter: { x: { name: "ci", lifecycle } } } }))).toEqual([
    "data.aws_ssm_parameter.x: data.aws_ssm_parameter.x has a condition on what may be a token's value",
  ]);
});

test("a value is followed into other stacks", () => {
  const reader = (text: string): TerraformStack => terraform(output(text, {}), "reader");
  const source = terraform({ output: { "cross-stack-value": { value, sensitive: true }, harmless: { value: "x" } } }, "source");
  const exposed = ["output.token: output.token shows a token's value"];
  expect(ofEntry("token-value-exposed", source, reader("${data.terraform_remote_state.s.outputs.cross-stack-value}"))).toEqual(exposed);
  expect(ofEntry("token-value-exposed", reader('${data.terraform_remote_state.s.outputs["cross-stack-value"]}'), source)).toEqual(exposed);
  expect(ofEntry("token-value-exposed", source, reader("${jsonencode(data.terraform_remote_state.s)}"))).toEqual(exposed);
  for (const text of [
    "${data.terraform_remote_state.s.outputs.harmless}${data.terraform_remote_state.s.outputs[var.key]}",
    "${data.terraform_remote_state.s.outputs/**/.cross-stack-value}",
    '${data.terraform_remote_state.s.outputs["cross-stack-${var.x}"]}',
  ])
    expect(ofEntry("token-value-exposed", source, reader(text))).toEqual(exposed);
  for (const text of [
    "${data.terraform_remote_state.s.outputs.harmless}",
    '${data.terraform_remote_state.s[0].outputs["harmless"]}${data.terraform_remote_state.s.outputs . harmless}',
  ])
    expect(ofEntry("token-value-exposed", source, reader(text))).toEqual([]);
});

test("what a secret store keeps of one stack comes back in another", () => {
  const source = terraform({ resource: { doppler_secret: { s: { value } } } }, "source");
  const reader = terraform(output("${data.doppler_secrets.all.map.T}", {}), "reader");
  expect(ofEntry("token-value-exposed", reader, source)).toEqual(["output.token: output.token shows a token's value"]);
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
    return ofEntry("token-value-exposed", decoy, source, reader).map((text) => text.replace("output.token: output.token shows ", ""));
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
