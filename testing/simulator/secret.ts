import { createHash } from "node:crypto";
import type { Random } from "./random";

/**
 * A token value of the documented form (prefix, 40 characters, checksum) that nobody can take for a real one.
 *
 * Source: https://developers.cloudflare.com/fundamentals/api/get-started/token-formats/
 */
export function fakeSecret(kind: "account" | "user", random: Random): string {
  const body = `SIMULATED_NOT_A_REAL_TOKEN_${random.hex(13)}`;
  return `${kind === "account" ? "cfat" : "cfut"}_${body}${digest(body).slice(0, 8)}`;
}

/** What the simulator keeps of a secret. */
export function digest(value: string): string {
  return createHash("sha256").update("simulated:").update(value).digest("hex");
}

const SECRET = /cf(?:ut|at|k|oat)_[A-Za-z0-9_-]{20,}/g;
const DEEPEST = 12;

/** A copy of a JSON value in which token values are cut out, for the log of requests. */
export function withoutSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return value.replace(SECRET, "<redacted>");
  if (typeof value !== "object" || value === null) return value;
  if (depth === DEEPEST) return "<too deep>";
  if (Array.isArray(value)) return value.map((item) => withoutSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.replace(SECRET, "<redacted>"), withoutSecrets(item, depth + 1)]),
  );
}
