/*
 * The nightly proof of the access diff: 100,000 random pairs of tokens, and 10,000 with values that are not known yet, each compared with an
 * enumeration of everything that can be asked, and 50,000 pairs of lists of tokens. CI does a few thousand of them
 * (`__tests__/review/diff/access-diff.prop.test.ts`).
 *
 *     npm run prove:diff -- [pairs] [seed]
 */
import fc from "fast-check";
import { symbolicPair } from "../__tests__/models/symbolic-pairs";
import { tokenLists } from "../__tests__/models/token-lists";
import { tokenPair } from "../__tests__/models/token-pairs";
import { faultsOfLists, faultsOfPair, faultsOfSymbolicPair } from "../__tests__/review/diff/proof";

const [pairs = 100_000, seed = Date.now() % 2 ** 31] = process.argv.slice(2).map(Number);
if (!Number.isInteger(pairs) || pairs < 1 || !Number.isInteger(seed)) throw new Error("usage: npm run prove:diff -- [pairs] [seed]");

prove("verdicts and lists", tokenPair, pairs, faultsOfPair);
prove("values that are not known yet", symbolicPair, Math.ceil(pairs / 10), faultsOfSymbolicPair);
prove("what became of each of some tokens", tokenLists, Math.ceil(pairs / 2), faultsOfLists);

function prove<T>(name: string, arbitrary: fc.Arbitrary<T>, numRuns: number, faultsOf: (pair: T) => readonly string[]): void {
  const start = Date.now();
  const result = fc.check(
    fc.property(arbitrary, (pair) => {
      const [fault] = faultsOf(pair);
      if (fault !== undefined) throw new Error(fault);
    }),
    { numRuns, seed },
  );
  if (result.failed) {
    console.error(`${name}: ${String(result.errorInstance)}\n${fc.defaultReportMessage(result) ?? ""}`);
    process.exitCode = 1;
    return;
  }
  console.log(`${name}: ${String(numRuns)} pairs proven in ${((Date.now() - start) / 1000).toFixed(0)} s, seed ${String(seed)}`);
}
