import { Account, allow, normalize, permissions, type Policy, type Rule, rules, type TokenSpec } from "../../lib";
import { evaluate } from "../../lib/guardrails/evaluate";
import type { StackInput } from "../../lib/guardrails";
import { toPolicySpecs } from "../../lib/policy";
import type { EntryName, Json, TerraformStack } from "../../lib/terraform";

export const ACCOUNT_ID = "0123456789abcdef0123456789abcdef";
export const ZONE_ID = "11111111111111111111111111111111";
export const NOW = new Date("2026-11-22T00:00:00Z");
export const account = Account.of(ACCOUNT_ID);
export const zone = account.zone(ZONE_ID);
export const dnsWrite = allow(permissions.zone.dns.write).on(zone);

/** A token that no rule of any pack finds fault with, but for what the test says. */
export function token(policies: readonly Policy[] = [dnsWrite], more: Partial<TokenSpec> = {}): TokenSpec {
  return normalize({
    kind: "account",
    accountId: ACCOUNT_ID,
    name: "ci",
    status: "active",
    policies: toPolicySpecs(policies),
    requestIp: { in: ["192.0.2.0/24"] },
    expiresOn: "2027-01-01T00:00:00Z",
    owner: "team-web",
    address: "cloudflare_account_token.ci",
    ...more,
  });
}

/** The Terraform of a stack that no rule of any pack finds fault with, and what the test adds. */
export function terraform(more: Json = {}, name = "prod", others: readonly string[] = []): TerraformStack {
  const base = {
    terraform: {
      backend: { s3: { bucket: "state", encrypt: true, use_lockfile: true } },
      required_providers: { cloudflare: { source: "cloudflare/cloudflare", version: "~> 5.14" } },
    },
    provider: { cloudflare: [{}] },
    resource: { cloudflare_account_token: { ci: { name: "ci" } } },
  };
  return { name, files: [{ file: `${name}/cdk.tf.json`, document: [base, more] }], others };
}

/** `<detail>: <message>` for everything a rule finds. */
export function found(rule: Rule, stacks: readonly StackInput[], now: Date = NOW): string[] {
  return evaluate(stacks, [[rule, "error"]], now).findings.map(
    ({ rule: id, detail, message }) => `${id === rule.id ? "" : `${id} `}${detail}: ${message}`,
  );
}

export function ofToken(rule: Rule, ...specs: readonly TokenSpec[]): string[] {
  return found(rule, [{ name: "prod", tokens: specs.map((spec) => ({ spec })) }]);
}

/** `<detail>: <message>` for everything outside the list that is of one entry, in a pipeline as well. */
export function ofEntry(entry: EntryName, ...stacks: readonly TerraformStack[]): string[] {
  return allOutside(rules.outsideTheList({ pipelines: true }), ...stacks).flatMap((text) => {
    const [detail = "", name, ...message] = text.split(": ");
    return name === entry ? [`${detail}: ${message.join(": ")}`] : [];
  });
}

/** `<detail>: <entry>: <message>` for everything outside the list. */
export function allOutside(rule: Rule, ...stacks: readonly TerraformStack[]): string[] {
  return found(
    rule,
    stacks.map((stack) => ({ name: stack.name, tokens: [], terraform: stack })),
  );
}
