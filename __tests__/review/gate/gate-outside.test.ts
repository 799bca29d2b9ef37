import { gatePlan, type PlanGateOptions, readPlan, type TokenSpec } from "../../../lib";
import { snapshotOf } from "../../../lib/review";
import { stack, token } from "../record/stacks";
import { entry, planOf, SAME } from "./plans";

describe("what a plan runs beside the tokens", () => {
  interface Parts {
    readonly providers?: Readonly<Record<string, object>>;
    readonly resources?: readonly object[];
    readonly outputs?: object;
  }
  const resource = (address: string, expressions: object = {}, more: object = {}): object => {
    const [type, name] = address.split(".");
    return { address, mode: "managed", type, name, expressions, ...more };
  };
  const withParts = ({ providers = {}, resources = [], outputs = {} }: Parts, changes: readonly object[] = []): object => {
    const cloudflare = { name: "cloudflare", full_name: "registry.terraform.io/cloudflare/cloudflare" };
    const root = { outputs, resources: [resource("cloudflare_account_token.ci"), ...resources] };
    return planOf([entry("ci", SAME), ...changes], { configuration: { provider_config: { cloudflare, ...providers }, root_module: root } });
  };
  const found = (parts: Parts, options: PlanGateOptions = {}, reviewed = token()): string[] =>
    gatePlan("prod", readPlan(withParts(parts)), snapshotOf([stack([reviewed])]), options).problems.map(
      ({ problem, where = "", properties = [] }) => `${problem}: ${where}${properties.join()}`,
    );

  it("passes where it is Cloudflare's provider, and types that are sorted", () => {
    expect(found({ resources: [resource("cloudflare_dns_record.a")] })).toEqual([]);
  });

  it.each<[string, Parts, string]>([
    [
      "a provider from elsewhere",
      { providers: { cloudflare: { name: "cloudflare", full_name: "registry.terraform.io/evil/cloudflare" } } },
      "cloudflare_account_token",
    ],
    [
      "a base_url",
      {
        providers: {
          cloudflare: {
            name: "cloudflare",
            full_name: "cloudflare/cloudflare",
            expressions: { base_url: { constant_value: "https://x.example" } },
          },
        },
      },
      "provider.cloudflare.base_url",
    ],
    [
      "a provisioner",
      {
        resources: [
          resource("cloudflare_zone.z", {}, { provisioners: [{ type: "local-exec", expressions: { command: { constant_value: "x" } } }] }),
        ],
      },
      "cloudflare_zone.z.provisioner",
    ],
    ["a type that nobody has sorted", { resources: [resource("cloudflare_brand_new.x")] }, "cloudflare_brand_new"],
    ["a type from elsewhere", { resources: [resource("random_id.x")] }, "random_id"],
    ["a program", { resources: [resource("shell_script.x")] }, "shell_script.x"],
  ])("fails for %s", (_, parts, where) => {
    expect(found(parts)).toEqual([`outside-the-list: ${where}`]);
  });

  it("passes what the team allows, and nothing else of the kind", () => {
    const parts = { resources: [resource("random_id.x")] };
    const allow = (type: string): PlanGateOptions => ({ allowed: { types: [{ type, reason: "names" }], hosts: [] } });
    expect(found(parts, allow("random_id"))).toEqual([]);
    expect(found(parts, allow("random_pet"))).toEqual(["outside-the-list: random_id"]);
  });

  it("fails for a change of a type that no configuration shows", () => {
    const change = entry("x", [["create"], null, {}], "evil_thing");
    const { problems } = gatePlan("prod", readPlan(withParts({}, [change])), snapshotOf([stack([token()])]));
    expect(problems).toEqual([expect.objectContaining({ problem: "outside-the-list", where: "evil_thing.x" })]);
  });

  it("fails for an output by way of a local, unless it was reviewed as one that has the value", () => {
    const parts = { outputs: { t: { sensitive: true, expression: { references: ["local.t"] } } } };
    expect(found(parts)).toEqual(["not-reviewed: output.t"]);
    expect(found(parts, {}, token({ deliveries: [{ kind: "output", to: "output.t", sensitive: true }] }))).toEqual([]);
  });

  it("fails for what stands in a module, and for a token of another provider", () => {
    const inModule = (module: object, providers: object = {}): string[] => {
      const configuration = {
        provider_config: { cloudflare: { name: "cloudflare", full_name: "registry.terraform.io/cloudflare/cloudflare" }, ...providers },
        root_module: { resources: [resource("cloudflare_account_token.ci")], module_calls: { m: { module } } },
      };
      const plan = readPlan(planOf([entry("ci", SAME)], { configuration }));
      return gatePlan("prod", plan, snapshotOf([stack([token()])])).problems.map(({ problem, where = "" }) => `${problem}: ${where}`);
    };
    const program = { provisioners: [{ type: "local-exec", expressions: {} }] };
    expect(inModule({ resources: [resource("cloudflare_zone.z")] })).toEqual([]);
    expect(inModule({ resources: [resource("cloudflare_zone.z", {}, program)] })).toEqual([
      "outside-the-list: cloudflare_zone.z.provisioner",
    ]);
    expect(inModule({ resources: [{ ...resource("data.external.x"), address: "data.external.x", mode: "data" }] })).toEqual([
      "outside-the-list: data.external.x",
    ]);
    const url = { base_url: { constant_value: "https://x.example" } };
    const full = "registry.terraform.io/cloudflare/cloudflare";
    expect(inModule({}, { "m:cloudflare": { name: "cloudflare", full_name: full, module_address: "module.m", expressions: url } })).toEqual(
      ["outside-the-list: provider.cloudflare.base_url"],
    );
    const foreign = { ...entry("ci", SAME), provider_name: "registry.terraform.io/evil/cloudflare" };
    const { problems } = gatePlan("prod", readPlan(planOf([foreign])), snapshotOf([stack([token()])]));
    expect(problems).toEqual([expect.objectContaining({ problem: "outside-the-list", where: "cloudflare_account_token.ci" })]);
  });

  it("fails for a store of another owner, for a text that is computed, and for a value by way of a local", () => {
    const allowed = { types: [{ type: "github_actions_secret", reason: "x" }], hosts: [] };
    const secret = (repository: object, value: object = { references: ["cloudflare_account_token.ci.value"] }): object =>
      resource("github_actions_secret.s", { repository, plaintext_value: value });
    const github = (expressions: object = {}): NonNullable<Parts["providers"]> => ({
      github: { name: "github", full_name: "registry.terraform.io/integrations/github", expressions },
    });
    const owner = { owner: { constant_value: "us" } };
    const place = { "provider.source": "integrations/github", "provider.owner": "us", repository: "infra" };
    const reviewed = token({ deliveries: [{ kind: "sink", to: "github_actions_secret.s", sensitive: true, place }] });
    const of = (parts: Parts): string[] => found(parts, { allowed }, reviewed);
    expect(of({ providers: github(owner), resources: [secret({ constant_value: "infra" })] })).toEqual([]);
    const evil = { owner: { constant_value: "evil" } };
    expect(of({ providers: github(evil), resources: [secret({ constant_value: "infra" })] })).toEqual(["different: deliveries"]);
    // Terraform JSON shows its text, HCL nothing of a function.
    for (const repository of [{ constant_value: '${"evil"}' }, { constant_value: '${lower("INFRA")}' }, {}])
      expect(of({ providers: github(owner), resources: [secret(repository)] })).toEqual(["different: deliveries"]);
    const local = { references: ["local.t"] };
    const evilSecret = { ...secret({ constant_value: "infra" }, local), address: "github_actions_secret.evil", name: "evil" };
    expect(of({ providers: github(owner), resources: [secret({ constant_value: "infra" }), evilSecret] })).toEqual([
      "not-reviewed: github_actions_secret.evil",
    ]);
    const shown = { t: { expression: { constant_value: "${nonsensitive(local.t)}", references: ["local.t"] } } };
    expect(of({ outputs: shown })).toEqual(["not-reviewed: output.t"]);
    const recorded = token({ deliveries: [{ kind: "output", to: "output.t", sensitive: true }] });
    expect(found({ outputs: shown }, {}, recorded)).toEqual(["not-reviewed: output.t"]);
  });

  it("fails for a sink at another place than the reviewed one, by what is written and by what is referred to", () => {
    const allowed = { types: [{ type: "aws_secretsmanager_secret_version", reason: "x" }], hosts: [] };
    const address = "aws_secretsmanager_secret_version.v";
    const value = { secret_string: { references: ["cloudflare_account_token.ci.value", "cloudflare_account_token.ci"] } };
    const sink = (secret: object): Parts => ({
      providers: { aws: { name: "aws", full_name: "registry.terraform.io/hashicorp/aws" } },
      resources: [resource(address, { ...value, secret_id: secret })],
    });
    const reviewed = (secret: string): TokenSpec =>
      token({
        deliveries: [{ kind: "sink", to: address, sensitive: true, place: { secret_id: secret, "provider.source": "hashicorp/aws" } }],
      });
    expect(found(sink({ constant_value: "arn:1" }), { allowed }, reviewed("arn:1"))).toEqual([]);
    expect(found(sink({ constant_value: "arn:2" }), { allowed }, reviewed("arn:1"))).toEqual(["different: deliveries"]);
    const referring = sink({ references: ["aws_secretsmanager_secret.s.id", "aws_secretsmanager_secret.s"] });
    expect(found(referring, { allowed }, reviewed("${aws_secretsmanager_secret.s.id}"))).toEqual([]);
    expect(found(referring, { allowed }, reviewed("${aws_secretsmanager_secret.other.id}"))).toEqual(["different: deliveries"]);
    expect(found(referring, { allowed }, reviewed("arn:1"))).toEqual(["different: deliveries"]);
  });
});
