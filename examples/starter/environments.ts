import { Account, type BackendDefinition } from "cloudflare-principals";

/** What differs between our environments. `principals.ts` is the same for all of them. */
export interface Environment {
  readonly account: Account;
  readonly zone: { readonly id: string; readonly name: string };
  /** Addresses that our own servers call from. */
  readonly network: readonly string[];
  /** Where Terraform keeps the state, which holds every token's value. Left out: a file beside this project, which no pipeline can use. */
  readonly backend?: BackendDefinition;
}

/**
 * Every id and address here is an example: replace them with your own.
 * Account id: Account Home > menu beside the name > Copy account ID. Zone id: the zone's Overview page, at the bottom right.
 */
export const environments: Readonly<Record<"staging" | "prod", Environment>> = {
  staging: {
    account: Account.of("0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", { name: "Example Staging" }),
    zone: { id: "1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a", name: "staging.example.com" },
    network: ["192.0.2.0/24"],
    // backend: Backend.r2({ bucket: "terraform-state", account: Account.of("0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c0c") }), // import Backend from "cloudflare-principals" above
  },
  prod: {
    account: Account.of("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", { name: "Example Inc" }),
    zone: { id: "1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b", name: "example.com" },
    network: ["192.0.2.0/24", "2001:db8::/48"],
  },
};
