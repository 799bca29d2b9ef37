import { CASES, type MakeToken, tokens } from "../../bench/diff-cases";
import { accessDiff } from "../../lib/review";

/*
 * Eight times as many tokens take about eight times as long. What compares each with each takes 64 times as long: the limit lies so far from both
 * that a busy machine changes nothing.
 */
const [FEW, MANY] = [500, 4000];
const MOST_GROWTH = 4;

/** CPU time of one token, the least of some runs. */
function costOf(make: MakeToken, count: number, runs: number): number {
  const [before, after] = [tokens(make, count, 0), tokens(make, count, 1)];
  const times = Array.from({ length: runs }, () => {
    const start = process.cpuUsage();
    accessDiff(before, after);
    const { user, system } = process.cpuUsage(start);
    return (user + system) / count;
  });
  return Math.min(...times);
}

test.each(Object.entries(CASES))("the access diff is linear in the number of tokens: %s", (_, make) => {
  const few = costOf(make, FEW, 4);
  expect(costOf(make, MANY, 1) / few).toBeLessThan(MOST_GROWTH);
});
