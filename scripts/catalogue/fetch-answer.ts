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

/** Takes a token out of a text, and every part of one that is no single word: a pasted token may come with line breaks. */
export function redactToken(text: string, token: string | undefined): string {
  const parts = (token ?? "").split(/\s+/).filter((part) => part.length >= 8);
  return [token ?? "", ...parts].filter((part) => part !== "").reduce((rest, part) => rest.replaceAll(part, "<redacted>"), text);
}

/** Checked here, because `fetch` shows both in its own errors. */
function checkCredentials(token: string, baseUrl: string): void {
  if (!/^[\x21-\x7e]+$/.test(token)) throw new Error("CLOUDFLARE_API_TOKEN is not one line of printable characters");
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username + url.password + url.search + url.hash !== "")
    throw new Error("CLOUDFLARE_BASE_URL is not an http or https address without user, password, query and fragment");
}

const LARGEST_ANSWER = 10_000_000;
const TIMEOUT = 30_000;

/**
 * Asks the API for the permission groups of an account. The answer is returned as it came.
 *
 * @throws Error when token or address are none; ApiFailure when it can't be reached, refuses, or answers too much; PrincipalError InvalidAccountId
 */
export async function fetchAnswer(
  { accountId, token, baseUrl = "https://api.cloudflare.com/client/v4" }: Credentials,
  ask: typeof fetch = fetch,
): Promise<string> {
  if (!/^[0-9a-f]{32}$/.test(accountId)) throw new PrincipalError([fault.invalidAccountId("account", accountId)]);
  checkCredentials(token, baseUrl);
  const url = `${baseUrl.replace(/\/+$/, "")}/accounts/${accountId}/tokens/permission_groups`;
  const clean = (text: string): string => printable(redactToken(text, token)).slice(0, 300);
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
