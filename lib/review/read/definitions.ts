import { compareText, identifiersOf, ReferenceIndex, type TokenSpec } from "../../policy";
import { Fingerprints } from "./fingerprints";
import { type Block, blocksOf, isObject } from "./terraform-json";

type Documents = Parameters<typeof blocksOf>[0];

/** What changes nothing of what a block gives to others: comments, and Terraform's own arguments. */
const COMMENT = ["//"];
const SILENT = [...COMMENT, "lifecycle", "depends_on", "provisioner", "connection"];

/**
 * What expressions of a stack can refer to: variables, locals, modules, data sources and resources, with the providers that answer them. Two files
 * that say the same of a token can mean different things by it.
 */
export class Definitions {
  private readonly bodies = new Map<string, unknown[]>();
  private readonly names = new ReferenceIndex();
  private readonly fingerprints = new Fingerprints(
    (name) => (this.bodies.get(name) ?? []).map(textOf).sort(compareText),
    (name) => this.nextOf(name),
  );

  add(document: Documents, file: string): void {
    const all = (_type: string): boolean => true;
    // Tokens as well: what one may do can hang on another one's name or permissions.
    const real = (type: string): boolean => type !== "//";
    const add = (type: string, labels: number, prefix: string, silent: readonly string[], wanted = all): void => {
      for (const block of blocksOf(document, type, labels, file, wanted))
        this.define(prefix + block.labels.join("."), without(block.body, silent));
    };
    add("data", 2, "data.", SILENT);
    add("resource", 2, "", SILENT, real);
    add("variable", 1, "var.", COMMENT);
    add("module", 1, "module.", COMMENT);
    add("provider", 1, "provider.", COMMENT);
    // A value is all of its own: a key of an object may be called as it likes.
    for (const { body } of blocksOf(document, "locals", 0, file, all))
      for (const [name, value] of Object.entries(body)) this.define(`local.${name}`, value);
    for (const { body } of blocksOf(document, "terraform", 0, file, all)) {
      const required = body["required_providers"];
      for (const block of Array.isArray(required) ? (required as readonly unknown[]) : [required])
        for (const [name, value] of Object.entries(isObject(block) ? block : {}))
          if (isObject(value)) this.define(`provider.${name}`, value["source"]);
    }
  }

  /** Fingerprints of what the expressions of a token can refer to; undefined where there are none. What is defined nowhere is left out. */
  referencesOf(spec: TokenSpec): Readonly<Record<string, string>> | undefined {
    if (this.bodies.size === 0) return undefined;
    const identifiers = new Set<string>();
    const look = (text: string): void => {
      if (text.includes("${") || text.includes("%{")) for (const each of identifiersOf(text)) identifiers.add(each);
    };
    for (const { permissionGroups, resources } of spec.policies) {
      permissionGroups.forEach(look);
      for (const [key, value] of Object.entries(resources)) {
        look(key);
        if (value !== "*") Object.keys(value).forEach(look);
      }
    }
    for (const text of [...(spec.requestIp?.in ?? []), ...(spec.requestIp?.notIn ?? []), spec.notBefore, spec.expiresOn, spec.accountId])
      if (text !== undefined) look(text);
    const names = [...this.names.within(identifiers)].sort(compareText);
    return names.length === 0 ? undefined : Object.fromEntries(names.map((name) => [name, this.fingerprints.of(name)]));
  }

  private define(name: string, body: unknown): void {
    const normal = name.normalize("NFC");
    const known = this.bodies.get(normal);
    if (known !== undefined) {
      known.push(body);
      return;
    }
    this.bodies.set(normal, [body]);
    this.names.add(normal);
  }

  /** What a definition refers to. */
  private nextOf(name: string): string[] {
    const bodies = this.bodies.get(name) ?? [];
    const identifiers = new Set<string>();
    for (const body of bodies) collect(body, identifiers);
    return [...this.names.within(identifiers), ...bodies.flatMap((body) => providerOf(name, body))].filter((each) => this.bodies.has(each));
  }
}

/** The provider that answers for a data source or a resource: the one it names, else the one that its type begins with. */
function providerOf(name: string, body: unknown): string[] {
  const [first = "", second = ""] = name.split(".");
  if (["var", "local", "module", "provider"].includes(first)) return [];
  const named = isObject(body) ? body["provider"] : undefined;
  const type = first === "data" ? second : first;
  return [`provider.${typeof named === "string" ? (named.split(".", 1)[0] ?? "") : (type.split("_", 1)[0] ?? "")}`];
}

function without(body: Block["body"], silent: readonly string[]): Block["body"] {
  return Object.fromEntries(Object.entries(body).filter(([key]) => !silent.includes(key)));
}

/** Every identifier within a value, those of its keys included. */
function collect(value: unknown, identifiers: Set<string>): void {
  if (typeof value === "string") for (const each of identifiersOf(value)) identifiers.add(each);
  else if (Array.isArray(value)) for (const each of value as readonly unknown[]) collect(each, identifiers);
  else if (isObject(value))
    for (const [key, inner] of Object.entries(value)) {
      collect(key, identifiers);
      collect(inner, identifiers);
    }
}

/** The order of keys says nothing. */
function textOf(body: unknown): string {
  return JSON.stringify(body, (_, inner: unknown) =>
    isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b))) : inner,
  );
}
