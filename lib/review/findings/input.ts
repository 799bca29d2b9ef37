import type { StackInput } from "../../guardrails";
import { lookedUpPermission, type TokenSpec } from "../../policy";
import { readConfiguration } from "../../read";
import { labelPermission, namesOf } from "../summary/labels";

/**
 * A synthesized folder, or a file or folder of Terraform JSON, as guardrails look at it: the tokens with what was acknowledged for them, and the
 * Terraform around them.
 *
 * @throws PrincipalError UnreadableFile, InvalidFile
 */
export function readGuardrailInput(input: string): StackInput[] {
  return readConfiguration(input).stacks.map(({ name, specs, terraform, unreadable = {} }): StackInput => {
    return {
      name,
      tokens: specs.map((spec) => ({
        spec: withoutFalseNames(spec),
        acknowledgements: spec.acknowledgements ?? [],
        unreadable: unreadable[spec.address ?? ""] ?? [],
      })),
      ...(terraform === undefined ? {} : { terraform }),
    };
  });
}

/**
 * A permission that is looked up goes by the name it is looked up by, but only where Cloudflare's own list is asked. Any other look-up is put in
 * brackets, which mean nothing to Terraform, and is an expression like others.
 */
function withoutFalseNames(spec: TokenSpec): TokenSpec {
  const names = namesOf(spec.lookups);
  const isFalse = (id: string): boolean =>
    lookedUpPermission(id) !== undefined && labelPermission(id, names, spec.accountId).source !== "lookup";
  if (!spec.policies.some(({ permissionGroups }) => permissionGroups.some(isFalse))) return spec;
  const policies = spec.policies.map((policy) => ({
    ...policy,
    permissionGroups: policy.permissionGroups.map((id) => (isFalse(id) ? `\${(${id.slice(2, -1)})}` : id)),
  }));
  return { ...spec, policies };
}
