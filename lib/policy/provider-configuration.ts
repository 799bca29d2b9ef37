import type { TokenSpec } from "./token-spec";

/**
 * Fingerprints of the provider configurations that manage tokens which were read from files. They stand beside the tokens and not in them: what is made
 * of a credential must get into no output and no record, and it is no part of what a token is.
 */
const configurations = new WeakMap<TokenSpec, string>();

/** Says of a token as it was read with which configuration of its provider it is managed. */
export function setProviderConfiguration(spec: TokenSpec, fingerprint: string): void {
  configurations.set(spec, fingerprint);
}

/** Undefined where it is not known: for what a plan or a state says, for constructs, and for copies. */
export function providerConfigurationOf(spec: TokenSpec): string | undefined {
  return configurations.get(spec);
}
