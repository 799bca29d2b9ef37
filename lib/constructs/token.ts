import type { IConstruct } from "constructs";
import { type Fault, PrincipalError } from "../errors";
import {
  type Account,
  type AcknowledgementSpec,
  checkFinished,
  checkResolved,
  checkResolvedAccount,
  compareText,
  type DeliverySpec,
  isSymbol,
  type LookupSpec,
  normalize,
  type Policy,
  type ProviderSpec,
  type TokenSpec,
  toPolicySpecs,
  writePolicies,
  type WrittenPolicy,
} from "../policy";
import { loadRead } from "../lazy";
import { checkApp, type CheckedToken, touch } from "./app-checks";
import {
  addressOf,
  annotate,
  argumentsOf,
  type ElementOwner,
  isOverridden,
  isOverriddenByStack,
  type Move,
  resolveText,
  setOwner,
  setPolicies,
  type TokenArguments,
  type TokenElement,
  withoutStackTraces,
  writtenBody,
} from "./framework";
import { lookupsOf } from "./lookups";

/** What the tokens of one principal share. */
export interface TokenOwner {
  readonly construct: IConstruct;
  readonly kind: TokenSpec["kind"];
  readonly account: Account | undefined;
  readonly tokenQuota: number;
  /** What manages the tokens, where that is not the default. */
  readonly provider: ProviderSpec | undefined;
  readonly policies: readonly Policy[];
  readonly acknowledgements: readonly AcknowledgementSpec[];
  /** Where the value goes, as far as the principal itself sends it. */
  readonly deliveries: readonly DeliverySpec[];
  /** Nothing can be added from here on. */
  close(): void;
}

/** What is one token's own. */
export interface TokenDefinition {
  /** Everything but the policies, in normal form. */
  readonly base: TokenSpec;
  /** Whether the expiry has passed and the token is left out. */
  readonly retired: boolean;
  /** The address that it had. */
  readonly adopt: string | undefined;
  readonly preventDestroy: boolean;
}

/** The policies with late values read, in the form in which they are written, and what is known of what stands in them. */
interface Finished {
  readonly policies: readonly WrittenPolicy[];
  readonly names: Readonly<Record<string, string>>;
  readonly lookups: Readonly<Record<string, LookupSpec>>;
}

const ACCESS = ["accountId", "name", "status", "policies", "requestIp", "notBefore", "expiresOn"] as const satisfies (keyof TokenSpec)[];

/** One token of a principal: an L1, what is known of it, and what it says when it is written. */
export class PrincipalToken implements CheckedToken, ElementOwner {
  readonly element: TokenElement;
  private readonly given: TokenArguments;
  /** As it was checked: what is written is what was checked, although a late value changes meanwhile. */
  private finished: Finished | undefined;
  /** What was overridden when it was checked. */
  private overrides = "";
  private writtenMoves: readonly Move[] = [];

  constructor(
    private readonly owner: TokenOwner,
    private readonly definition: TokenDefinition,
    make: (config: TokenArguments) => TokenElement,
  ) {
    this.given = argumentsOf(definition.base, definition.preventDestroy);
    this.element = withoutStackTraces(() => make(this.given));
    setOwner(this.element, this);
  }

  get construct(): IConstruct {
    return this.owner.construct;
  }

  get retired(): boolean {
    return this.definition.retired;
  }

  get tokenQuota(): number {
    return this.owner.tokenQuota;
  }

  get account(): string | undefined {
    const { accountId } = this.definition.base;
    return accountId === undefined ? undefined : resolveText(this.construct, accountId);
  }

  get name(): string {
    return this.read()?.name ?? this.definition.base.name;
  }

  private get overridden(): boolean {
    return isOverridden(this.element, this.given);
  }

  get move(): Move | undefined {
    const { adopt } = this.definition;
    return adopt === undefined ? undefined : { from: adopt, to: addressOf(this.element) };
  }

  /** As it is written: with what was overridden at the L1, where that can be read. */
  get spec(): TokenSpec {
    const described = this.describe();
    const read = this.read(described);
    if (read === undefined) return described;
    // Who answers for it and where it stands is what the construct says.
    const about = Object.entries(described).filter(([property]) => !ACCESS.some((each) => each === property));
    return { ...read, ...(Object.fromEntries(about) as Partial<TokenSpec>) };
  }

  get unreadable(): boolean {
    return this.overridden && this.read() === undefined;
  }

  finish(): readonly Fault[] {
    const late = this.late();
    const account = this.account;
    const specs = toPolicySpecs(late);
    const nameOf = (group: string): string => late.flatMap((p) => p.permissions).find(({ id }) => id === group)?.name ?? group;
    const faults = [...this.lateFaults(late, account), ...checkFinished(specs, nameOf, account)];
    if (faults.length > 0) return faults;
    this.finished = this.finishedOf(late);
    setPolicies(this.element, this.finished.policies);
    this.noteOverrides();
    return [];
  }

  /** Forgets what was checked: the policies have changed. */
  reopen(): void {
    this.finished = undefined;
    touch(this.construct);
  }

  writesMoves(moves: readonly Move[]): void {
    this.writtenMoves = moves;
  }

  beforeWriting(): boolean {
    // An aspect may override something after the checks.
    const text = this.retired ? "" : this.overridesText();
    if (text !== this.overrides) touch(this.construct);
    checkApp(this.construct);
    return text !== "";
  }

