import { AccountToken, type AccountTokenConfig } from "@cdktf/provider-cloudflare/lib/account-token";
import { ApiToken, type ApiTokenConfig } from "@cdktf/provider-cloudflare/lib/api-token";
import { type IResolvable, ref, type TerraformElement, TerraformStack, Token } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { fault, PrincipalError } from "../errors";
import { escapeTemplate, type RequestIpSpec, type TokenSpec, writeGroupIds, type WrittenPolicy } from "../policy";
import type { Move } from "./app-checks";
import { letIn } from "./overrides";
import { holdsToken, isPreparing } from "./preparing";

/** One policy as the L1 takes it. */
export interface PolicyArguments {
  effect: string;
  permissionGroups: { id: string }[] | IResolvable;
  resources: string;
}

/** What a token resource asks of the construct it belongs to. */
export interface TokenSource {
  /** The policies in normal form, symbols as Terraform references. */
  emittedArguments(): PolicyArguments[];
  /** What is kept beside the resource for people and tools; not access. */
  emittedMetadata(): Readonly<Record<string, unknown>> | undefined;
  /** Called for each synthesis, before anything of the stack is written. */
  beforeSynth(): void;
  /** Called when the stack is written: nothing can be added from here on. */
  close(): void;
  /** The `moved` blocks to write beside the resource. */
  moves(): readonly Move[];
  /** Whether the token is left out of the Terraform. */
  readonly retired: boolean;
}

type TokenConfig = Omit<AccountTokenConfig, "accountId" | "policies">;
interface TerraformJson {
  resource?: unknown;
  moved?: unknown;
}

/** The arguments that are known when the construct is made. */
export function tokenConfig(spec: TokenSpec, preventDestroy: boolean): TokenConfig {
  return {
    name: escapeTemplate(spec.name),
    status: spec.status,
    ...(spec.requestIp === undefined ? {} : { condition: { requestIp: ipLists(spec.requestIp) } }),
    ...(spec.notBefore === undefined ? {} : { notBefore: spec.notBefore }),
    ...(spec.expiresOn === undefined ? {} : { expiresOn: spec.expiresOn }),
    // With create_before_destroy a removed token goes after whatever used it was updated.
    lifecycle: { createBeforeDestroy: true, ...(preventDestroy ? { preventDestroy } : {}) },
  };
}

/** `cloudflare_account_token` whose policies are read from its construct at synthesis. */
export class AccountTokenResource extends AccountToken {
  constructor(
    scope: Construct,
    accountId: string,
    config: TokenConfig,
    private readonly source: TokenSource,
  ) {
    super(scope, "Resource", { ...config, accountId, policies: [] });
    nameForTerraform(this);
    letIn(this, {
      inputs: () => [this.accountIdInput, ...inputsOf(this)],
      overrides: () => this.rawOverrides as object,
      write: () => super.toTerraform() as TerraformJson,
    });
  }

  /** @throws PrincipalError UnsettablePolicies: they are those of the construct */
  override putPolicies(): never {
    return refusePolicies(this);
  }

  protected override synthesizeAttributes(): ReturnType<AccountToken["synthesizeAttributes"]> {
    super.putPolicies(this.source.emittedArguments());
    return super.synthesizeAttributes();
  }

  protected override get constructNodeMetadata(): ReturnType<typeof withMetadata> {
    return withMetadata(super.constructNodeMetadata, this.source);
  }

  override toMetadata(): unknown {
    this.source.close();
    return super.toMetadata() as unknown;
  }

  override toTerraform(): unknown {
    this.source.beforeSynth();
    if (this.source.retired) return {};
    const json = withMoved(super.toTerraform() as TerraformJson, this.source.moves());
    return isPreparing(this) && !holdsToken(json) ? {} : json;
  }

  override interpolationForAttribute(attribute: string): IResolvable {
    // A retired token is in no Terraform, and what still refers to it must not stop the rest.
    return this.source.retired ? ref("null") : super.interpolationForAttribute(attribute);
  }

  override toHclTerraform(): never {
    return refuseHcl(this);
  }
}

/** `cloudflare_api_token` (a user token) whose policies are read from its construct at synthesis. */
export class ApiTokenResource extends ApiToken {
  constructor(
    scope: Construct,
    config: TokenConfig,
    private readonly source: TokenSource,
  ) {
    super(scope, "Resource", { ...config, policies: [] } satisfies ApiTokenConfig);
    nameForTerraform(this);
    letIn(this, {
      inputs: () => inputsOf(this),
      overrides: () => this.rawOverrides as object,
      write: () => super.toTerraform() as TerraformJson,
    });
  }

