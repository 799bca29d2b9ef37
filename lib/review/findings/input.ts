import { parseAcknowledgements, type StackInput } from "../../guardrails";
import { lookedUpPermission, type TokenSpec } from "../../policy";
import { readDocuments, readSynthesized, type StackDocuments } from "../../read";

type Json = StackDocuments["files"][number]["document"][number];

/**
 * A synthesized folder, or a file or folder of Terraform JSON, as guardrails look at it: the tokens with what was acknowledged for them, and the
 * Terraform around them.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readGuardrailInput(input: string): StackInput[] {
  // First: it refuses what can't be read whole.
  const { stacks } = readSynthesized(input);
  const documents = readDocuments(input);
  return stacks.map((stack): StackInput => {
    const { name, specs } = stack;
    const found = documents.find((each) => each.name === name) ?? (documents.length === 1 ? documents[0] : undefined);
    const written = found === undefined ? new Map<string, unknown>() : acknowledgementsIn(found);
    return {
      name,
      tokens: specs.map((spec) => ({ spec: withoutFalseNames(spec), ...parseAcknowledgements(written.get(spec.address ?? "")) })),
      ...(found === undefined ? {} : { terraform: { name, files: found.files, others: found.others } }),
    };
  });
}

/**
 * A permission that is looked up goes by the name it is looked up by, but only where Cloudflare's own list is asked. Any other look-up is put in
 * brackets, which mean nothing to Terraform, and is an expression like others.
 */
function withoutFalseNames(spec: TokenSpec): TokenSpec {
  const isFalse = (id: string): boolean => lookedUpPermission(id) !== undefined && !Object.hasOwn(spec.lookups ?? {}, id);
  if (!spec.policies.some(({ permissionGroups }) => permissionGroups.some(isFalse))) return spec;
  const policies = spec.policies.map((policy) => ({
    ...policy,
    permissionGroups: policy.permissionGroups.map((id) => (isFalse(id) ? `\${(${id.slice(2, -1)})}` : id)),
  }));
  return { ...spec, policies };
}

/** What stands in the metadata of each resource, by its address. */
function acknowledgementsIn({ files }: StackDocuments): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const { document } of files) {
    for (const [type, byName] of entries(document, "resource"))
      for (const [name, body] of objectsOf(byName).flatMap((each) => Object.entries(each)))
        for (const block of objectsOf(body)) {
          const [metadata] = objectsOf(block["//"]).map((comment) => comment["metadata"]);
          const [list] = objectsOf(metadata).map((each) => each["acknowledgements"]);
          if (list !== undefined) found.set(`${type}.${name}`, list);
        }
  }
  return found;
}

function entries(document: readonly Json[], type: string): [string, unknown][] {
  return document.flatMap((part) => objectsOf(part[type])).flatMap((each) => Object.entries(each));
}

/** Terraform allows a list of objects wherever it allows one. */
function objectsOf(value: unknown): Json[] {
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap(objectsOf);
  return typeof value === "object" && value !== null ? [value as Json] : [];
}
