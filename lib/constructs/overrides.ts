import { DefaultTokenResolver, StringConcat, type TerraformResource, TerraformStack, Tokenization } from "cdktf";

/*
 * What somebody changes at the L1 itself (`p.resource.addOverride`, its setters) is written without the construct's knowledge. The L1 lets in
 * here whoever has to know what it writes, and nobody else.
 */

/** What an L1 tells of itself. */
export interface Hatch {
  /** The arguments that it has besides its policies, to see whether one was set anew. */
  readonly inputs: () => readonly unknown[];
  readonly overrides: () => object;
  /** Its Terraform, tokens unresolved. */
  readonly write: () => { readonly resource?: unknown };
}

const hatches = new WeakMap<TerraformResource, Hatch & { readonly given: readonly unknown[] }>();

/** Called by the L1's constructor. */
export function letIn(resource: TerraformResource, hatch: Hatch): void {
  hatches.set(resource, { ...hatch, given: hatch.inputs() });
}

type Json = Readonly<Record<string, unknown>>;

/**
 * The body of the resource as it is written, when something but its construct has changed it. What the stack overrides is put into the finished
 * file, and can't be read before.
 */
export function overriddenBody(resource: TerraformResource): Json | "unreadable" | undefined {
  const hatch = hatches.get(resource);
  if (hatch === undefined) return undefined;
  if (entry(ofStack(resource), resource.terraformResourceType)?.[resource.friendlyUniqueId] !== undefined) return "unreadable";
  const inputs = hatch.inputs();
  if (Object.keys(hatch.overrides()).length === 0 && inputs.every((value, index) => value === hatch.given[index])) return undefined;
  const resolved: unknown = Tokenization.resolve(hatch.write().resource, {
    scope: resource,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: true,
  });
  const byName = entry(resolved, resource.terraformResourceType);
  return entry(byName, resource.friendlyUniqueId);
}

function ofStack(resource: TerraformResource): unknown {
  // Private in cdktf's types, and there is no other way to see it.
  const { rawOverrides } = TerraformStack.of(resource) as unknown as { readonly rawOverrides?: { readonly resource?: unknown } };
  return rawOverrides?.resource;
}

function entry(value: unknown, key: string): Json | undefined {
  const found = typeof value === "object" && value !== null ? (value as Json)[key] : undefined;
  return typeof found === "object" && found !== null ? (found as Json) : undefined;
}