  close(): void {
    this.owner.close();
  }

  metadata(): Readonly<Record<string, unknown>> {
    const { owner, purpose } = this.definition.base;
    const { acknowledgements } = this.owner;
    const { names = {} } = this.finished ?? {};
    return {
      ...(owner === undefined ? {} : { owner }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(isEmpty(names) ? {} : { names }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    };
  }

  moves(): readonly Move[] {
    return this.writtenMoves;
  }

  private describe(): TokenSpec {
    const { base, adopt } = this.definition;
    const { acknowledgements, deliveries, provider } = this.owner;
    const { policies, names, lookups } = this.finished ?? this.finishedOf(this.late());
    const account = this.account;
    return normalize({
      ...base,
      ...(account === undefined ? {} : { accountId: account }),
      policies,
      address: addressOf(this.element),
      path: this.construct.node.path,
      ...(adopt === undefined ? {} : { movedFrom: [adopt] }),
      ...(isEmpty(names) ? {} : { names }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
      ...(provider === undefined ? {} : { provider }),
      ...(isEmpty(lookups) ? {} : { lookups }),
      ...(deliveries.length === 0 ? {} : { deliveries }),
    });
  }

  /** The policies with symbols as Terraform references: the same text in every run, fit for sorting, and equal for equal values. */
  private late(): readonly Policy[] {
    return this.owner.policies.map((policy) => resolvePolicy(this.construct, policy));
  }

  /** Faults of values that were not there when they were described. */
  private lateFaults(late: readonly Policy[], account: string | undefined): readonly Fault[] {
    const { kind, policies } = this.owner;
    const faults = policies.flatMap((before, index) => {
      const after = late[index];
      if (after === undefined || before === after) return [];
      const accounts = before.resources.map(({ accountId }) =>
        accountId === undefined ? undefined : resolveText(this.construct, accountId),
      );
      return checkResolved(kind, account, { before, after, accounts, path: `policies[${String(index)}]` });
    });
    return [...(account === undefined || account === this.owner.account?.id ? [] : checkResolvedAccount(account)), ...faults];
  }

  private finishedOf(late: readonly Policy[]): Finished {
    const account = this.account;
    const names: Record<string, string> = {};
    const name = (key: string, text: string | undefined): void => {
      // A name that is known at plan time only is no name for people, and would make references of its own. Of two the first by text stays.
      if (text === undefined || isSymbol(text)) return;
      const known = names[key];
      if (known === undefined || compareText(text, known) < 0) names[key] = text;
    };
    if (account !== undefined) name(`com.cloudflare.api.account.${account}`, this.owner.account?.name);
    for (const { resources } of late)
      for (const { key, nested, name: text } of resources) name(nested === undefined ? key : `${key}/${nested}`, text);
    const { policies } = this.owner;
    const lookups = late.every((policy, index) => policy === policies[index]) ? {} : lookupsOf(policies, late, account);
    return { policies: writePolicies(toPolicySpecs(late)), names, lookups };
  }

  /** What is overridden, to see whether that changes. */
  private overridesText(): string {
    return this.overridden ? JSON.stringify([isOverriddenByStack(this.element), writtenBody(this.element)]) : "";
  }

  /** The token as a reader of the file sees it; undefined where nothing is overridden, or can't be read. */
  private read(described?: TokenSpec): TokenSpec | undefined {
    if (!this.overridden || isOverriddenByStack(this.element)) return undefined;
    if (this.finished === undefined) setPolicies(this.element, writePolicies((described ?? this.describe()).policies));
    return readArguments(this.owner.kind, writtenBody(this.element));
  }

  private noteOverrides(): void {
    this.overrides = this.overridesText();
    if (this.overrides === "") return;
    const described = this.describe();
    const read = this.read(described);
    if (read === undefined) {
      annotate(
        this.construct,
        "warning",
        "p.resource is overridden with what can't be read here: the spec shows what the construct says, not what is written",
      );
      return;
    }
    const changed = ACCESS.filter((property) => JSON.stringify(described[property]) !== JSON.stringify(read[property]));
    if (changed.length > 0)
      annotate(this.construct, "warning", `${changed.join(", ")} overridden at p.resource: what is written is not what the construct says`);
  }
}

/** The arguments as a reader of the file sees them; undefined where it can't read them. */
function readArguments(kind: TokenSpec["kind"], body: Readonly<Record<string, unknown>>): TokenSpec | undefined {
  try {
    return loadRead().readTokenArguments(kind, body);
  } catch (error) {
    if (PrincipalError.isPrincipalError(error)) return undefined;
    throw error;
  }
}

function resolvePolicy(scope: IConstruct, policy: Policy): Policy {
  const { permissions, resources } = policy;
  if (!permissions.some(({ id }) => isSymbol(id)) && !resources.some(({ key, nested }) => isSymbol(key) || isSymbol(nested ?? "")))
    return policy;
  return {
    ...policy,
    permissions: permissions.map((permission) => ({ ...permission, id: resolveText(scope, permission.id) })),
    resources: resources.map((resource) => ({
      ...resource,
      key: resolveText(scope, resource.key),
      ...(resource.nested === undefined ? {} : { nested: resolveText(scope, resource.nested) }),
    })),
  };
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
