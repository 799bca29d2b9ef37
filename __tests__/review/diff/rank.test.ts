import { readFileSync } from "node:fs";
import { type Risk, RISK_CODES, type TokenDiff } from "../../../lib/review/diff/model";
import { mostRiskyFirst, worstFirst } from "../../../lib/review/diff/risks";

const risk = (code: Risk["code"]): Risk => ({ code, reason: code });
const token = (name: string, ...codes: readonly Risk["code"][]): TokenDiff => ({
  account: "",
  name,
  change: "changed",
  verdict: "broadening",
  disruptive: [],
  gained: [],
  lost: [],
  risks: codes.map(risk),
});

test("a renamed resource stands near the top, a new secret and a disabled token below every other risk", () => {
  const codes = worstFirst([risk("dormant"), risk("new-secret"), risk("no-expiry"), risk("dns"), risk("renamed-resource")]);
  expect(codes.map(({ code }) => code)).toEqual(["renamed-resource", "dns", "no-expiry", "new-secret", "dormant"]);
});

test("a token with a renamed resource stands before one with less harm, and after one that makes tokens", () => {
  const tokens = [token("zone", "dns"), token("none"), token("named", "renamed-resource"), token("minter", "mints-tokens")];
  expect(mostRiskyFirst(tokens).map(({ name }) => name)).toEqual(["minter", "named", "zone", "none"]);
});

test("the documentation names every risk", () => {
  const docs = readFileSync("docs/review.md", "utf8");
  const section = docs.slice(docs.indexOf("\n## Risks"), docs.indexOf("\n## As a pull request"));
  const codes = [...section.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell = ""]) =>
    [...cell.matchAll(/`([\w-]+)`/g)].map(([, code]) => code),
  );
  expect(codes.sort()).toEqual([...RISK_CODES].sort());
});
