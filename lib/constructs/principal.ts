import { Fn } from "cdktf";
import { Construct } from "constructs";
import { type Fault, fault, PrincipalError } from "../errors";
import type { Acknowledgement } from "../guardrails";
import {
  type Account,
  type AcknowledgementSpec,
  now,
  type Policy,
  readPolicies,
  readToken,
  type TokenSpec,
  unknownProperties,
} from "../policy";
import { register } from "./app-checks";
import { TokenOutput } from "./token-output";
import { type R2Credentials, TOKEN_PROPS, type TokenProps } from "./token-props";
import { type AccountTokenResource, type ApiTokenResource, type TokenSource, withoutStackTraces } from "./token-resource";
import { TokenState } from "./token-state";

/** What a principal knows of where it is made. */
export interface Owning<R> {
  readonly kind: TokenSpec["kind"];
  readonly account: Account | undefined;
  readonly strict: boolean;
  readonly tokenQuota: number;
  readonly faults: readonly Fault[];
  /** Makes the L1 as a child named `Resource`. */
  readonly make: (scope: Construct, spec: TokenSpec, source: TokenSource) => R;
}

/** Where the matchers of testing/ find what a principal keeps to itself: they import no construct, and it is no part of the API. */
const STATE = Symbol.for("cloudflare-principals/TokenState");

/** What service principals and user tokens have in common. */
export abstract class Principal<R extends AccountTokenResource | ApiTokenResource> extends Construct {
  /** The underlying L1, also `node.defaultChild`. What is changed there is written, and stands in `spec` as far as it can be read. */
  readonly resource: R;
  /** Whether the token's expiry has passed and it is left out of the Terraform (`onExpiry: "retire"`). */
  readonly retired: boolean;
  private readonly state: TokenState;

  protected constructor(scope: Construct, id: string, props: TokenProps, owning: Owning<R>) {
    super(scope, id);
    const { kind, account, strict, tokenQuota } = owning;
    const reading = readToken(kind, account, props.name ?? id, props, now());
    const policies = props.policies ?? [];
    const read = readPolicies(kind, account, policies, { from: 0, strict });
    const faults = [
      ...unknownProperties(props, kind === "account" ? [...TOKEN_PROPS, "account"] : TOKEN_PROPS, "", "a principal"),
      ...owning.faults,
      ...reading.faults,
      ...read.faults,
      ...checkAdopt(props.adopt, kind),
    ];
    if (faults.length > 0) this.refuse(faults);
    const { spec: base, retired } = reading;
    this.retired = retired;
    this.state = new TokenState(this, { kind, account, strict, tokenQuota, base, retired, adopt: props.adopt });
    this.state.warn([...reading.warnings, ...read.warnings]);
    this.state.keep(policies);
    this.resource = withoutStackTraces(() => owning.make(this, base, this.state));
    this.state.resource = this.resource;
    this.node.defaultChild = this.resource;
    Object.defineProperty(this, STATE, { value: this.state });
    register(this.state);
    if (!retired)
      withoutStackTraces(() => {
        this.makeOutputs(props.exposeValue === true);
      });
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
    return this.state.spec;
  }

  /** What somebody answers for, in order. */
  get acknowledgements(): readonly AcknowledgementSpec[] {
    return this.state.acknowledgements;
  }

  /**
   * Adds policies.
   *
   * @throws PrincipalError ClosedAfterSynth, and what the constructor throws for policies
   */
  addPolicies(...policies: readonly Policy[]): void {
    this.state.addPolicies(policies);
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
    this.state.acknowledge(acknowledgement);
  }

  private makeOutputs(exposeValue: boolean): void {
    new TokenOutput(this, "TokenId", () => this.resource.id, { description: "Id of the token; not secret" });
    if (exposeValue)
      new TokenOutput(this, "TokenValue", () => this.resource.value, { sensitive: true, description: "Secret value of the token" });
  }

  /** A construct that was refused must not stay in the tree: whoever catches the error would synthesize half of it. */
  private refuse(faults: readonly Fault[]): never {
    const path = this.node.path;
    this.node.scope?.node.tryRemoveChild(this.node.id);
    throw new PrincipalError(faults, path);
  }
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
