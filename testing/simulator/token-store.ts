import { timingSafeEqual } from "node:crypto";
import { assumed } from "./api-error";
import { Random } from "./random";
import { digest, fakeSecret } from "./secret";
import type { SimulatedOwner } from "./options";
import type { PolicyInput, TokenInput } from "./token-input";

/** A token as the server keeps it: its secret is only known by digest. */
export interface StoredToken {
  readonly id: string;
  readonly owner: SimulatedOwner;
  readonly issuedOn: Date;
  input: TokenInput;
  policies: readonly (PolicyInput & { readonly id: string })[];
  status: "active" | "disabled";
  modifiedOn: Date;
  lastUsedOn: Date | undefined;
  digest: string;
  /** 1 for the secret made at creation; each roll adds 1. */
  secretVersion: number;
}

export type TokenStatus = "active" | "disabled" | "expired";

/** All tokens of all owners, in the order of their creation. */
export class TokenStore {
  readonly #tokens = new Map<string, StoredToken>();
  readonly #dead = new Set<string>();
  readonly #random: Random;

  constructor(
    seed: number,
    private readonly now: () => Date,
    private readonly quota: { readonly account: number; readonly user: number },
  ) {
    this.#random = new Random(seed);
  }

  all(): readonly StoredToken[] {
    return [...this.#tokens.values()];
  }

  of(owner: SimulatedOwner): readonly StoredToken[] {
    return this.all().filter((token) => sameOwner(token.owner, owner));
  }

  get(owner: SimulatedOwner, id: string): StoredToken {
    const token = this.#tokens.get(id);
    if (token === undefined || !sameOwner(token.owner, owner)) throw assumed.tokenNotFound();
    return token;
  }

  /** Makes a token; the value is given out here and never again. */
  create(owner: SimulatedOwner, input: TokenInput, status: "active" | "disabled"): { readonly token: StoredToken; readonly value: string } {
    const limit = owner === "user" ? this.quota.user : this.quota.account;
    if (this.of(owner).length >= limit) throw assumed.quotaExceeded(limit);
    const value = this.#secretFor(owner);
    const time = this.now();
    const token: StoredToken = {
      id: this.#random.hex(32),
      owner,
      issuedOn: time,
      input,
      policies: this.#withIds(input.policies),
      status,
      modifiedOn: time,
      lastUsedOn: undefined,
      digest: digest(value),
      secretVersion: 1,
    };
    this.#tokens.set(token.id, token);
    return { token, value };
  }

  /** Replaces everything but id and secret: what the body leaves out is gone, and without a status the token is active. */
  replace(token: StoredToken, input: TokenInput): void {
    token.input = input;
    token.policies = this.#withIds(input.policies);
    token.status = input.status ?? "active";
    token.modifiedOn = this.now();
  }

  roll(token: StoredToken): string {
    const value = this.#secretFor(token.owner);
    this.#dead.add(token.digest);
    token.digest = digest(value);
    token.secretVersion += 1;
    token.modifiedOn = this.now();
    return value;
  }

  delete(token: StoredToken): void {
    this.#dead.add(token.digest);
    this.#tokens.delete(token.id);
  }

  /** Notes that the token's value was used. */
  touch(token: StoredToken): void {
    token.lastUsedOn = this.now();
  }

  /** The token that a value belongs to. */
  byValue(value: string): StoredToken | undefined {
    const wanted = Buffer.from(digest(value));
    return this.all().find((token) => timingSafeEqual(Buffer.from(token.digest), wanted));
  }

  /** Whether the value belonged to a token before it was rolled or deleted. */
  isDead(value: string): boolean {
    return this.#dead.has(digest(value));
  }

  statusOf(token: StoredToken): TokenStatus {
    const { expiresOn } = token.input;
    return expiresOn !== undefined && this.now() >= expiresOn ? "expired" : token.status;
  }

  /** Whether the token's value works as a credential at this moment. */
  isUsable(token: StoredToken): boolean {
    const { notBefore } = token.input;
    return this.statusOf(token) === "active" && (notBefore === undefined || this.now() >= notBefore);
  }

  #secretFor(owner: SimulatedOwner): string {
    return fakeSecret(owner === "user" ? "user" : "account", this.#random);
  }

  #withIds(policies: readonly PolicyInput[]): StoredToken["policies"] {
    return policies.map((policy) => ({ ...policy, id: this.#random.hex(32) }));
  }
}

function sameOwner(a: SimulatedOwner, b: SimulatedOwner): boolean {
  return a === "user" || b === "user" ? a === b : a.accountId === b.accountId;
}
