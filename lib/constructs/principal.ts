import { Annotations, Fn } from "cdktf";
import { Construct } from "constructs";
import { type Fault, fault, PrincipalError, throwFaults } from "../errors";
import { type Acknowledgement, type AcknowledgementSpec, readAcknowledgement, sortAcknowledgements } from "../guardrails";
import {
  type Account,
  checkFinished,
  checkResolved,
  checkResolvedAccount,
  compareText,
  isSymbol,
  normalize,
  now,
  type Policy,
  type PolicySpec,
  readPolicies,
  readToken,
  type TokenSpec,
  type TokenWarning,
  toPolicySpecs,
  unknownProperties,
  type WrittenPolicy,
  writePolicies,
} from "../policy";
import { ACCOUNT_TOKEN_LIMIT, checkApp, type CheckedToken, type Move, movesOf, register, touch } from "./app-checks";
import { ownLookup } from "./permission-lookup";
import { resolvePolicies, resolveText } from "./resolve";
import {
  type AccountTokenResource,
  type ApiTokenResource,
  type PolicyArguments,
  toArguments,
  type TokenSource,
  withoutStackTraces,
} from "./token-resource";
import { TokenOutput } from "./token-output";
import { type R2Credentials, TOKEN_PROPS, type TokenProps } from "./token-props";
import { withZoneLookup } from "./zone-lookup";

/** @internal What the two kinds of token share: reading, checking, closing, outputs. */
export abstract class Principal<R extends AccountTokenResource | ApiTokenResource> extends Construct implements CheckedToken, TokenSource {
  /** The underlying L1, also `node.defaultChild`. */
  readonly resource: R;
  /** Whether the token's expiry has passed and it is left out of the Terraform (`onExpiry: "retire"`). */
  readonly retired: boolean;
  /** @internal */
  readonly tokenQuota: number = ACCOUNT_TOKEN_LIMIT;

  private readonly base: TokenSpec;
  private readonly adopted: string | undefined;
  private readonly policies: Policy[] = [];
  private readonly names: (readonly [key: string, name: string])[] = [];
  private readonly warned = new Set<string>();
  private acknowledged: readonly AcknowledgementSpec[] = [];
  private closed = false;
  /** The policies with late values read, once for all that is made of them. */
  private read: readonly Policy[] | undefined;
  private specs: readonly PolicySpec[] | undefined;
  private normal: readonly WrittenPolicy[] | undefined;
  private written: PolicyArguments[] | undefined;

