import { DefaultTokenResolver, StringConcat, Tokenization } from "cdktf";
import type { IConstruct } from "constructs";
import { isSymbol, type Policy } from "../policy";

/** A text with its cdktf tokens replaced by Terraform references, as seen from the given construct's stack. */
export function resolveText(scope: IConstruct, text: string): string {
  if (!isSymbol(text)) return text;
  // Preparing: a reference to another stack is to become an output there and a remote state here.
  const resolved: unknown = Tokenization.resolve(text, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: true });
  return typeof resolved === "string" ? resolved : text;
}

/**
 * Policies whose symbols are Terraform references: the same text in every run, fit for sorting, and equal for equal values, which cdktf's own
 * tokens are not.
 */
export function resolvePolicies(scope: IConstruct, policies: readonly Policy[]): readonly Policy[] {
  return policies.map((policy) => {
    if (!policy.permissions.some((p) => isSymbol(p.id)) && !policy.resources.some((r) => isSymbol(r.key) || isSymbol(r.nested ?? "")))
      return policy;
    return {
      ...policy,
      permissions: policy.permissions.map((permission) => ({ ...permission, id: resolveText(scope, permission.id) })),
      resources: policy.resources.map((resource) => ({
        ...resource,
        key: resolveText(scope, resource.key),
        ...(resource.nested === undefined ? {} : { nested: resolveText(scope, resource.nested) }),
      })),
    };
  });
}
