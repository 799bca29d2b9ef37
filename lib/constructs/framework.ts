import { AccountToken, type AccountTokenPolicies } from "@cdktf/provider-cloudflare/lib/account-token";
import { ApiToken } from "@cdktf/provider-cloudflare/lib/api-token";
import {
  Annotations,
  DefaultTokenResolver,
  Lazy,
  ref,
  StringConcat,
  type TerraformElement,
  TerraformOutput,
  type TerraformOutputConfig,
  TerraformStack,
  Token,
  Tokenization,
} from "cdktf";
import type { Construct, IConstruct } from "constructs";
import { type Fault, fault, PrincipalError } from "../errors";
import { escapeTemplate, isSymbol, type RequestIpSpec, type TokenSpec, writeGroupIds, type WrittenPolicy } from "../policy";

/*
 * What is private in cdktf, and what is done with it. No other file knows of it.
 */

/** The L1 of a token. */
export type TokenElement = AccountToken | ApiToken;

/** The policies as the L1 takes them. */
type PolicyArguments = AccountTokenPolicies[];

/** The filter of addresses as the L1 takes it. */
interface TokenFilter {
  readonly in?: string[];
  readonly notIn?: string[];
}

/** The arguments that are known when the construct is made. */
export interface TokenArguments {
  readonly accountId?: string;
  readonly name: string;
  readonly status: string;
  readonly policies: never[];
  readonly condition?: { readonly requestIp: TokenFilter };
  readonly notBefore?: string;
  readonly expiresOn?: string;
  readonly lifecycle: { readonly createBeforeDestroy: true; readonly preventDestroy?: true };
}

/** A token as its L1 takes it, without its policies. */
export function argumentsOf(spec: TokenSpec, preventDestroy: boolean): TokenArguments {
  return {
    ...(spec.accountId === undefined ? {} : { accountId: spec.accountId }),
    name: escapeTemplate(spec.name),
    status: spec.status,
    policies: [],
    ...(spec.requestIp === undefined ? {} : { condition: { requestIp: addressLists(spec.requestIp) } }),
    ...(spec.notBefore === undefined ? {} : { notBefore: spec.notBefore }),
    ...(spec.expiresOn === undefined ? {} : { expiresOn: spec.expiresOn }),
    // With create_before_destroy a removed token goes after whatever used it was updated.
    lifecycle: Object.freeze({ createBeforeDestroy: true, ...(preventDestroy ? { preventDestroy } : {}) }),
  };
}

function addressLists(filter: RequestIpSpec): TokenFilter {
  return {
    ...(filter.in === undefined ? {} : { in: frozen(filter.in) }),
    ...(filter.notIn === undefined ? {} : { notIn: frozen(filter.notIn) }),
  };
}

function frozen(list: readonly string[]): string[] {
  const copy = [...list];
  Object.freeze(copy);
  return copy;
}

/** A `moved` block. */
export interface Move {
  readonly from: string;
  readonly to: string;
}

/** What an L1 asks of whom it belongs to, whenever cdktf turns it into Terraform. */
export interface ElementOwner {
  /** Whether the element is left out of the Terraform; what refers to it reads `null`. */
  readonly retired: boolean;
  /**
   * Called before anything of the element is written, while cdktf looks for references as well as for the file.
   *
   * @returns whether anything but the owner has a say in what is written
   */
  beforeWriting(): boolean;
  /** Called when the stack is written: nothing can be added from here on. */
  close(): void;
  /** What is kept beside the element for people and tools. */
  metadata(): Readonly<Record<string, unknown>>;
  /** The `moved` blocks to write beside it. */
  moves(): readonly Move[];
}

type Json = Readonly<Record<string, unknown>>;

/** The members of cdktf's elements that its types hide. */
interface Inner {
  readonly rawOverrides: Json;
  readonly constructNodeMetadata: { readonly metadata: Json };
  toTerraform(): { readonly resource?: Readonly<Record<string, Readonly<Record<string, Json>>>> };
  toMetadata(): unknown;
  putPolicies(policies: PolicyArguments): void;
  interpolationForAttribute(attribute: string): unknown;
}

const OWNER = Symbol.for("cloudflare-principals/ElementOwner");

type Owned = TokenElement & { readonly [OWNER]: ElementOwner };

/** The members of the L1's own class. */
function classOf(element: TokenElement): Inner {
  return Object.getPrototypeOf(Object.getPrototypeOf(element)) as Inner;
}

