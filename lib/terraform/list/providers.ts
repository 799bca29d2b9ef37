import { ANY_HOST, plain, type Settings } from "./settings";

/** A provider of sinks: a team that allows a type of it says so in `.principals/allowed.json`. */
export interface SinkProvider {
  /** `<namespace>/<type>` of the public registries, in lower case. */
  readonly source: string;
  /** Settings that name no file, program or credential; all else comes from the environment, credentials from a variable as well. */
  readonly settings: Settings;
}

export const CLOUDFLARE = "cloudflare/cloudflare";
/** Of Terraform itself: nothing is installed for it. */
export const BUILT_IN = "terraform";

/** By the name that types begin with. */
const PROVIDERS: Readonly<Record<string, SinkProvider>> = {
  aws: { source: "hashicorp/aws", settings: plain("region allowed_account_ids forbidden_account_ids max_retries retry_mode") },
  azurerm: {
    source: "hashicorp/azurerm",
    settings: { ...plain("subscription_id tenant_id client_id use_oidc use_msi"), features: "plain" },
  },
  doppler: { source: "dopplerhq/doppler", settings: {} },
  github: { source: "integrations/github", settings: plain("owner max_retries read_delay_ms write_delay_ms") },
  gitlab: { source: "gitlabhq/gitlab", settings: { base_url: { hosts: [/^gitlab\.com$/] } } },
  google: { source: "hashicorp/google", settings: plain("project region zone impersonate_service_account") },
  kubernetes: { source: "hashicorp/kubernetes", settings: { host: ANY_HOST } },
  onepassword: { source: "1password/onepassword", settings: { connect_url: ANY_HOST, url: ANY_HOST } },
  tfe: { source: "hashicorp/tfe", settings: { ...plain("organization"), hostname: { hosts: [/^app(?:\.eu)?\.terraform\.io$/] } } },
  vault: { source: "hashicorp/vault", settings: { ...plain("namespace skip_child_token max_lease_ttl_seconds"), address: ANY_HOST } },
};

/** The source that the types of a provider are known to come from: the one of its sinks, else HashiCorp's own, as Terraform takes it. */
export function usualSource(name: string): string {
  if (name === "cloudflare") return CLOUDFLARE;
  return Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name]?.source ?? "") : `hashicorp/${name}`;
}

/** What may be set of a provider that is not Cloudflare's. */
export function settingsOfProvider(name: string): Settings {
  return Object.hasOwn(PROVIDERS, name) ? (PROVIDERS[name]?.settings ?? {}) : {};
}
