import type { AcknowledgementSpec, TokenSpec } from "../../lib/policy";

/*
 * Constructs by what they have: these modules import neither cdktf nor constructs, and a project may have a copy of its own of both.
 */

/** A construct, as far as it is used here. */
export interface TreeNode {
  readonly node: {
    readonly path: string;
    /** From the root to this one. */
    readonly scopes: readonly unknown[];
    findAll(): readonly unknown[];
  };
}

/** A ServicePrincipal or a UserToken, or anything else that has a spec. */
export interface PrincipalLike {
  readonly spec: TokenSpec;
  readonly retired?: boolean;
  readonly acknowledgements?: readonly AcknowledgementSpec[];
}

const STACK_SYMBOL = Symbol.for("cdktf/TerraformStack");

/** Whether something is a construct. */
export function isTreeNode(value: unknown): value is TreeNode {
  const node: unknown = isObject(value) ? value["node"] : undefined;
  return isObject(node) && typeof node["findAll"] === "function" && typeof node["path"] === "string" && Array.isArray(node["scopes"]);
}

/** Whether something has a token's spec. */
export function isPrincipal(value: unknown): value is PrincipalLike {
  return isObject(value) && "spec" in value && isTokenSpec(value["spec"]);
}

/** The shape of a TokenSpec. What stands in it, whoever reads it checks. */
export function isTokenSpec(value: unknown): value is TokenSpec {
  if (!isObject(value)) return false;
  const { kind, name, status, policies } = value;
  return (
    (kind === "account" || kind === "user") &&
    typeof name === "string" &&
    (status === "active" || status === "disabled") &&
    Array.isArray(policies) &&
    policies.every(isPolicySpec)
  );
}

/** The principals at and below a construct, those aside that are left out of the Terraform. */
export function principalsBelow(value: TreeNode): PrincipalLike[] {
  return value.node.findAll().filter((each): each is PrincipalLike => isPrincipal(each) && each.retired !== true);
}

/** The stack that a principal is in; undefined for one that is no construct, or in no stack. */
export function stackOf(value: PrincipalLike): TreeNode | undefined {
  if (!isTreeNode(value)) return undefined;
  const scopes: readonly unknown[] = value.node.scopes;
  return [...scopes].reverse().find((scope): scope is TreeNode => isTreeNode(scope) && STACK_SYMBOL in scope);
}

function isPolicySpec(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { effect, permissionGroups, resources } = value;
  return (
    (effect === "allow" || effect === "deny") &&
    Array.isArray(permissionGroups) &&
    permissionGroups.every((id) => typeof id === "string") &&
    isObject(resources) &&
    Object.values(resources).every((entry) => entry === "*" || (isObject(entry) && Object.values(entry).every((each) => each === "*")))
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}