function refuse(element: TokenElement, because: Fault): never {
  throw new PrincipalError([because], element.node.scope?.node.path);
}

/** What an owned L1 does otherwise than its class. */
const OWNED: PropertyDescriptorMap & ThisType<Owned> = {
  toTerraform: {
    value() {
      const owner = this[OWNER];
      const overridden = owner.beforeWriting();
      // What the owner says holds no reference that it has not resolved itself.
      if (owner.retired || (isPreparing(this) && !overridden)) return {};
      const written = classOf(this).toTerraform.call(this);
      const moved = owner.moves();
      return moved.length === 0 ? written : { ...written, moved };
    },
  },
  toMetadata: {
    value() {
      this[OWNER].close();
      return classOf(this).toMetadata.call(this);
    },
  },
  constructNodeMetadata: {
    get() {
      const { metadata } = Reflect.get(classOf(this), "constructNodeMetadata", this);
      return { metadata: { ...metadata, ...this[OWNER].metadata() } };
    },
  },
  interpolationForAttribute: {
    value(attribute: string) {
      // A retired token is in no Terraform, and what still refers to it must not stop the rest.
      return this[OWNER].retired ? ref("null") : classOf(this).interpolationForAttribute.call(this, attribute);
    },
  },
  putPolicies: {
    // They are written from the construct when it is synthesized, and would be dropped without a word.
    value() {
      refuse(this, fault.unsettablePolicies("policies"));
    },
  },
  toHclTerraform: {
    // cdktf would write `policies` as blocks, which the provider refuses, and drop `moved` and metadata.
    value() {
      refuse(this, fault.hclOutput(""));
    },
  },
};

/** The L1's class, whose elements ask their owner whenever they are written. */
function owned<C extends typeof AccountToken | typeof ApiToken>(base: C): C {
  const derived = class extends (base as typeof AccountToken) {};
  Object.defineProperties(derived.prototype, OWNED);
  return derived as unknown as C;
}

/** The L1 of a service principal. */
export const OwnedAccountToken = owned(AccountToken);
/** The L1 of a user token. */
export const OwnedApiToken = owned(ApiToken);

/** Says whom an element asks. */
export function setOwner(element: TokenElement, owner: ElementOwner): void {
  Object.defineProperty(element, OWNER, { value: owner });
}

const PREPARING = Symbol.for("cloudflare-principals/Preparing");

function isPreparing(element: TerraformElement): boolean {
  const stack: TerraformStack & { readonly [PREPARING]?: boolean } = TerraformStack.of(element);
  return stack[PREPARING] === true;
}

/**
 * Before it writes anything, cdktf resolves every element of a stack only to find references to other stacks. A token that nobody has overridden
 * has none to be found: leaving it out is a third of the work of a large app.
 */
export function prepareQuickly(stack: TerraformStack): void {
  const prepare = stack.prepareStack.bind(stack);
  const set = (value: boolean): void => {
    Object.defineProperty(stack, PREPARING, { value, configurable: true });
  };
  Object.defineProperty(stack, "prepareStack", {
    value: () => {
      set(true);
      try {
        prepare();
      } finally {
        set(false);
      }
    },
  });
}

/** An output of a token's own attribute, which is read late: its address may still be overridden. */
export class TokenOutput extends TerraformOutput {
  private readonly own: unknown;

  constructor(
    scope: Construct,
    id: string,
    element: TokenElement,
    attribute: "id" | "value",
    config: Omit<TerraformOutputConfig, "value">,
  ) {
    const produce = (): unknown => {
      // Known before: somebody's stack may have its own way to name elements.
      addressOf(element);
      return withoutStackTraces(() => element.interpolationForAttribute(attribute));
    };
    super(scope, id, { ...config, value: Lazy.anyValue({ produce }) });
    this.own = this.value;
  }

  /** As long as nobody changed it, it refers to its own stack only. */
  override toTerraform(): unknown {
    const changed = this.value !== this.own || Object.keys(this.rawOverrides as object).length > 0;
    return isPreparing(this) && !changed ? {} : (super.toTerraform() as unknown);
  }
}

/** Sets the policies of an element that is owned. */
export function setPolicies(element: TokenElement, policies: readonly WrittenPolicy[]): void {
  classOf(element).putPolicies.call(element, policies.map(policyArguments));
}

