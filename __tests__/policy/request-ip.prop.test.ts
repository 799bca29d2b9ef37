import fc from "fast-check";
import type { Fault } from "../../lib/errors";
import { readRequestIp } from "../../lib/policy/cidr";
import { type BitRange, holdTogether, meet, minimal, rangeText } from "../models/addresses";
import { crowdedRange } from "../models/arbitraries";
import { runs } from "../models/runs";

const ALL: readonly BitRange[] = [
  { family: 4, bits: "" },
  { family: 6, bits: "" },
];
const list = fc.option(fc.array(crowdedRange, { minLength: 1, maxLength: 6 }), { nil: undefined });

/** Codes of the faults that the words of the issue ask for. */
function expectedFaults(allowed: readonly BitRange[] | undefined, excluded: readonly BitRange[] | undefined): string[] {
  if (allowed === undefined && excluded === undefined) return ["EmptyIpList requestIp"];
  const everything = [...everythingIn(allowed ?? [], "requestIp.in"), ...everythingIn(excluded ?? [], "requestIp.notIn")];
  if (everything.length > 0 || allowed === undefined || excluded === undefined) return everything;
  return [
    ...excluded.flatMap((range, i) => (allowed.some((a) => meet(a, range)) ? [] : [`NotInOutsideIn requestIp.notIn[${String(i)}]`])),
    ...(allowed.every((range) => holdTogether(excluded, range)) ? ["NotInSwallowsIn requestIp.notIn"] : []),
  ];
}

function everythingIn(ranges: readonly BitRange[], path: string): string[] {
  const single = ranges.flatMap((range, i) => (range.bits === "" ? [`CidrEverything ${path}[${String(i)}]`] : []));
  if (single.length > 0) return single;
  return ALL.some((all) => holdTogether(ranges, all)) ? [`CidrEverything ${path}`] : [];
}

test("a filter has exactly the faults that comparing bits gives, and else its outermost ranges in order", () => {
  fc.assert(
    fc.property(list, list, (allowed, excluded) => {
      const faults: Fault[] = [];
      const filter = { in: allowed?.map(rangeText), notIn: excluded?.map(rangeText) };
      const spec = readRequestIp(filter, "requestIp", faults);
      const expected = expectedFaults(allowed, excluded);
      expect({ filter, faults: faults.map((f) => `${f.code} ${f.path}`) }).toEqual({ filter, faults: expected });
      if (expected.length > 0) return;
      expect(spec).toStrictEqual({
        ...(allowed === undefined ? {} : { in: minimal(allowed).map(rangeText) }),
        ...(excluded === undefined ? {} : { notIn: minimal(excluded).map(rangeText) }),
      });
    }),
    runs(2000),
  );
});
