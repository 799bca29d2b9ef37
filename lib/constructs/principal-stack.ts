import intersects = require("semver/ranges/intersects");
import { CloudflareProvider } from "@cdktf/provider-cloudflare/lib/provider";
import { Annotations, TerraformBackend, TerraformStack, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import { type Fault, fault, holdsCredential, PrincipalError, throwFaults, unknownProperties } from "../errors";
import type { Pack } from "../guardrails";
import { loadGuardrails, loadTerraform } from "../lazy";
import { Account, isSymbol } from "../policy";
import { stateOf, setSettings } from "./app-checks";
import { attachBackend, Backend, type BackendDefinition } from "./backend";
import { isInTree, prepareQuickly } from "./framework";
import { Guardrails } from "./guardrails";

/** An id that no principal is likely to have; it does not show in Terraform. */
const PROVIDER_ID = "CloudflareProvider";

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
  /** Rules for the tokens of this stack: an error stops the synth before any file is written (docs/guardrails.md). @default - none */
  readonly guardrails?: Pack | undefined;
}

/** Properties of a stack of service principals. */
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
    setUp(this, props, ["account", "credentialVariable", "strict", "tokenQuota"], checkProps(props));
    this.account = props.account;
    const { tokenQuota } = props;
    setSettings(this, {
      kind: "account",
      account: props.account,
      strict: props.strict === true,
      ...(tokenQuota === undefined ? {} : { tokenQuota }),
      ...(props.credentialVariable === undefined ? {} : { provider: { name: "cloudflare" } }),
    });
    const credential = props.credentialVariable;
    if (credential === undefined) new CloudflareProvider(this, PROVIDER_ID, {});
    else addProvider(this, credential, `API token with Account API Tokens Write on the account of stack ${id}`);
    if (isSymbol(props.account.id)) {
      Annotations.of(this).addWarning(
        "the account's id is known at plan time only: when it changes, Terraform replaces every token of this stack, and so every secret",
      );
    }
  }
}

function checkProps({ account, credentialVariable, tokenQuota }: PrincipalStackProps): Fault[] {
  // A value that was pasted instead of a name would be written to the synthesized file.
  const named =
    credentialVariable === undefined || (/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(credentialVariable) && !holdsCredential(credentialVariable));
  return [
    ...(Account.isAccount(account) ? [] : [fault.invalidAccount("account", account)]),
    ...(named ? [] : [fault.invalidCredentialVariable("credentialVariable", credentialVariable)]),
    ...(tokenQuota === undefined || (Number.isSafeInteger(tokenQuota) && tokenQuota > 0)
      ? []
      : [fault.invalidTokenQuota("tokenQuota", tokenQuota)]),
  ];
}

/** A provider whose credential comes from a variable of the stack. */
export function addProvider(stack: TerraformStack, variable: string, description: string): void {
  const token = new TerraformVariable(stack, variable, { type: "string", sensitive: true, nullable: false, description });
  // An ephemeral value is in no plan and no state.
  token.addOverride("ephemeral", true);
  stack.addOverride("terraform.required_version", ">= 1.10");
  new CloudflareProvider(stack, PROVIDER_ID, { apiToken: token.stringValue });
}

/** What every stack of tokens knows. */
const STACK_PROPS = [
  ...(["environment", "backend", "providerVersion", "allowUntestedProvider", "guardrails"] as const),
] satisfies readonly (keyof TokenStackProps)[];

/** cdktf takes the id alone for the stack's folder and the state's name, whatever stands above it. */
function checkStackId(stack: TerraformStack): Fault[] {
  const { id, path } = stack.node;
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(id)) return [fault.invalidStackId("", id)];
  const { folders } = stateOf(stack);
  const other = folders.get(id);
  if (other !== undefined && other !== stack && isInTree(other)) return [fault.duplicateStackId("", path, [other.node.path])];
  folders.set(id, stack);
  return [];
}

