import fc from "fast-check";
import { addressesOf, rangesOf, subtract, toCidrs } from "../../lib/policy";
import { type BitRange, holds, rangeText } from "../models/addresses";
import { crowdedRange } from "../models/arbitraries";
import { runs } from "../models/runs";

const EVERYTHING: readonly BitRange[] = [
  { family: 4, bits: "" },
  { family: 6, bits: "" },
];
const list = fc.array(crowdedRange, { maxLength: 5 });
const texts = (ranges: readonly BitRange[]): string[] => ranges.map(rangeText);

/** The fewest ranges that hold what `from` holds and `holes` do not: a range that is whole, or what is left of its halves. */
function rest(from: readonly BitRange[], holes: readonly BitRange[], range: BitRange): BitRange[] {
  const touched = [...from, ...holes].some((each) => holds(range, each) && each.bits !== range.bits);
  const within = from.some((each) => holds(each, range)) && !holes.some((each) => holds(each, range));
  if (!touched) return within ? [range] : [];
  const halves = ["0", "1"].flatMap((bit) => rest(from, holes, { ...range, bits: range.bits + bit }));
  return halves.length === 2 && halves.every((half) => half.bits.length === range.bits.length + 1) ? [range] : halves;
}

function expected(from: readonly BitRange[], holes: readonly BitRange[]): string[] {
  return EVERYTHING.flatMap((all) => texts(rest(from, holes, all)));
}

test("subtract and toCidrs give the fewest ranges, as halving everything gives them", () => {
  fc.assert(
    fc.property(list, list, (from, holes) => {
      expect(toCidrs(subtract(rangesOf(texts(from)), rangesOf(texts(holes))))).toEqual(expected(from, holes));
    }),
    runs(),
  );
});

test("a filter lets through the same", () => {
  fc.assert(
    fc.property(fc.option(list, { nil: undefined }), fc.option(list, { nil: undefined }), (allowed, excluded) => {
      const filter = {
        ...(allowed === undefined ? {} : { in: texts(allowed) }),
        ...(excluded === undefined ? {} : { notIn: texts(excluded) }),
      };
      const from = allowed === undefined || allowed.length === 0 ? EVERYTHING : allowed;
      expect(toCidrs(addressesOf(filter))).toEqual(expected(from, excluded ?? []));
    }),
    runs(),
  );
});
