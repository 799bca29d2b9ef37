import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { Annotations, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { type Fault, fault, throwFaults } from "../errors";
import { Account, isSymbol } from "../policy";
import { ACCOUNT_TOKEN_LIMIT } from "./app-checks";
import { Backend, type BackendDefinition } from "./backend";
import { checkProviderVersion, DEFAULT_PROVIDER_VERSION } from "./provider-guard";
import { whilePreparing } from "./preparing";
import { setSettings } from "./stack-settings";

/** What stacks of service principals and of user tokens have in common. */
export interface TokenStackProps {
  /** What people call the environment, `prod` for instance; kept in the synthesized file. @default - none */
  readonly environment?: string | undefined;
  /** Where the state is kept. The state holds every token's value. @default Backend.local() */
  readonly backend?: BackendDefinition | undefined;
  /** Terraform constraint on the Cloudflare provider. @default "~> 5.14, != 5.19.0, != 5.19.1" */
  readonly providerVersion?: string | undefined;
  /** Accepts a constraint that lets known-broken provider versions in. @default false */
  readonly allowUntestedProvider?: boolean | undefined;
}

export interface PrincipalStackProps extends TokenStackProps {
  /** The account that owns the principals of this stack. */
  readonly account: Account;
  /**
   * Name of a Terraform variable that holds the provider's credential (`TF_VAR_<name>`), for apps whose stacks belong to several accounts.
   * The variable is sensitive and ephemeral: its value is in no plan and no state. Needs Terraform 1.10 or later.
   * @default - the environment variable CLOUDFLARE_API_TOKEN, the same for all stacks
   */
  readonly credentialVariable?: string | undefined;
  /** Makes a permission of a product that does not accept account-owned tokens an error instead of a warning. @default false */
  readonly strict?: boolean | undefined;
  /** How many tokens the account may hold; Enterprise accounts may ask Cloudflare for more. @default 500 */
  readonly tokenQuota?: number | undefined;
}

/**
 * A stack of service principals of one account: provider, version guard, state. The provider's credential comes from the environment
 * (`CLOUDFLARE_API_TOKEN`, a token with Account API Tokens Write).
 *
 * @throws PrincipalError InvalidAccount, InvalidProviderVersion, BrokenProviderVersion, and what the backend throws
 * @example
 * const app = new App();
 * const prod = new PrincipalStack(app, "prod", { account: Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" }) });
 */
export class PrincipalStack extends TerraformStack {
  /** The account that owns the principals of this stack. */
  readonly account: Account;

  constructor(scope: Construct, id: string, props: PrincipalStackProps) {
    super(scope, id);
    setUp(this, props, Account.isAccount(props.account) ? [] : [fault.invalidAccount("account", props.account)]);
    this.account = props.account;
    setSettings(this, {
      kind: "account",
      account: props.account,
      strict: props.strict === true,
      tokenQuota: props.tokenQuota ?? ACCOUNT_TOKEN_LIMIT,
    });
    const credential = props.credentialVariable;
    if (credential === undefined) new CloudflareProvider(this, "cloudflare", {});
    else addProvider(this, credential, `API token with Account API Tokens Write on the account of stack ${id}`);
    if (isSymbol(props.account.id)) {
      Annotations.of(this).addWarning(
        "the account's id is known at plan time only: when it changes, Terraform replaces every token of this stack, and so every secret",
      );
    }
  }

  override prepareStack(): void {
    whilePreparing(this, () => {
      super.prepareStack();
    });
  }
}

/** A provider whose credential comes from a variable of the stack. */
export function addProvider(stack: TerraformStack, variable: string, description: string): void {
  const token = new TerraformVariable(stack, variable, { type: "string", sensitive: true, nullable: false, description });
  // An ephemeral value is in no plan and no state.
  token.addOverride("ephemeral", true);
  stack.addOverride("terraform.required_version", ">= 1.10");
  new CloudflareProvider(stack, "cloudflare", { apiToken: token.stringValue });
}

/** Backend, provider constraint and environment of a stack. */
export function setUp(stack: TerraformStack, props: TokenStackProps, faults: readonly Fault[] = []): void {
  const version = props.providerVersion ?? DEFAULT_PROVIDER_VERSION;
  const backend = props.backend ?? Backend.local();
  try {
    throwFaults(faults, stack.node.path);
    checkProviderVersion(version, props.allowUntestedProvider === true, stack.node.path);
    backend.attach(stack);
  } catch (error) {
    // A stack that was refused must not stay in the tree: whoever catches the error would synthesize half of it.
    stack.node.scope?.node.tryRemoveChild(stack.node.id);
    throw error;
  }
  // The prebuilt package pins the one version it was generated from.
  stack.addOverride("terraform.required_providers.cloudflare.version", version);
  if (props.environment !== undefined) stack.addOverride("//.metadata.environment", props.environment);
  if (backend.kind === "local" && process.env["CI"] === "true") {
    Annotations.of(stack).addWarning("the state is a local file, which a pipeline loses: every run would make new tokens; set backend");
  }
}
