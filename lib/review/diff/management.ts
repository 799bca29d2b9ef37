import { isDeepStrictEqual } from "node:util";
import type { DeliverySpec, ProviderSpec, TokenSpec } from "../../policy";
import type { AccessChange, Risk } from "./model";

/** What changes in how Terraform manages a token, as far as that decides whether what is written for it is what it gets. */
export interface ManagementChanges {
  /** Whether it is managed in another way than before. */
  readonly changed: boolean;
  /** Whether another provider configuration manages it. */
  readonly provider: boolean;
  /** Whether it may be another access, or another user's, for that alone. */
  readonly open: boolean;
  /** Whether all that is written is applied. */
  readonly applied: boolean;
  readonly risks: readonly Risk[];
}

/**
 * @param before undefined for a token that is new
 * @param replaced whether another token takes the place of the one before
 */
export function compareManagement(before: TokenSpec | undefined, after: TokenSpec, replaced = false): ManagementChanges {
  const [was, is] = [before?.ignored ?? [], after.ignored ?? []];
  const ignored = !isDeepStrictEqual(was, is);
  const other = before !== undefined && nameOf(before.provider) !== nameOf(after.provider);
  const provider = other || (before !== undefined && isConfiguredAnew(before, after));
  const risks: Risk[] = [];
  // A new token gets all that is written.
  if (replaced && was.length > 0)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform ignored changes of ${was.join(", ")}: the new token gets what is written, and the old one may have had less, or more`,
    });
  if (is.length > 0)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform ignores changes of ${is.join(", ")}: what is live may be more than what is written, and stays that`,
    });
  else if (ignored && !replaced)
    risks.push({
      code: "ignored-changes",
      reason: `Terraform no longer ignores changes of ${was.join(", ")}: what is live becomes what is written`,
    });
  if (provider)
    risks.push({
      code: "provider-changed",
      reason: `provider ${nameOf(after.provider)} ${other ? `manages it, before it was ${nameOf(before.provider)}: with` : "that manages it is configured in another way: it may be"} another credential${after.kind === "user" ? ", and so for another user" : ""}`,
    });
  return {
    changed: ignored || provider,
    provider,
    // A user token belongs to whoever the credential is of.
    open: (before !== undefined && ignored) || (replaced && was.length > 0) || (provider && after.kind === "user"),
    applied: is.length === 0,
    risks,
  };
}

/** Whether the same provider has another configuration than before, as far as both are known: a plan and a state do not say. */
function isConfiguredAnew(before: TokenSpec, after: TokenSpec): boolean {
  const [was, is] = [before, after].map(({ provider }) => (provider === undefined ? "environment" : provider.fingerprint));
  return was !== undefined && is !== undefined && was !== is;
}

function nameOf(provider: ProviderSpec | undefined): string {
  return provider?.name ?? "cloudflare";
}

type DeliveryChange = Extract<AccessChange, { kind: "delivery" }>;

/** Where the token's value goes and did not go before, or in clear where it was kept secret. The other way round, the way back. */
export function newDeliveries(before: readonly DeliverySpec[] = [], after: readonly DeliverySpec[] = []): DeliveryChange[] {
  return after
    .filter(({ kind, to, sensitive }) => !before.some((each) => each.kind === kind && each.to === to && (sensitive || !each.sensitive)))
    .map(({ kind, to, sensitive }) => ({ kind: "delivery", to, as: kind, sensitive }));
}
