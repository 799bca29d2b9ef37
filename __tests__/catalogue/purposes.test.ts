import { templates } from "../../lib";
import { searchPurposes } from "../../lib/catalogue";
import PURPOSES from "../../lib/catalogue/purposes.json";

test.each(PURPOSES.map(({ words }) => words))("%s: its permissions and templates exist, and each of its words finds them", (...words) => {
  for (const text of words) {
    const found = searchPurposes(`something ${text.toUpperCase()}`);
    expect(found.length).toBeGreaterThan(0);
    const names = found.flatMap((purpose) => purpose.templates.map((call) => /^templates\.(\w+)\(/.exec(call)?.[1]));
    for (const name of names) expect(Object.keys(templates)).toContain(name);
    expect(names.length + found.flatMap(({ permissions }) => permissions).length).toBeGreaterThan(0);
  }
});

test("words that stand for nothing find nothing", () => {
  expect(searchPurposes("dns write")).toEqual([]);
  expect(searchPurposes("")).toEqual([]);
});
