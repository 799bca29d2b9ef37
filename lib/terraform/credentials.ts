import { holdsCredential } from "../errors";

// Names of credentials of all backends and well-known providers, less case and underscores; `kms_encryption_key` is the name of a key.
const NAME =
  /(?:token|password|passphrase|secret|secretkey|secretid|accesskey|apikey|servicekey|customerkey|(?<!kms)encryptionkey|privatekey|privatekeypem|credentials|connstr|httpauth)$/;
// `https://user@host`, `https://user:password@host` and the same without a scheme.
const USER_INFO = /:\/\/[^/?#\s]*@|^[^/?#\s:@]+:[^/?#\s@]*@/;
const QUERY = /[?#&;]([^=&;#?\s]+)=[^&;#\s]/g;
const QUERY_NAME = /(?:token|sig|signature|secret|password|passwd|pwd|credential|credentials|key|auth|authorization|jwt|code)$/;
/** GitHub, GitLab, HCP Terraform and Vault, which say what they are. */
const KNOWN = /\bgh[pousr]_[A-Za-z0-9]{20,}|\bglpat-[\w-]{20,}|\.atlasv1\.[\w-]{20,}|\bhv[sb]\.[\w-]{20,}/;

/** Whether a setting of this name holds a credential, whatever stands in it. */
export function isCredentialName(name: string): boolean {
  return NAME.test(name.replace(/[_-]/g, "").toLowerCase());
}

/** Whether a setting's text holds a credential: in a URL before the host or in the query, or one that can be told by its form. */
export function isCredentialText(text: string): boolean {
  return (
    USER_INFO.test(text) || holdsCredential(text) || KNOWN.test(text) || holdsWebToken(text) || (text.includes("://") && inQuery(text))
  );
}

/** A JSON web token: `eyJ….eyJ….…`. Part by part: one expression for all of it would look at each end of a long text from each start. */
function holdsWebToken(text: string): boolean {
  const parts = text.split(".");
  return parts.some(
    (part, index) => index + 2 < parts.length && /^eyJ[\w-]{8,}$/.test(parts[index + 1] ?? "") && /\beyJ[\w-]{8}/.test(tailOf(part)),
  );
}

/** The characters at the end of a text that a token may be of. */
function tailOf(text: string): string {
  let start = text.length;
  while (start > 0 && /[\w-]/.test(text.charAt(start - 1))) start--;
  return text.slice(start);
}

function inQuery(url: string): boolean {
  return Array.from(url.matchAll(QUERY), ([, name = ""]) => decoded(name)).some((name) =>
    QUERY_NAME.test(name.replace(/[^a-z0-9]/gi, "").toLowerCase()),
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
