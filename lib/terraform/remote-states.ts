const WORD = String.raw`[\p{ID_Start}_][\p{ID_Continue}-]*`;
const REMOTE = /terraform_remote_state/g;
// Comments and computed names are left to the rest: without them the expression is short, and one look tells.
const ONE_OUTPUT = new RegExp(
  String.raw`terraform_remote_state\s*\.\s*(${WORD})(?:\s*\[\s*(?:\d+|"[^"\\$%]*")\s*\])?\s*\.\s*outputs(?:\s*\.\s*(${WORD})|\s*\[\s*"(${WORD})"\s*\])`,
  "gu",
);

/** What a text reads of remote states. */
export interface RemoteReads {
  /** One output by its name, of a remote state by its name. */
  readonly outputs: readonly { readonly remote: string; readonly output: string }[];
  /** Whether it reads something else, so that it may be any output. */
  readonly any: boolean;
}

/** Nothing is evaluated: what is not surely one output may be any. Linear in the text. */
export function remoteReads(text: string): RemoteReads {
  if (!text.includes("terraform_remote_state")) return { outputs: [], any: false };
  const outputs = [...text.matchAll(ONE_OUTPUT)].map(([, remote = "", name, quoted = ""]) => ({
    remote: remote.normalize("NFC"),
    output: (name ?? quoted).normalize("NFC"),
  }));
  return { outputs, any: (text.match(REMOTE) ?? []).length > outputs.length };
}
