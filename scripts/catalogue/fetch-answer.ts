import { fault, PrincipalError } from "../../lib/errors";
import { printable } from "./render-changes";

/** Where and as whom to ask. */
export interface Credentials {
  readonly accountId: string;
  /** Never printed; taken out of every message. */
  readonly token: string;
  /** @default https://api.cloudflare.com/client/v4 */
  readonly baseUrl?: string;
}

/** The API could not be reached, or refused. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
}

const LARGEST_ANSWER = 10_000_000;
const TIMEOUT = 30_000;

/**
 * Asks the API for the permission groups of an account. The answer is returned as it came.
 *
 * @throws ApiFailure when it can't be reached, refuses, or answers too much; PrincipalError InvalidAccountId
 */
export async function fetchAnswer(
  { accountId, token, baseUrl = "https://api.cloudflare.com/client/v4" }: Credentials,
  ask: typeof fetch = fetch,
): Promise<string> {
  if (!/^[0-9a-f]{32}$/.test(accountId)) throw new PrincipalError([fault.invalidAccountId("account", accountId)]);
  const url = `${baseUrl.replace(/\/+$/, "")}/accounts/${accountId}/tokens/permission_groups`;
  const clean = (text: string): string => printable(text.replaceAll(token, "<redacted>")).slice(0, 300);
  try {
    // No redirects: the credential is for this host only.
    const response = await ask(url, {
      headers: { authorization: `Bearer ${token}` },
      redirect: "error",
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await response.text();
    if (!response.ok) throw new ApiFailure(`the API answered ${String(response.status)}: ${clean(text)}`);
    if (text.length > LARGEST_ANSWER) throw new ApiFailure(`the API's answer is larger than ${String(LARGEST_ANSWER)} characters`);
    return text;
  } catch (error) {
    if (error instanceof ApiFailure) throw error;
    throw new ApiFailure(`the API could not be reached: ${clean(reason(error))}`);
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
