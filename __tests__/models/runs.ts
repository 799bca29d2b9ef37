/**
 * Settings of property tests: a fixed seed, so that no run of CI differs from another, and a quarter of the runs that the nightly job makes. To search further:
 * `FAST_CHECK_SEED=$RANDOM FAST_CHECK_RUNS=20000 npx jest prop`; a failure prints the seed and path that repeat it.
 */
export function runs(atLeast = 1000): { readonly numRuns: number; readonly seed: number } {
  return {
    numRuns: Number(process.env["FAST_CHECK_RUNS"] ?? Math.ceil(atLeast / 4)),
    seed: Number(process.env["FAST_CHECK_SEED"] ?? 20261122),
  };
}

/** A small pseudo-random generator (mulberry32): the same numbers for the same seed. */
export function randomFrom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * below);
  };
}

/** The list in another order. */
export function shuffled<T>(list: readonly T[], random: (below: number) => number): T[] {
  const left = [...list];
  const result: T[] = [];
  while (left.length > 0) result.push(...left.splice(random(left.length), 1));
  return result;
}

/** A sub-list of at least `least` entries, in order. */
export function someOf<T>(list: readonly T[], random: (below: number) => number, least = 0): T[] {
  const picked = list.filter(() => random(2) === 0);
  return picked.length >= least ? picked : list.slice(0, least);
}
