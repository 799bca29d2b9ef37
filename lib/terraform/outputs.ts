import { canonicalText } from "./canonical-text";
import { isObject } from "./blocks";
import type { Definition } from "./closures";

/** Of all stacks, whatever they keep their state in. */
const ANYWHERE = "";

interface Group extends Definition {
  readonly outputs: Definition[];
}

/**
 * The outputs of an app's stacks, as the remote states of others give them. One that says word for word where a stack keeps its state reads that stack;
 * of any other it is not known whose state it reads, so it may be that of each.
 */
export class Outputs {
  private readonly groups = new Map<string, Group>();
  private readonly backends = new Set<string>();

  /** @param backend where the stack keeps its state (`backendText`), where that is known */
  add(backend: string | undefined, name: string, output: Definition): void {
    for (const place of backend === undefined ? [ANYWHERE] : [ANYWHERE, backend])
      for (const each of [name, undefined]) this.group(place, each).outputs.push(output);
  }

  /** Says of a stack that it keeps its state there, outputs or not. */
  addBackend(backend: string): void {
    this.backends.add(backend);
  }

  /** What a remote state of this backend gives under a name; without one, all that it gives. */
  of(backend: string | undefined, name?: string): Definition {
    return this.group(backend !== undefined && this.backends.has(backend) ? backend : ANYWHERE, name);
  }

  private group(backend: string, name: string | undefined): Group {
    const key = JSON.stringify([backend, name]);
    const known = this.groups.get(key);
    if (known !== undefined) return known;
    const outputs: Definition[] = [];
    const group = { name: name === undefined ? "outputs" : `outputs.${name}`, bodies: [], outputs, next: () => outputs };
    this.groups.set(key, group);
    return group;
  }
}

/** Where a state is kept; undefined where that can't be told. What only says how it is locked says nothing of it, and a remote state does not have it. */
export function backendText(type: unknown, config: unknown): string | undefined {
  if (typeof type !== "string" || !isObject(config)) return undefined;
  const { use_lockfile: _, ...rest } = config;
  return canonicalText([type, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== null))]);
}

/** Where a stack keeps its state, by its `terraform` block: all of them, of which one is allowed. */
export function backendsOf(terraform: Readonly<Record<string, unknown>>): string[] {
  const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as readonly unknown[]) : [value]);
  const written = list(terraform["backend"]).flatMap((block) =>
    isObject(block) ? Object.entries(block).flatMap(([type, configs]) => list(configs).map((config) => [type, config] as const)) : [],
  );
  // A remote state calls HCP Terraform so.
  const cloud = list(terraform["cloud"]).map((config) => ["remote", config] as const);
  return [...written, ...cloud].flatMap(([type, config]) => backendText(type, config) ?? []);
}

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