  protected constructor(
    scope: Construct,
    id: string,
    props: TokenProps,
    private readonly owning: {
      readonly kind: TokenSpec["kind"];
      readonly account: Account | undefined;
      readonly strict: boolean;
      readonly faults: readonly Fault[];
    },
  ) {
    super(scope, id);
    const { kind, account, strict } = owning;
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
    this.base = reading.spec;
    this.retired = reading.retired;
    this.warn([...reading.warnings, ...read.warnings]);
    if (account?.name !== undefined) this.nameResource(account.key, account.name);
    this.keep(policies);
    this.resource = withoutStackTraces(() => this.makeResource(props));
    this.node.defaultChild = this.resource;
    this.adopted = props.adopt;
    register(this);
    if (!this.retired)
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

  /** The token as plain data in normal form; values known at plan or apply time are Terraform references. */
  get spec(): TokenSpec {
    // What was read before the stack is written may still change.
    if (!this.closed) this.forget();
    return normalize({
      ...this.base,
      ...(this.base.accountId === undefined ? {} : { accountId: resolveText(this, this.base.accountId) }),
      policies: this.resolved(),
      address: addressOf(this.resource),
      path: this.node.path,
    });
  }

  /**
   * Adds policies.
   *
   * @throws PrincipalError ClosedAfterSynth, and what the constructor throws for policies
   */
  addPolicies(...policies: readonly Policy[]): void {
    if (this.closed) throw new PrincipalError([fault.closedAfterSynth("policies")], this.node.path);
    const { kind, account, strict } = this.owning;
    const read = readPolicies(kind, account, policies, { from: this.policies.length, strict });
    throwFaults(read.faults, this.node.path);
    this.warn(read.warnings);
    this.keep(policies);
    this.forget();
    touch(this);
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
    if (this.closed) throw new PrincipalError([fault.closedAfterSynth("acknowledgements")], this.node.path);
    const faults: Fault[] = [];
    const read = readAcknowledgement(acknowledgement, faults);
    throwFaults(faults, this.node.path);
    if (read !== undefined) this.acknowledged = sortAcknowledgements([...this.acknowledged, read]);
    touch(this);
  }

  /** What somebody answers for, in order. */
  get acknowledgements(): readonly AcknowledgementSpec[] {
    return this.acknowledged;
  }

  /** @internal */
  emittedArguments(): PolicyArguments[] {
    if (this.written === undefined) {
      // What was read again since the checks over the app may have changed.
      throwFaults(this.lateFaults(), this.node.path);
      this.written = toArguments(this.normalPolicies());
    }
    return this.written;
  }

  /** @internal */
  emittedMetadata(): Readonly<Record<string, unknown>> | undefined {
    const acknowledgements = this.acknowledged;
    if (this.base.owner === undefined && this.base.purpose === undefined && this.names.length === 0 && acknowledgements.length === 0)
      return undefined;
    return {
      ...(this.base.owner === undefined ? {} : { owner: this.base.owner }),
      ...(this.base.purpose === undefined ? {} : { purpose: this.base.purpose }),
      ...(this.names.length === 0 ? {} : { names: this.resourceNames() }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    };
  }

  /** @internal */
  beforeSynth(): void {
    if (!this.closed) this.forget();
    checkApp(this);
  }

  /** @internal */
  close(): void {
    this.closed = true;
  }

  /** @internal */
  get checkedAccount(): string | undefined {
    return this.base.accountId === undefined ? undefined : resolveText(this, this.base.accountId);
  }

  /** @internal */
  get checkedName(): string {
    return this.base.name;
  }

  /** @internal */
  finishedFaults(): readonly Fault[] {
    const nameOf = (group: string): string =>
      this.policies.flatMap((p) => p.permissions).find((p) => resolveText(this, p.id) === group)?.name ?? group;
    return [...this.lateFaults(), ...checkFinished(this.resolved(), nameOf, this.checkedAccount)];
  }

  /** Faults of values that were not there when they were described. */
  private lateFaults(): readonly Fault[] {
    const { kind, account } = this.owning;
    const own = this.checkedAccount;
    const policies = this.readLate().flatMap((after, index) => {
      const before = this.policies[index];
      if (before === undefined || before === after) return [];
      const accounts = before.resources.map(({ accountId }) => (accountId === undefined ? undefined : resolveText(this, accountId)));
      return checkResolved(kind, own, { before, after, accounts, path: `policies[${String(index)}]` });
    });
    return [...(own === undefined || own === account?.id ? [] : checkResolvedAccount(own)), ...policies];
  }

  /** @internal */
  get move(): Move | undefined {
    return this.adopted === undefined ? undefined : { from: this.adopted, to: addressOf(this.resource) };
  }

  /** @internal */
  moves(): readonly Move[] {
    return movesOf(this);
  }

  /** Makes the L1 as a child named `Resource`. */
  protected abstract makeResource(props: TokenProps): R;

  /** The description without policies, in normal form. */
  protected get described(): TokenSpec {
    return this.base;
  }

  private normalPolicies(): readonly WrittenPolicy[] {
    this.normal ??= writePolicies(this.resolved());
    return this.normal;
  }

  /** The policies as they were written, symbols as Terraform references: only these tell whether two symbols are the same. */
  private resolved(): readonly PolicySpec[] {
    this.specs ??= toPolicySpecs(this.readLate());
    return this.specs;
  }

  private readLate(): readonly Policy[] {
    this.read ??= resolvePolicies(this, this.policies);
    return this.read;
  }

  private forget(): void {
    this.read = this.specs = this.normal = this.written = undefined;
  }

  private keep(policies: readonly Policy[]): void {
    for (const policy of policies) {
      const looked = policy.resources.some((resource) => resource.zoneName !== undefined) || policy.permissions.some((p) => isSymbol(p.id));
      const resources = looked ? policy.resources.map((resource) => withZoneLookup(this, resource)) : policy.resources;
      const permissions = looked
        ? policy.permissions.map((permission) => ownLookup(this, permission, this.owning.account))
        : policy.permissions;
      this.policies.push(looked ? { ...policy, permissions, resources } : policy);
      for (const { key, nested, name } of resources)
        if (name !== undefined) this.nameResource(nested === undefined ? key : `${key}/${nested}`, name);
    }
  }

  private nameResource(key: string, name: string): void {
    // A name that is known at plan time only is no name for people, and would make references of its own.
    if (!isSymbol(name)) this.names.push([key, name]);
  }

  /** Of two names for one resource the first by text stays, whatever order they came in. */
  private resourceNames(): Record<string, string> {
    const names = new Map<string, string>();
    for (const [key, name] of this.names) {
      const resolved = resolveText(this, key);
      const known = names.get(resolved);
      if (known === undefined || compareText(name, known) < 0) names.set(resolved, name);
    }
    return Object.fromEntries(names);
  }

  private warn(warnings: readonly TokenWarning[]): void {
    for (const { message } of warnings) {
      if (this.warned.has(message)) continue;
      this.warned.add(message);
      Annotations.of(this).addWarning(message);
    }
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

function addressOf(resource: AccountTokenResource | ApiTokenResource): string {
  return `${resource.terraformResourceType}.${resource.friendlyUniqueId}`;
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
