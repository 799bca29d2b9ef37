import { createHmac, randomBytes } from "node:crypto";

const key = randomBytes(16);
const SECRET = /cf(?:ut|at|k|oat)_[A-Za-z0-9_-]{20,}|simulated_not_a_real_token_\w+/g;

/** Stands for a secret in what tests see: equal secrets have equal fingerprints within one run, and nothing leads back. */
export function fingerprint(secret: string): string {
  return `<secret ${createHmac("sha256", key).update(secret).digest("hex").slice(0, 12)}>`;
}

/** Text with token values replaced by fingerprints. */
export function redactText(text: string): string {
  return text.replace(SECRET, fingerprint);
}

/** A copy of a JSON value with fingerprints in the place of token values; with `sensitive`, in the place of every string. */
export function redactJson(value: unknown, sensitive = false): unknown {
  if (typeof value === "string") return sensitive ? fingerprint(value) : redactText(value);
  if (Array.isArray(value)) return value.map((item) => redactJson(item, sensitive));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [redactText(name), redactJson(item, sensitive)]));
}
