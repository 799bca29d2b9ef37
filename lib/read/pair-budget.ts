/** Far more than a token can hold; a small file can multiply to more than a machine can compare. */
export const MAX_PAIRS = 1_000_000;
/** 10,000 tokens of 200 pairs each, or 100 of 20,000: some seconds and a few hundred megabytes for what compares and checks them. */
export const MAX_PAIRS_OF_ALL = 2_000_000;

/** How many pairs of a permission and a resource may still be read: what is asked of one input as a whole. */
export class PairBudget {
  private left: number;

  /** @param states how many states of all tokens the input holds */
  constructor(states = 1) {
    this.left = states * MAX_PAIRS_OF_ALL;
  }

  /** What is wrong with so many more pairs of one token; undefined for nothing. */
  take(pairs: number): string | undefined {
    if (pairs > MAX_PAIRS) return `more than ${String(MAX_PAIRS)} pairs of a permission and a resource`;
    this.left -= pairs;
    return this.left < 0
      ? `with this token there are more than ${String(MAX_PAIRS_OF_ALL)} pairs of a permission and a resource in all; read fewer stacks at once`
      : undefined;
  }
}