  /** @throws PrincipalError UnsettablePolicies: they are those of the construct */
  override putPolicies(): never {
    return refusePolicies(this);
  }

  protected override synthesizeAttributes(): ReturnType<ApiToken["synthesizeAttributes"]> {
    super.putPolicies(this.source.emittedArguments());
    return super.synthesizeAttributes();
  }

  protected override get constructNodeMetadata(): ReturnType<typeof withMetadata> {
    return withMetadata(super.constructNodeMetadata, this.source);
  }

  override toMetadata(): unknown {
    this.source.close();
    return super.toMetadata() as unknown;
  }

  override toTerraform(): unknown {
    this.source.beforeSynth();
    if (this.source.retired) return {};
    const json = withMoved(super.toTerraform() as TerraformJson, this.source.moves());
    return isPreparing(this) && !holdsToken(json) ? {} : json;
  }

  override interpolationForAttribute(attribute: string): IResolvable {
    // A retired token is in no Terraform, and what still refers to it must not stop the rest.
    return this.source.retired ? ref("null") : super.interpolationForAttribute(attribute);
  }

  override toHclTerraform(): never {
    return refuseHcl(this);
  }
}

/** What else may be set anew, in a form that is equal when nothing was. */
function inputsOf(l1: AccountToken | ApiToken): unknown[] {
  const { nameInput, statusInput, expiresOnInput, notBeforeInput, conditionInput, count, forEach } = l1;
  return [nameInput, statusInput, expiresOnInput, notBeforeInput, JSON.stringify(conditionInput), count, forEach];
}

/** They are written from the construct when it is synthesized, and would be dropped without a word. */
function refusePolicies(resource: IConstruct): never {
  throw new PrincipalError([fault.unsettablePolicies("policies")], resource.node.scope?.node.path);
}

/** cdktf would write `policies` as blocks, which the provider refuses, and drop `moved` and metadata. */
function refuseHcl(resource: IConstruct): never {
  throw new PrincipalError([fault.hclOutput("")], resource.node.scope?.node.path);
}

function withMoved(json: TerraformJson, moved: readonly Move[]): TerraformJson {
  return moved.length === 0 ? json : { ...json, moved };
}

function withMetadata(base: Record<string, unknown>, source: TokenSource): Record<string, unknown> {
  const extra = source.emittedMetadata();
  return extra === undefined ? base : { ...base, metadata: { ...(base["metadata"] as object), ...extra } };
}

/** Policies in normal form as the L1 takes them. */
export function toArguments(policies: readonly WrittenPolicy[]): PolicyArguments[] {
  return policies.map((policy) => {
    const groups = writeGroupIds(policy.permissionGroups);
    return {
      effect: policy.effect,
      permissionGroups: typeof groups === "string" ? Token.asAny(groups) : [...groups],
      resources: policy.text,
    };
  });
}

function ipLists(filter: RequestIpSpec): { in?: string[]; notIn?: string[] } {
  return {
    ...(filter.in === undefined ? {} : { in: [...filter.in] }),
    ...(filter.notIn === undefined ? {} : { notIn: [...filter.notIn] }),
  };
}

/** Terraform names start with a letter or an underscore, construct ids may start with anything. */
export function nameForTerraform(element: TerraformElement): void {
  const stack = TerraformStack.of(element);
  let first = "";
  // cdktf leaves these two out of the name.
  for (let at: IConstruct = element; at !== stack && at.node.scope !== undefined; at = at.node.scope) {
    if (at.node.id !== "Default" && at.node.id !== "Resource") first = at.node.id;
  }
  if (!/^[^\w-]*[A-Za-z_]/.test(first)) element.overrideLogicalId(`_${stack.getLogicalId(element)}`);
}

/**
 * Makes constructs without the stack traces that cdktf formats for every computed attribute of an L1 and shows nowhere: they are a third of the
 * time it takes to make a token, and stay in memory.
 */
export function withoutStackTraces<T>(make: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- kept only to be put back
  const prepare = Error.prepareStackTrace;
  Error.prepareStackTrace = () => "";
  try {
    return make();
  } finally {
    Error.prepareStackTrace = prepare;
  }
}
