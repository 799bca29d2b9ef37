import { baseline, defineRule, PrincipalError, rules, strict } from "../../lib";
import { packFaults, RULES, rulesOf } from "../../lib/guardrails";

const table = Object.entries(RULES);
/** Rules that no pack has, on purpose. */
const OPTIONAL: readonly string[] = ["expires-soon"];

test("every rule has an id of its own, and is in a pack or explicitly optional", () => {
  const ids = table.map(([, rule]) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  const packed = new Set([...baseline, ...strict].map(([rule]) => rule.id));
  expect(ids.filter((id) => !packed.has(id)).sort()).toEqual([...OPTIONAL].sort());
  expect(Object.keys(rules)).toEqual(table.map(([name]) => name));
});

test("ids follow the names in code", () => {
  const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  expect(table.map(([, rule]) => rule.id)).toEqual(table.map(([name]) => kebab(name)));
});

test("strict is nowhere milder than baseline", () => {
  const order = ["off", "note", "warning", "error"];
  const levels = new Map(strict.map(([rule, level]) => [rule.id, level]));
  expect(
    baseline.filter(([rule, level]) => order.indexOf(levels.get(rule.id) ?? "off") < order.indexOf(level)).map(([rule]) => rule.id),
  ).toEqual([]);
});

test("rules on what can't work at all, or may be anything, are errors in both packs and can't be waived", () => {
  const ids =
    "everything-cidr private-addresses-only mixed-in-user-token ignored-changes rule-failed unresolved-permission unresolved-resource user-scope-permission acknowledgement-refused".split(
      " ",
    );
  for (const pack of [baseline, strict])
    expect(
      pack
        .filter(([rule, level]) => level === "error" && !rule.waivable && ids.includes(rule.id))
        .map(([rule]) => rule.id)
        .sort(),
    ).toEqual([...ids].sort());
});

test("of two entries for one rule the later counts, and off leaves it out", () => {
  const merged = rulesOf([baseline, [[rules.noOwner, "error"]], [[rules.noExpiry, "off"]]]);
  expect(merged.get("no-owner")?.level).toBe("error");
  expect(merged.has("no-expiry")).toBe(false);
  expect(merged.size).toBe(baseline.length - 1);
});

const text = { id: "acme-x", title: "t", why: "w", fix: "f" };

test("a rule of one's own is a warning that can be waived, unless it says otherwise, and does not change", () => {
  const rule = defineRule({ ...text, token: () => [] });
  expect([rule.level, rule.waivable, Object.isFrozen(rule)]).toEqual(["warning", true, true]);
  expect(packFaults([[rule, "note"]], "pack")).toEqual([]);
});

test.each<[string, object, string]>([
  [
    "an id in another form",
    { id: "Acme_X" },
    'id: a rule\'s id is kebab-case, got "Acme_X"; give defineRule an id, a title, a why and a fix',
  ],
  ["no reason", { why: " " }, 'why: a rule has a why, got " "; give defineRule an id, a title, a why and a fix'],
  [
    "no level",
    { level: "fatal" },
    'level: a rule\'s level is error, warning or note, got "fatal"; give defineRule an id, a title, a why and a fix',
  ],
])("fails for a rule with %s", (_, change, message) => {
  expect(() => defineRule({ ...text, ...change })).toThrow(new PrincipalError([{ code: "InvalidRule", path: "", message }]));
});

test.each<[string, unknown, string]>([
  [
    "no list",
    "strict",
    'pack: a pack is a list of [rule, level], got "strict"; use baseline, strict or a list such as [[rules.noExpiry, "error"]]',
  ],
  ["a rule without a level", [rules.noOwner], "pack[0]: an entry of a pack is [rule, level], with a rule of defineRule, got"],
  [
    "a factory that was not called",
    [[rules.maxLifetime, "error"]],
    "pack[0]: an entry of a pack is [rule, level], with a rule of defineRule, got",
  ],
  [
    "a level that is none",
    [[rules.noOwner, "fatal"]],
    'pack[0]: a rule\'s level in a pack is error, warning, note or off, got "fatal"; use baseline',
  ],
])("fails for a pack that is %s", (_, pack, message) => {
  const faults = packFaults(pack, "pack");
  expect(faults.map(({ code }) => code)).toEqual(["InvalidPack"]);
  expect(faults[0]?.message.startsWith(message) === true ? message : faults[0]?.message).toBe(message);
});
