import fc from "fast-check";
import { can, type TokenSpec } from "../../../lib/policy";
import { accessDiff } from "../../../lib/review";
import { ENTRIES, GROUPS, WORKER_EDIT } from "../../models/access";
import { symbolicPair } from "../../models/symbolic-pairs";
import { tokenLists } from "../../models/token-lists";
import { tokenPair } from "../../models/token-pairs";
import { runs } from "../../models/runs";
import { faultsOfLists, faultsOfPair, faultsOfSymbolicPair } from "./proof";

test("the verdict and the lists are those of an enumeration of every permission, resource, address and instant", () => {
  fc.assert(
    fc.property(tokenPair, (pair) => {
      expect(faultsOfPair(pair)).toEqual([]);
    }),
    runs(2000),
  );
});

test("the verdict of tokens with values that are not known yet holds for each value that they may have", () => {
  fc.assert(
    fc.property(symbolicPair, (pair) => {
      expect(faultsOfSymbolicPair(pair)).toEqual([]);
    }),
    runs(300),
  );
});

test("what stands at one address is one token, what has nothing to do with another one is not, and no token is lost", () => {
  fc.assert(
    fc.property(tokenLists, (lists) => {
      expect(faultsOfLists(lists)).toEqual([]);
    }),
    runs(2000),
  );
});

test("nothing that can() allows after and not before is neutral or narrowing, and the other way round", () => {
  const groups = GROUPS.filter((group) => group !== WORKER_EDIT);
  const answers = (spec: TokenSpec): boolean[] =>
    groups.flatMap(({ id }) =>
      ENTRIES.flatMap(({ key, nested }) =>
        [undefined, "10.0.0.3", "3000::1"].flatMap((ip) =>
          [undefined, "2031-01-01T00:00:00Z"].map(
            (at) => can(spec, { permission: id, resource: nested === undefined ? key : `${key}/${nested}`, ip, at }).allowed,
          ),
        ),
      ),
    );
  fc.assert(
    fc.property(
      tokenPair.filter(([before]) => before.kind === "account"),
      ([before, after]) => {
        const { verdict } = accessDiff([before], [after]);
        const [was, is] = [answers(before), answers(after)];
        if (is.some((allowed, i) => allowed && was[i] !== true)) expect(["broadening", "mixed"]).toContain(verdict);
        if (was.some((allowed, i) => allowed && is[i] !== true)) expect(["narrowing", "mixed"]).toContain(verdict);
      },
    ),
    runs(30),
  );
});

test("the way back is the opposite, and from a token to itself nothing changes", () => {
  const opposite = { broadening: "narrowing", narrowing: "broadening", mixed: "mixed", neutral: "neutral" };
  fc.assert(
    fc.property(tokenPair, ([before, after]) => {
      const [there, back] = [accessDiff([before], [after]), accessDiff([after], [before])];
      expect(back.verdict).toBe(opposite[there.verdict]);
      expect(back.tokens[0]?.gained.length).toBe(there.tokens[0]?.lost.length);
      expect(accessDiff([after], [after])).toEqual({ verdict: "neutral", disruptive: false, tokens: [], warnings: [] });
    }),
    runs(300),
  );
});