/** Two stacks that keep their state in one place would destroy each other's tokens. */
function checkOwnState(stack: TerraformStack): void {
  const written = stack.node
    .findAll()
    .filter((each) => TerraformBackend.isBackend(each))
    .map((each) => JSON.stringify(each.toTerraform()));
  const place = written.join("\n");
  // Tags select workspaces, which may be others for each stack.
  if (place === "" || place.includes('"tags"') || place.includes("TfToken[")) return;
  const { places } = stateOf(stack);
  const other = places.get(place);
  if (other !== undefined && other !== stack && isInTree(other)) {
    throwFaults([fault.invalidBackend("backend", other.node.path, "another stack keeps its state in the same place")], stack.node.path);
  }
  places.set(place, stack);
}

/** Backend, provider constraint and environment of a stack. `own` are the properties of its kind, besides those of every stack. */
export function setUp(stack: TerraformStack, props: TokenStackProps, own: readonly string[], faults: readonly Fault[] = []): void {
  const version = props.providerVersion ?? DEFAULT_PROVIDER_VERSION;
  const backend = props.backend ?? Backend.local();
  try {
    throwFaults(
      [
        ...checkStackId(stack),
        ...unknownProperties(props, [...STACK_PROPS, ...own], "", "a stack"),
        ...faults,
        ...(props.guardrails === undefined ? [] : loadGuardrails().packFaults(props.guardrails, "guardrails")),
      ],
      stack.node.path,
    );
    checkProviderVersion(version, props.allowUntestedProvider === true, stack.node.path);
    attachBackend(stack, backend);
    checkOwnState(stack);
  } catch (error) {
    // A stack that was refused must not stay in the tree: whoever catches the error would synthesize half of it.
    stack.node.scope?.node.tryRemoveChild(stack.node.id);
    throw error;
  }
  prepareQuickly(stack);
  // The prebuilt package pins the one version it was generated from.
  stack.addOverride("terraform.required_providers.cloudflare.version", version);
  if (props.environment !== undefined) stack.addOverride("//.metadata.environment", props.environment);
  if (props.guardrails !== undefined) Guardrails.of(stack).use(props.guardrails);
  if (backend.kind === "local" && process.env["CI"] === "true") {
    Annotations.of(stack).addWarning("the state is a local file, which a pipeline loses: every run would make new tokens; set backend");
  }
}

/** What a `PrincipalStack` writes unless told otherwise: from the version the L1 was made for, below the next major, without the broken ones. */
export const DEFAULT_PROVIDER_VERSION = "~> 5.14, != 5.19.0, != 5.19.1";

/**
 * Refuses a constraint that lets a known-broken provider in.
 *
 * @throws PrincipalError InvalidProviderVersion, BrokenProviderVersion
 */
function checkProviderVersion(constraint: string, allowUntested: boolean, scope: string): void {
  // No other part of the package reads constraints while an app is described.
  if (constraint === DEFAULT_PROVIDER_VERSION) return;
  const { BROKEN_VERSIONS, letsIn, parseConstraint } = loadTerraform();
  const parsed = typeof constraint === "string" && !isSymbol(constraint) ? parseConstraint(constraint) : undefined;
  if (parsed === undefined) throw new PrincipalError([fault.invalidProviderVersion("providerVersion", constraint)], scope);
  if (allowUntested) return;
  const letIn = BROKEN_VERSIONS.filter((version) => letsIn(parsed, version));
  const faults = [
    ...(letIn.length === 0
      ? []
      : [fault.brokenProviderVersion("providerVersion", constraint, letIn.join(" and "), "every apply fails and makes another secret")]),
    ...(intersects(parsed.range, "<5.13.0")
      ? [fault.brokenProviderVersion("providerVersion", constraint, "below 5.13.0", "the resources argument has another shape there")]
      : []),
  ];
  if (faults.length > 0) throw new PrincipalError(faults, scope);
}
