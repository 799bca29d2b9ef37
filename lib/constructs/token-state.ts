import { Annotations } from "cdktf";
import type { IConstruct } from "constructs";
import { type Fault, fault, PrincipalError, throwFaults } from "../errors";
import { type Acknowledgement, readAcknowledgement, sortAcknowledgements } from "../guardrails";
import {
  type Account,
  type AcknowledgementSpec,
  checkFinished,
  checkResolved,
  checkResolvedAccount,
  compareText,
  isSymbol,
  normalize,
  type Policy,
  type PolicySpec,
  readPolicies,
  type TokenSpec,
  type TokenWarning,
  toPolicySpecs,
  type WrittenPolicy,
  writePolicies,
} from "../policy";
import { checkApp, type CheckedToken, type Move, movesOf, touch } from "./app-checks";
import { ownLookup } from "./permission-lookup";
import { changedAccess, type ReadAccess, readArguments, withAccess } from "./read-arguments";
import { resolvePolicies, resolveText } from "./resolve";
import { type AccountTokenResource, type ApiTokenResource, type PolicyArguments, toArguments, type TokenSource } from "./token-resource";
import { overriddenBody } from "./overrides";
import { withZoneLookup } from "./zone-lookup";

/** What a principal is, besides its policies. */
export interface TokenDefinition {
  readonly kind: TokenSpec["kind"];
  readonly account: Account | undefined;
  readonly strict: boolean;
  readonly tokenQuota: number;
  /** Everything but the policies, in normal form. */
  readonly base: TokenSpec;
  readonly retired: boolean;
  readonly adopt: string | undefined;
}

/** What both kinds of principal keep between their construction and synthesis, and what the checks and the L1 ask of it. */
export class TokenState implements CheckedToken, TokenSource {
  private l1: AccountTokenResource | ApiTokenResource | undefined;
  private readonly policies: Policy[] = [];
  private readonly names: (readonly [key: string, name: string])[] = [];
  private readonly warned = new Set<string>();
  private acknowledged: readonly AcknowledgementSpec[] = [];
  private closed = false;
  /** What the L1 makes of the token when somebody has overridden it: as a text, to see when that changes. */
  private override = "";
  /** The policies with late values read, once for all that is made of them. */
  private read: readonly Policy[] | undefined;
  private specs: readonly PolicySpec[] | undefined;
  private normal: readonly WrittenPolicy[] | undefined;
  private written: PolicyArguments[] | undefined;

  constructor(
    readonly construct: IConstruct,
    private readonly definition: TokenDefinition,
  ) {
    const { account } = definition;
    if (account?.name !== undefined) this.nameResource(account.key, account.name);
  }

  /** Called once, when the L1 is made. */
  set resource(l1: AccountTokenResource | ApiTokenResource) {
    this.l1 = l1;
  }

  get retired(): boolean {
    return this.definition.retired;
  }

  get tokenQuota(): number {
    return this.definition.tokenQuota;
  }

  get acknowledgements(): readonly AcknowledgementSpec[] {
    return this.acknowledged;
  }

  /** As it is written: with what was overridden at the L1, where that can be read. */
  get spec(): TokenSpec {
    // What was read before the stack is written may still change.
    if (!this.closed) this.forget();
    const described = this.described();
    const access = this.overriddenAccess();
    if (access === undefined || access === "unreadable") return described;
    return withAccess(described, access);
  }

  /** Whether the L1 makes something of the token that nobody here can read. */
  get unreadable(): boolean {
    return this.overriddenAccess() === "unreadable";
  }

  addPolicies(policies: readonly Policy[]): void {
    this.checkOpen("policies");
    const { kind, account, strict } = this.definition;
    const read = readPolicies(kind, account, policies, { from: this.policies.length, strict });
    throwFaults(read.faults, this.construct.node.path);
    this.warn(read.warnings);
    this.keep(policies);
    this.forget();
    touch(this.construct);
  }

  acknowledge(acknowledgement: Acknowledgement): void {
    this.checkOpen("acknowledgements");
    const faults: Fault[] = [];
    const read = readAcknowledgement(acknowledgement, faults);
    throwFaults(faults, this.construct.node.path);
    if (read !== undefined) this.acknowledged = sortAcknowledgements([...this.acknowledged, read]);
    touch(this.construct);
  }

  emittedArguments(): PolicyArguments[] {
    if (this.written === undefined) {
      // What was read again since the checks over the app may have changed.
      throwFaults(this.lateFaults(), this.construct.node.path);
      this.normal ??= writePolicies(this.resolved());
      this.written = toArguments(this.normal);
    }
    return this.written;
  }

