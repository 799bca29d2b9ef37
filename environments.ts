import { Account } from "cloudflare-principals";

/**
 * The environments of this project. Every id here is an example: replace them with your own before you deploy
 * (account id: Account Home > ⋮ > Copy account ID; zone id: the zone's Overview page).
 */
export interface Environment {
  readonly account: Account;
  /** The zone that staging or production traffic goes through. */
  readonly site: { readonly id: string; readonly name: string };
  /** The zone nothing here may touch. */
  readonly internal: { readonly id: string; readonly name: string };
  /** Addresses of the office. */
  readonly office: readonly string[];
  /** Addresses of the log collector. */
  readonly collector: readonly string[];
  /** Bucket that backups go to. */
  readonly backups: string;
}

export const environments: Readonly<Record<"staging" | "prod", Environment>> = {
  staging: {
    account: Account.of("fedcba9876543210fedcba9876543210", { name: "Example Staging" }),
    site: { id: "33333333333333333333333333333333", name: "staging.example.com" },
    internal: { id: "44444444444444444444444444444444", name: "staging.internal.example" },
    office: ["192.0.2.0/24"],
    collector: ["198.51.100.16/28"],
    backups: "backups-staging",
  },
  prod: {
    account: Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" }),
    site: { id: "11111111111111111111111111111111", name: "example.com" },
    internal: { id: "22222222222222222222222222222222", name: "internal.example" },
    office: ["192.0.2.0/24"],
    collector: ["198.51.100.32/28", "2001:db8:5e::/48"],
    backups: "backups",
  },
};