function policyArguments({ effect, permissionGroups, text }: WrittenPolicy): PolicyArguments[number] {
  const groups = writeGroupIds(permissionGroups);
  return { effect, permissionGroups: typeof groups === "string" ? Token.asAny(groups) : [...groups], resources: text };
}

/** Whether something is overridden at the element or from its stack, or set anew. */
export function isOverridden(element: TokenElement, given: TokenArguments): boolean {
  return Object.keys((element as unknown as Inner).rawOverrides).length > 0 || isOverriddenByStack(element) || !isAsGiven(element, given);
}

/** Whether nobody has set an argument anew, besides the policies. What was given can't be changed in its place. */
function isAsGiven(element: TokenElement, given: TokenArguments): boolean {
  return (
    element.nameInput === given.name &&
    element.statusInput === given.status &&
    element.notBeforeInput === given.notBefore &&
    element.expiresOnInput === given.expiresOn &&
    ("accountIdInput" in element ? element.accountIdInput : undefined) === given.accountId &&
    isFilterAsGiven(element, given.condition?.requestIp) &&
    element.lifecycle === given.lifecycle &&
    element.count === undefined &&
    element.forEach === undefined &&
    element.provider === undefined &&
    element.dependsOn === undefined &&
    element.provisioners === undefined &&
    element.connection === undefined
  );
}

function isFilterAsGiven({ conditionInput: set }: TokenElement, given: TokenFilter | undefined): boolean {
  if (set === undefined || given === undefined) return set === given;
  const filter = "requestIp" in set ? set.requestIp : undefined;
  return filter !== undefined && "in" in filter && filter.in === given.in && filter.notIn === given.notIn;
}

/** Whether the stack overrides the element: that is put into the finished file, and can't be read before. */
export function isOverriddenByStack(element: TokenElement): boolean {
  const { rawOverrides } = TerraformStack.of(element) as unknown as Inner;
  const byType = (rawOverrides["resource"] as Json | undefined)?.[element.terraformResourceType] as Json | undefined;
  return byType?.[element.friendlyUniqueId] !== undefined;
}

/** The body of the element's block as it is written, overrides included. */
export function writtenBody(element: TokenElement): Json {
  const { resource } = classOf(element).toTerraform.call(element as unknown as Inner);
  const body: unknown = resolve(element, resource?.[element.terraformResourceType]?.[element.friendlyUniqueId] ?? {});
  return body as Json;
}

/** `cloudflare_account_token.<name>`. */
export function addressOf(element: TokenElement): string {
  return `${element.terraformResourceType}.${element.friendlyUniqueId}`;
}

/** A value with its cdktf tokens replaced by Terraform references, as seen from the given construct's stack. */
function resolve(scope: IConstruct, value: unknown): unknown {
  // Preparing: a reference to another stack is to become an output there and a remote state here.
  return Tokenization.resolve(value, { scope, resolver: new DefaultTokenResolver(new StringConcat()), preparing: true });
}

/** A text with its cdktf tokens replaced by Terraform references, as seen from the given construct's stack. */
export function resolveText(scope: IConstruct, text: string): string {
  if (!isSymbol(text)) return text;
  const resolved = resolve(scope, text);
  return typeof resolved === "string" ? resolved : text;
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
 * Makes constructs of ours without the stack traces that cdktf captures, whole, for every attribute of an L1, and shows nowhere: they are a
 * third of the time it takes to make a token, and stay in memory. No code of a user runs meanwhile.
 */
export function withoutStackTraces<T>(make: () => T): T {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- kept only to be put back
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => undefined;
  try {
    return make();
  } finally {
    Error.captureStackTrace = capture;
  }
}

/** An annotation of a construct, once, however often it is synthesized. */
export function annotate(construct: IConstruct, level: "warning" | "note", message: string): void {
  const type = level === "warning" ? "@cdktf/warn" : "@cdktf/info";
  if (construct.node.metadata.some((each) => each.type === type && each.data === message)) return;
  const annotations = Annotations.of(construct);
  if (level === "warning") annotations.addWarning(message);
  else annotations.addInfo(message);
}

/** Whether a construct still hangs on its root: it may be taken out of the tree again, with its parent as well. */
export function isInTree(construct: IConstruct): boolean {
  return construct.node.scopes.every((each) => each.node.scope === undefined || each.node.scope.node.tryFindChild(each.node.id) === each);
}