  emittedMetadata(): Readonly<Record<string, unknown>> | undefined {
    const { owner, purpose } = this.definition.base;
    const acknowledgements = this.acknowledged;
    if (owner === undefined && purpose === undefined && this.names.length === 0 && acknowledgements.length === 0) return undefined;
    return {
      ...(owner === undefined ? {} : { owner }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(this.names.length === 0 ? {} : { names: this.resourceNames() }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    };
  }

  beforeSynth(): void {
    if (!this.closed) this.forget();
    this.noteOverrides();
    checkApp(this.construct);
  }

  close(): void {
    this.closed = true;
  }

  get checkedAccount(): string | undefined {
    const { accountId } = this.definition.base;
    return accountId === undefined ? undefined : resolveText(this.construct, accountId);
  }

  get checkedName(): string {
    const access = this.overriddenAccess();
    return access === undefined || access === "unreadable" ? this.definition.base.name : access.name;
  }

  finishedFaults(): readonly Fault[] {
    const nameOf = (group: string): string =>
      this.policies.flatMap((p) => p.permissions).find((p) => resolveText(this.construct, p.id) === group)?.name ?? group;
    return [...this.lateFaults(), ...checkFinished(this.resolved(), nameOf, this.checkedAccount)];
  }

  get move(): Move | undefined {
    const { adopt } = this.definition;
    return adopt === undefined ? undefined : { from: adopt, to: this.address() };
  }

  moves(): readonly Move[] {
    return movesOf(this);
  }

  keep(policies: readonly Policy[]): void {
    for (const policy of policies) {
      const looked = policy.resources.some((resource) => resource.zoneName !== undefined) || policy.permissions.some((p) => isSymbol(p.id));
      const resources = looked ? policy.resources.map((resource) => withZoneLookup(this.construct, resource)) : policy.resources;
      const permissions = looked
        ? policy.permissions.map((permission) => ownLookup(this.construct, permission, this.definition.account))
        : policy.permissions;
      this.policies.push(looked ? { ...policy, permissions, resources } : policy);
      for (const { key, nested, name } of resources)
        if (name !== undefined) this.nameResource(nested === undefined ? key : `${key}/${nested}`, name);
    }
  }

  /** Warnings of the construct, each once. */
  warn(warnings: readonly Pick<TokenWarning, "message">[]): void {
    for (const { message } of warnings) {
      if (this.warned.has(message)) continue;
      this.warned.add(message);
      Annotations.of(this.construct).addWarning(message);
    }
  }

  private described(): TokenSpec {
    const { base } = this.definition;
    return normalize({
      ...base,
      ...(base.accountId === undefined ? {} : { accountId: resolveText(this.construct, base.accountId) }),
      policies: this.resolved(),
      ...(this.l1 === undefined ? {} : { address: this.address() }),
      path: this.construct.node.path,
    });
  }

  private overriddenAccess(): ReadAccess | "unreadable" | undefined {
    const body = this.l1 === undefined ? undefined : overriddenBody(this.l1);
    return body === undefined || body === "unreadable" ? body : (readArguments(this.definition.kind, body) ?? "unreadable");
  }

  /** The checks run again when an aspect overrides something after them. */
  private noteOverrides(): void {
    const access = this.overriddenAccess();
    const text = access === undefined ? "" : JSON.stringify(access);
    if (text === this.override) return;
    this.override = text;
    touch(this.construct);
    if (access === undefined) return;
    if (access === "unreadable")
      this.warn([
        { message: "p.resource is overridden with what can't be read here: the spec shows what the construct says, not what is written" },
      ]);
    else {
      const changed = changedAccess(this.described(), access);
      if (changed.length > 0)
        this.warn([{ message: `${changed.join(", ")} overridden at p.resource: what is written is not what the construct says` }]);
    }
  }

  private address(): string {
    const { l1 } = this;
    return l1 === undefined ? "" : `${l1.terraformResourceType}.${l1.friendlyUniqueId}`;
  }

  private checkOpen(what: string): void {
    if (this.closed) throw new PrincipalError([fault.closedAfterSynth(what)], this.construct.node.path);
  }

  /** Faults of values that were not there when they were described. */
  private lateFaults(): readonly Fault[] {
    const { kind, account } = this.definition;
    const own = this.checkedAccount;
    const policies = this.readLate().flatMap((after, index) => {
      const before = this.policies[index];
      if (before === undefined || before === after) return [];
      const accounts = before.resources.map(({ accountId }) =>
        accountId === undefined ? undefined : resolveText(this.construct, accountId),
      );
      return checkResolved(kind, own, { before, after, accounts, path: `policies[${String(index)}]` });
    });
    return [...(own === undefined || own === account?.id ? [] : checkResolvedAccount(own)), ...policies];
  }

  /** The policies as they were written, symbols as Terraform references: only these tell whether two symbols are the same. */
  private resolved(): readonly PolicySpec[] {
    this.specs ??= toPolicySpecs(this.readLate());
    return this.specs;
  }

  private readLate(): readonly Policy[] {
    this.read ??= resolvePolicies(this.construct, this.policies);
    return this.read;
  }

  private forget(): void {
    this.read = this.specs = this.normal = this.written = undefined;
  }

  private nameResource(key: string, name: string): void {
    // A name that is known at plan time only is no name for people, and would make references of its own.
    if (!isSymbol(name)) this.names.push([key, name]);
  }

  /** Of two names for one resource the first by text stays, whatever order they came in. */
  private resourceNames(): Record<string, string> {
    const names = new Map<string, string>();
    for (const [key, name] of this.names) {
      const resolved = resolveText(this.construct, key);
      const known = names.get(resolved);
      if (known === undefined || compareText(name, known) < 0) names.set(resolved, name);
    }
    return Object.fromEntries(names);
  }
}
