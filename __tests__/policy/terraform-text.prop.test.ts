import fc from "fast-check";
import { parseGroupIds, parseResources, type ResourceEntries, splitSymbols, writeGroupIds, writeResources } from "../../lib/policy";
import { runs } from "../models/runs";
import { evaluateTemplate } from "../models/terraform";

/** Expressions as people and cdktf write them: nested braces, brackets, quotes, templates in strings, commas, equal signs, percent signs. */
const { expression } = fc.letrec<{ expression: string; text: string }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.constantFrom("var.zone", "data.cloudflare_zone.a[0].id", "each.value", 'x["a.b"]', "7", "a == b ? c : d"),
    tie("text").map((text) => `"${text}"`),
    fc.array(tie("expression"), { maxLength: 3 }).map((args) => `f(${args.join(", ")})`),
    fc.tuple(fc.constantFrom("%s", "a%%b%s", "%d"), tie("expression")).map(([format, arg]) => `format("${format}", ${arg})`),
    fc.array(tie("expression"), { maxLength: 3 }).map((list) => `[${list.join(", ")}]`),
    fc.array(tie("expression"), { maxLength: 2 }).map((list) => `{${list.map((value, i) => `k${String(i)} = ${value}`).join(", ")}}`),
    tie("expression").map((inner) => `(${inner})`),
    tie("expression").map((list) => `one([for g in ${list} : g.id if g.name == "DNS Write"])`),
  ),
  text: fc
    .array(
      fc.oneof(
        { maxDepth: 2 },
        fc.constantFrom("a", "}", "{", "(", "]", ",", " = ", '\\"', "\\\\", "% ", "$ ", "%s", "$${", "%%{", " "),
        tie("expression").map((inner) => `\${${inner}}`),
      ),
      { maxLength: 4 },
    )
    .map((parts) => parts.join("")),
}));
const symbol = expression.map((text) => `\${${text}}`);
const literal = fc
  .array(fc.constantFrom("com.cloudflare.", "zone.", "a", "_default_", "*", "-", "%", "%s", "%%"), { maxLength: 3 })
  .map((parts) => parts.join(""));
const mixed = fc
  .array(fc.tuple(literal, symbol), { minLength: 1, maxLength: 3 })
  .chain((parts) => literal.map((last) => parts.map((part) => part.join("")).join("") + last));
// No `%{`: isResourceKey lets none in.
const key = fc.oneof(
  fc.string({ maxLength: 12 }).filter((text) => !/[$%]\{/.test(text)),
  literal,
  symbol,
  mixed,
);
const nested = fc.dictionary(key, fc.constant("*" as const), { maxKeys: 3 });
const entries: fc.Arbitrary<ResourceEntries> = fc.dictionary(key, fc.oneof(fc.constant("*" as const), nested), { maxKeys: 4 });

test("splitSymbols finds exactly the symbols a text was made of", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(literal, expression), { maxLength: 4 }), literal, (parts, last) => {
      const text = parts.map(([before, inner]) => `${before}\${${inner}}`).join("") + last;
      expect(splitSymbols(text)).toEqual({
        literals: [...parts.map(([before]) => before), last],
        symbols: parts.map(([, inner]) => inner),
      });
    }),
    runs(),
  );
});

test("what writeResources writes, parseResources reads", () => {
  fc.assert(
    fc.property(entries, (resources) => {
      expect(parseResources(writeResources(resources))).toEqual(resources);
    }),
    runs(2000),
  );
});

test("what writeGroupIds writes, parseGroupIds reads", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), symbol, mixed), { maxLength: 5 }), (ids) => {
      expect(parseGroupIds(writeGroupIds(ids))).toEqual(ids);
    }),
    runs(2000),
  );
});

test("neither reader throws, whatever the text", () => {
  const torn = fc
    .tuple(entries.map(writeResources), fc.nat(200), fc.nat(5), fc.constantFrom("", "{", "}", '"', "(", ")", ",", "=", "${", "\\"))
    .map(([text, at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut));
  fc.assert(
    fc.property(
      fc.oneof(
        torn,
        torn.map((text) => `\${jsonencode(${text})}`),
        fc.string(),
      ),
      (text) => {
        const read = parseResources(text);
        expect(read === undefined || typeof read === "object").toBe(true);
        const ids = parseGroupIds(`\${[for id in sort(distinct([${text}])) : { id = id }]}`);
        expect(ids?.every((id) => typeof id === "string") ?? true).toBe(true);
      },
    ),
    runs(2000),
  );
});

/** Names of variables, so that the model knows their values. */
const name = fc.constantFrom("var.a", "var.b", "local.zone-1", "data.x.y.id");
const simpleKey = fc.oneof(
  literal,
  name.map((text) => `\${${text}}`),
  fc.tuple(literal, name, literal, name, literal).map(([a, x, b, y, c]) => `${a}\${${x}}${b}\${${y}}${c}`),
);
const VALUES = {
  "var.a": "22222222222222222222222222222222",
  "var.b": "11111111111111111111111111111111",
  "local.zone-1": "zone",
  "data.x.y.id": "~",
};

function substituted(text: string): string {
  return text.replace(/\$\{([^}]*)\}/g, (_, variable: keyof typeof VALUES) => VALUES[variable]);
}

test("Terraform makes of the resources the sorted JSON of the substituted keys", () => {
  fc.assert(
    fc.property(
      fc.dictionary(
        simpleKey,
        fc.oneof(fc.constant("*" as const), fc.dictionary(simpleKey, fc.constant("*" as const), { minKeys: 1, maxKeys: 3 })),
        { minKeys: 1, maxKeys: 4 },
      ),
      (resources) => {
        // Two symbols of one value are one key, and what is below it is Terraform's choice.
        const names = Object.keys(resources).map(substituted);
        fc.pre(new Set(names).size === names.length);
        const text = writeResources(resources);
        const json = text.startsWith("{") ? text : evaluateTemplate(text, VALUES);
        const expected = Object.entries(resources).map(
          ([k, value]) =>
            [
              substituted(k),
              value === "*" ? value : Object.fromEntries(Object.keys(value).map((inner) => [substituted(inner), "*"])),
            ] as const,
        );
        const sorted = (keys: readonly string[]): string[] => [...keys].sort();
        expect(JSON.parse(json as string)).toEqual(Object.fromEntries(expected));
        expect(json).toBe(
          `{${sorted(
            expected.map(
              ([k, v]) =>
                `"${k}":${
                  typeof v === "string"
                    ? '"*"'
                    : `{${sorted(Object.keys(v))
                        .map((inner) => `"${inner}":"*"`)
                        .join(",")}}`
                }`,
            ),
          ).join(",")}}`,
        );
      },
    ),
    runs(),
  );
});

test("Terraform makes of the ids the sorted list of distinct values", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.stringMatching(/^[0-9a-f]{32}$/),
          fc.constant(VALUES["var.a"]),
          name.map((text) => `\${${text}}`),
        ),
        { minLength: 1, maxLength: 6 },
      ),
      (ids) => {
        fc.pre(ids.some((id) => id.includes("${")));
        const values = [...new Set(ids.map(substituted))].sort();
        expect(evaluateTemplate(writeGroupIds(ids) as string, VALUES)).toEqual(values.map((id) => ({ id })));
      },
    ),
    runs(),
  );
});
