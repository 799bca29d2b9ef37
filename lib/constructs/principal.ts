import type { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import type { ApiToken } from "@cdktf/provider-cloudflare/lib/api-token";
import { Fn, type TerraformOutputConfig } from "cdktf";
import { Construct } from "constructs";
import { type Fault, fault, PrincipalError, throwFaults, unknownProperties } from "../errors";
import {
  Account,
  type Acknowledgement,
  type AcknowledgementSpec,
  type DeliverySpec,
  isSymbol,
  now,
  type OnExpiry,
  type Policy,
  type ProviderSpec,
  readAcknowledgement,
  readPolicies,
  readToken,
  type RequestIp,
  sortAcknowledgements,
  type TokenSpec,
  type TokenStatus,
  type TokenWarning,
} from "../policy";
import { register, settingsOf, type StackSettings, touch } from "./app-checks";
import {
  annotate,
  nameForTerraform,
  OwnedAccountToken,
  OwnedApiToken,
  type TokenElement,
  TokenOutput,
  withoutStackTraces,
} from "./framework";
import { withLookups } from "./lookups";
import { PrincipalToken, type TokenOwner } from "./token";

/** What service principals and user tokens have in common. */
export interface TokenProps {
  /** The token's name in the dashboard: 1 to 120 characters, unique per account over all stacks of the app. @default - the construct's id */
  readonly name?: string | undefined;
  /** What the token may and may not do; `addPolicies` adds more. @default - none */
  readonly policies?: readonly Policy[] | undefined;
  /** From which addresses the token may be used. @default - from everywhere */
  readonly requestIp?: RequestIp | undefined;
  /** RFC 3339 text with time and offset, or a Date. @default - valid at once */
  readonly notBefore?: string | Date | undefined;
  /** RFC 3339 text with time and offset, or a Date. @default - never expires */
  readonly expiresOn?: string | Date | undefined;
  /** `disabled` is the kill switch: the token stays, with its secret, and may do nothing. @default "active" */
  readonly status?: TokenStatus | undefined;
  /** Who answers for the token; kept in the synthesized file, Cloudflare has no field for it. @default - none */
  readonly owner?: string | undefined;
  /** What the token is for; kept in the synthesized file, Cloudflare has no field for it. @default - none */
  readonly purpose?: string | undefined;
  /**
   * What happens once `expiresOn` has passed: `error` stops the synth; `retire` leaves this one token out, with a warning, so that it never
   * blocks a change to another. @default "error"
   */
  readonly onExpiry?: OnExpiry | undefined;
  /** Makes Terraform refuse to destroy the token. It does not guard against deleting the construct. @default false */
  readonly preventDestroy?: boolean | undefined;
  /** Makes the value a sensitive Terraform output. It is in the state in any case. @default false */
  readonly exposeValue?: boolean | undefined;
  /** The address the token had in this stack's state (`cloudflare_account_token.old`): Terraform moves it instead of making a new one. @default - none */
  readonly adopt?: string | undefined;
}

/** The names of all properties, for what TypeScript did not check. */
const TOKEN_PROPS = [
  ...(["name", "policies", "requestIp", "notBefore", "expiresOn", "status", "owner", "purpose"] as const),
  ...(["onExpiry", "preventDestroy", "exposeValue", "adopt"] as const),
] satisfies readonly (keyof TokenProps)[];

/** An S3 key pair for R2, derived from a token. */
export interface R2Credentials {
  /** The token's id. */
  readonly accessKeyId: string;
  /** SHA-256 of the token's value, hexadecimal; sensitive. */
  readonly secretAccessKey: string;
}

/** What service principals and user tokens have in common. `L1` is the class of the underlying Terraform resource. */
export abstract class Principal<L1 extends AccountToken | ApiToken = AccountToken | ApiToken> extends Construct {
  /** The underlying L1, also `node.defaultChild`. What is changed there is written, and stands in `spec` as far as it can be read. */
  readonly resource: L1;
  /** Whether the token's expiry has passed and it is left out of the Terraform (`onExpiry: "retire"`). */
  readonly retired: boolean;
  /** A principal may come to hold several: one for each slot of a rotation. */
  private readonly tokens: readonly PrincipalToken[];
  private readonly shared: Shared;

  /**
   * Called by `ServicePrincipal` and `UserToken`, which are the two kinds there are.
   *
   * @param account the owner of an account-owned token, where it is not the stack's
   * @throws PrincipalError with all faults of the props
   */
  protected constructor(scope: Construct, id: string, kind: "account" | "user", props: TokenProps, account?: Account) {
    super(scope, id);
    const settings = settingsOf(scope);
    const owner = kind === "account" ? (account ?? settings.account) : undefined;
    const accountOrNone = Account.isAccount(owner) ? owner : undefined;
    const reading = readToken(kind, accountOrNone, props.name ?? id, props, now());
    const policies = props.policies ?? [];
    const read = readPolicies(kind, accountOrNone, policies, { from: 0, strict: settings.strict });
    const faults = [
      ...unknownProperties(props, kind === "account" ? [...TOKEN_PROPS, "account"] : TOKEN_PROPS, "", "a principal"),
      ...checkPlace(kind, settings.kind, account, owner),
      ...reading.faults,
      ...read.faults,
      ...checkAdopt(props.adopt, kind),
    ];
    if (faults.length > 0) this.refuse(faults);
    const { spec: base, retired } = reading;
    this.retired = retired;
    this.shared = new Shared(this, kind, accountOrNone, settings);
    this.shared.warn([...reading.warnings, ...read.warnings]);
    this.shared.keep(policies);
    const token = new PrincipalToken(
      this.shared,
      { base, retired, adopt: props.adopt, preventDestroy: props.preventDestroy === true },
      (config) =>
        kind === "account"
          ? new OwnedAccountToken(this, "Resource", { ...config, accountId: config.accountId ?? "" })
          : new OwnedApiToken(this, "Resource", config),
    );
    nameForTerraform(token.element);
    this.tokens = [token];
    // The kind says of which class it is.
    this.resource = token.element as L1;
    this.node.defaultChild = token.element;
    register(this, this.tokens);
    if (!retired) this.makeOutputs(token.element, props.exposeValue === true);
  }

  /** The token's id, not secret. `null` in Terraform once the token is retired. */
  get tokenId(): string {
    return this.resource.id;
  }

  /** The token's secret value: sensitive in Terraform, and in the state. `null` in Terraform once the token is retired. */
  get value(): string {
    return this.resource.value;
  }

  /**
   * The S3 key pair that R2 accepts for this token.
   *
   * Source: https://developers.cloudflare.com/r2/api/tokens/
   */
  get r2Credentials(): R2Credentials {
    return { accessKeyId: this.tokenId, secretAccessKey: Fn.sha256(this.value) };
  }

  /** The token as plain data in normal form, as it is written; values known at plan or apply time are Terraform references. */
  get spec(): TokenSpec {
    const [token] = this.tokens;
    if (token === undefined) throw new TypeError("a principal has a token");
    return token.spec;
  }

  /** What somebody answers for, in order. */
  get acknowledgements(): readonly AcknowledgementSpec[] {
    return this.shared.acknowledgements;
  }

  /**
   * Adds policies.
   *
   * @throws PrincipalError ClosedAfterSynth, and what the constructor throws for policies
   */
  addPolicies(...policies: readonly Policy[]): void {
    this.shared.addPolicies(policies);
    for (const token of this.tokens) token.reopen();
  }

  /**
   * Answers for what a guardrail finds: it is still shown in every report, and counts for nothing. Kept in the synthesized file, so that
   * `principals check` and whoever reviews the change see it.
   *
   * @throws PrincipalError ClosedAfterSynth, InvalidAcknowledgement, InvalidDate
   * @example
   * principal.acknowledge({ rule: "all-zones-write", detail: "zone.cache.purge", reason: "releases touch every zone", owner: "team-web" });
   */
  acknowledge(acknowledgement: Acknowledgement): void {
    this.shared.acknowledge(acknowledgement);
  }

  private makeOutputs(element: TokenElement, exposeValue: boolean): void {
    const make = (id: string, attribute: "id" | "value", config: Omit<TerraformOutputConfig, "value">): TokenOutput => {
      const output = withoutStackTraces(() => new TokenOutput(this, id, element, attribute, config));
      nameForTerraform(output);
      return output;
    };
    make("TokenId", "id", { description: "Id of the token; not secret" });
    if (exposeValue) this.shared.valueOutput = make("TokenValue", "value", { sensitive: true, description: "Secret value of the token" });
  }

  /** A construct that was refused must not stay in the tree: whoever catches the error would synthesize half of it. */
  private refuse(faults: readonly Fault[]): never {
    const path = this.node.path;
    this.node.scope?.node.tryRemoveChild(this.node.id);
    throw new PrincipalError(faults, path);
  }
}

/** What the tokens of a principal have in common, and what may be added to them until it is written. */
class Shared implements TokenOwner {
  readonly policies: Policy[] = [];
  acknowledgements: readonly AcknowledgementSpec[] = [];
  /** The output of the value, where there is one. */
  valueOutput: TokenOutput | undefined;
  private closed = false;

  constructor(
    readonly construct: Construct,
    readonly kind: TokenSpec["kind"],
    readonly account: Account | undefined,
    private readonly settings: StackSettings,
  ) {}

  get tokenQuota(): number {
    return this.settings.tokenQuota;
  }

  get provider(): ProviderSpec | undefined {
    return this.settings.provider;
  }

  get deliveries(): readonly DeliverySpec[] {
    const { valueOutput: output } = this;
    return output === undefined ? [] : [{ kind: "output", to: `output.${output.friendlyUniqueId}`, sensitive: output.sensitive === true }];
  }

  close(): void {
    this.closed = true;
  }

  addPolicies(policies: readonly Policy[]): void {
    this.checkOpen("policies");
    const read = readPolicies(this.kind, this.account, policies, { from: this.policies.length, strict: this.settings.strict });
    throwFaults(read.faults, this.construct.node.path);
    this.warn(read.warnings);
    this.keep(policies);
  }

  keep(policies: readonly Policy[]): void {
    for (const policy of policies) {
      const { permissions, resources } = policy;
      const asks = permissions.some(({ id }) => isSymbol(id)) || resources.some(({ zoneName }) => zoneName !== undefined);
      this.policies.push(asks ? withLookups(this.construct, policy, this.account) : policy);
    }
  }

  acknowledge(acknowledgement: Acknowledgement): void {
    this.checkOpen("acknowledgements");
    const faults: Fault[] = [];
    const read = readAcknowledgement(acknowledgement, faults);
    throwFaults(faults, this.construct.node.path);
    if (read !== undefined) this.acknowledgements = sortAcknowledgements([...this.acknowledgements, read]);
    touch(this.construct);
  }

  warn(warnings: readonly Pick<TokenWarning, "message">[]): void {
    for (const { message } of warnings) annotate(this.construct, "warning", message);
  }

  private checkOpen(what: string): void {
    if (this.closed) throw new PrincipalError([fault.closedAfterSynth(what)], this.construct.node.path);
  }
}

/** Which kind of token may stand where. */
function checkPlace(kind: "account" | "user", stack: "account" | "user" | undefined, given: unknown, owner: unknown): Fault[] {
  if (kind === "user") return stack === "user" ? [] : [fault.userTokenOutsideUserStack("")];
  return [
    ...(given !== undefined && !Account.isAccount(given) ? [fault.invalidAccount("account", given)] : []),
    ...(owner === undefined ? [fault.missingAccount("account")] : []),
    ...(stack === "user" ? [fault.servicePrincipalInUserStack("")] : []),
  ];
}

const ADDRESS = {
  account:
    /^(?:module\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\\$%]*")\])?\.)*cloudflare_account_token\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\\$%]*")\])?$/,
  user: /^(?:module\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\\$%]*")\])?\.)*cloudflare_api_token\.[A-Za-z_][\w-]*(?:\[(?:\d+|"[^"\\$%]*")\])?$/,
};

function checkAdopt(adopt: unknown, kind: TokenSpec["kind"]): Fault[] {
  if (adopt === undefined || (typeof adopt === "string" && ADDRESS[kind].test(adopt))) return [];
  return [kind === "user" ? fault.invalidAdopt("adopt", adopt, "cloudflare_api_token.old") : fault.invalidAdopt("adopt", adopt)];
}
