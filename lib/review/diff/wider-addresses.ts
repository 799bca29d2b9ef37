import { addressesOf, type AddressSet, rangesOf, subtract } from "../../policy";
import type { Risk } from "./model";
import type { Settings } from "./settings";

/** By how many bits a range may grow before that is worth a word of its own. */
const BITS = 8n;
const MOST = 3;

/**
 * Ranges of the filter that grow by more than 8 bits, from a /24 to a /12 for instance, and filters that grow by as much without a range that does. What
 * counts is which addresses come through, so a range that takes in what was allowed in pieces is no news.
 */
export function widerAddresses(before: Settings | undefined, after: Settings): Risk[] {
  const [was, is] = [before?.requestIp, after.requestIp];
  if (was === undefined || is === undefined || was.symbolic || is.symbolic) return [];
  const [old, now] = [addressesOf(was.spec), addressesOf(is.spec)];
  const [wasIn, isIn] = [was.spec.in ?? [], is.spec.in ?? []];
  return ([4, 6] as const).flatMap((family): Risk[] => {
    const ranges = isIn.filter((text) => familyOf(text) === family);
    const own = ranges.flatMap((text) => rangesOf([text]));
    const [sizesBefore, sizesAfter] = [sizesWithin(own, common(now, old)), sizesWithin(own, now)];
    const grown = ranges.filter((_, index) => grows(sizesBefore[index], sizesAfter[index]));
    const reasons = grown.slice(0, MOST).map((text) => {
      const [range] = rangesOf([text]);
      return reasonOf(
        wasIn.filter((inner) => range !== undefined && subtract(rangesOf([inner]), [range]).length === 0),
        [text],
      );
    });
    if (grown.length > MOST) reasons.push(`${String(grown.length - MOST)} more ranges of addresses grow by as much`);
    if (grown.length === 0 && grows(sizeOf(old, family), sizeOf(now, family)))
      reasons.push(
        reasonOf(
          wasIn.filter((text) => familyOf(text) === family),
          ranges,
        ),
      );
    return reasons.map((reason) => ({ code: "wider-addresses", reason }));
  });
}

function reasonOf(was: readonly string[], is: readonly string[]): string {
  const grow = `its addresses grow by more than ${String(BITS)} bits`;
  // The ranges are the same, and so it is what was taken out of them.
  if (was.length === 0 || was.join() === is.join()) return `${grow}: less is taken out of ${listOf(is)}`;
  return `${grow}, from ${listOf(was)} to ${listOf(is)}`;
}

function listOf(texts: readonly string[]): string {
  const left = texts.length - MOST;
  return `${texts.slice(0, MOST).join(", ")}${left > 0 ? ` and ${String(left)} more` : ""}`;
}

function familyOf(text: string): 4 | 6 {
  return text.includes(":") ? 6 : 4;
}

/** Nothing does not grow by a number of bits. */
function grows(before = 0n, after = 0n): boolean {
  return before > 0n && after > before << BITS;
}

function sizeOf(set: AddressSet, family: 4 | 6): bigint {
  return set.reduce((sum, range) => (range.family === family ? sum + range.end - range.start + 1n : sum), 0n);
}

function common(a: AddressSet, b: AddressSet): AddressSet {
  return subtract(a, subtract(a, b));
}

/** How many addresses of a set lie in each of some ranges; both in order and apart. One walk: filters may have thousands of ranges. */
function sizesWithin(ranges: AddressSet, set: AddressSet): bigint[] {
  let at = 0;
  return ranges.map(({ family, start, end }) => {
    let size = 0n;
    for (let part = set[at]; part !== undefined; part = set[++at]) {
      if (part.family > family || (part.family === family && part.start > end)) break;
      if (part.family === family && part.end >= start)
        size += (part.end < end ? part.end : end) - (part.start > start ? part.start : start) + 1n;
      // What reaches further belongs to the next range as well.
      if (part.family === family && part.end > end) break;
    }
    return size;
  });
}
