import type { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import type { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import type * as cdktf from "cdktf";
import type * as library from "../lib";

/** Adds a stack of the tokens `first` up to `last`, written with the constructs of this package. */
export function ours(lib: typeof library, app: cdktf.App, accountId: string, first: number, last: number): void;

/** Adds the same stack, written with the raw L1. */
export function raw(
  framework: typeof cdktf,
  token: typeof AccountToken,
  provider: typeof CloudflareProvider,
  app: cdktf.App,
  accountId: string,
  first: number,
  last: number,
): void;
