import type { Env } from "./provider-binaries";

/** A real account on which the tests may work: somebody named it for that. */
export interface LiveAccount {
  readonly accountId: string;
  readonly credential: string;
  /** Another host that answers as Cloudflare does. @default - Cloudflare */
  readonly url?: string;
}

/** One token of the account, as far as it is looked at. */
interface LiveToken {
  readonly id: string;
  readonly name: string;
}

/**
 * The account that `E2E_LIVE=1` is about; undefined without it. Its names are those of no other tool, so that no test works on an account by chance.
 *
 * @throws Error where one of them is missing
 */
export function liveAccount(env: Env = process.env): LiveAccount | undefined {
  const { E2E_LIVE: isLive, E2E_LIVE_ACCOUNT_ID: accountId = "", E2E_LIVE_API_TOKEN: credential = "", E2E_LIVE_BASE_URL: url = "" } = env;
  if (isLive !== "1") return undefined;
  if (!/^[0-9a-f]{32}$/.test(accountId))
    throw new Error("E2E_LIVE=1 needs E2E_LIVE_ACCOUNT_ID: the id of a throw-away account, 32 hex digits");
  if (credential === "") throw new Error("E2E_LIVE=1 needs E2E_LIVE_API_TOKEN: a token of that account that may write its API tokens");
  return { accountId, credential, ...(url === "" ? {} : { url }) };
}

/** The account's tokens whose names begin so. */
export async function liveTokens(account: LiveAccount, prefix: string): Promise<readonly LiveToken[]> {
  const found: LiveToken[] = [];
  for (let page = 1; ; page++) {
    const { result, result_info: info } = (await call(account, "GET", `?per_page=50&page=${String(page)}`)) as {
      result: readonly LiveToken[];
      result_info?: { total_count?: number };
    };
    found.push(...result);
    if (result.length === 0 || found.length >= (info?.total_count ?? 0)) return found.filter(({ name }) => name.startsWith(prefix));
  }
}

/** Deletes what is left of a run, whatever became of it. */
export async function removeLiveTokens(account: LiveAccount, prefix: string): Promise<void> {
  for (const { id } of await liveTokens(account, prefix)) await call(account, "DELETE", `/${id}`);
}

async function call(
  { accountId, credential, url = "https://api.cloudflare.com/client/v4" }: LiveAccount,
  method: string,
  path: string,
): Promise<unknown> {
  const answer = await fetch(`${url}/accounts/${accountId}/tokens${path}`, { method, headers: { authorization: `Bearer ${credential}` } });
  // The answer is no message: it may say more than its status.
  if (!answer.ok) throw new Error(`${method} /accounts/<id>/tokens: HTTP ${String(answer.status)}`);
  return answer.json();
}
