import { escapeTemplate, isSymbol, parseGroupIds, parseResources, splitSymbols, writeGroupIds, writeResources } from "../../lib/policy";
import { holdsSymbol, maskSymbols } from "../../lib/policy/symbol";

const ACCOUNT = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";

describe("writeResources", () => {
  test("is compact JSON with keys sorted at both levels", () => {
    expect(writeResources({ "com.b": "*", "com.a": { "com.z": "*", "com.y": "*" }, "com.B": "*" })).toBe(
      '{"com.B":"*","com.a":{"com.y":"*","com.z":"*"},"com.b":"*"}',
    );
  });

  test("is a jsonencode expression where a key holds a symbol", () => {
    expect(writeResources({ "com.zone.${var.zone}": "*", "com.zone.1": "*", [ACCOUNT]: { "com.worker.${w.a}_${w.b}": "*" } })).toBe(
      `\${jsonencode({"${ACCOUNT}" = {(format("com.worker.%s_%s", w.a, w.b)) = "*"}, (format("com.zone.%s", var.zone)) = "*", "com.zone.1" = "*"})}`,
    );
  });

  test("wraps a bare symbol only where it would be read back as something else", () => {
    expect(writeResources({ "${var.key}": "*" })).toBe('${jsonencode({(var.key) = "*"})}');
    expect(writeResources({ '${format("%s", var.key)}': "*" })).toBe('${jsonencode({(format("%s", format("%s", var.key))) = "*"})}');
  });

  test("doubles the percent sign in the literal parts of a format", () => {
    expect(writeResources({ "50%s.${var.a}": "*" })).toBe('${jsonencode({(format("50%%s.%s", var.a)) = "*"})}');
  });

  test("writes no resources as an empty object", () => {
    expect(writeResources({})).toBe("{}");
  });
});

describe("parseResources", () => {
  test("keeps __proto__ as data", () => {
    const entries = parseResources('{"__proto__":"*","com.a":{"__proto__":"*"}}');
    expect(JSON.stringify(entries)).toBe('{"__proto__":"*","com.a":{"__proto__":"*"}}');
    expect(Object.getPrototypeOf(entries)).toBe(Object.prototype);
    expect(writeResources(entries!)).toBe('{"__proto__":"*","com.a":{"__proto__":"*"}}');
  });

  test.each([
    [""],
    ["*"],
    ["[]"],
    ["null"],
    ['"com.a"'],
    ['{"com.a":"x"}'],
    ['{"com.a":true}'],
    ['{"com.a":null}'],
    ['{"com.a":["*"]}'],
    ['{"com.a":{"com.b":{"com.c":"*"}}}'],
    ['{"com.a":{"com.b":"x"}}'],
    ['{"com.a":"*"'],
    ["{'com.a':'*'}"],
    ["${var.resources}"],
    ["${jsonencode(var.resources)}"],
    ['${jsonencode(["*"])}'],
    ['${jsonencode({"com.a" = "x"})}'],
    ['${jsonencode({"com.a" = var.b})}'],
    ['${jsonencode({com.a = "*"})}'],
    ['${jsonencode({"com.a" = {"com.b" = {"com.c" = "*"}}})}'],
    ['${jsonencode({for k in x : k => "*"})}'],
    ['${jsonencode({"com.a" = "*"})} and more'],
  ])("fails to read %s", (text) => {
    expect(parseResources(text)).toBeUndefined();
  });

  test("reads a key that is none of ours as one symbol", () => {
    expect(parseResources('${jsonencode({(join(".", ["com.a", var.b])) = "*", (one([for f in x : f.id])) = "*"})}')).toEqual({
      '${join(".", ["com.a", var.b])}': "*",
      "${one([for f in x : f.id])}": "*",
    });
  });

  const ZONE = '"com.cloudflare.api.account.zone.%s"';
  test.each([
    ["a comparison", `\${jsonencode({(format(${ZONE}, "x") != "" ? local.key : ("")) = "*"})}`],
    ["a bracket that closes early", `\${jsonencode({(format(${ZONE}, x)) != "" ? local.key : ("") = "*"})}`],
    ["a comment that hides a bracket", `\${jsonencode({(format(${ZONE}, x /* " */ ) != "" ? local.key : (/* " */ "")) = "*"})}`],
    ["a line comment", `\${jsonencode({(format(${ZONE}, x # "\n) != "" ? local.key : (# "\n"")) = "*"})}`],
    ["a heredoc", `\${jsonencode({(format(${ZONE}, <<E\n"\nE\n) != "" ? local.key : (<<E\n"\nE\n)) = "*"})}`],
    ["brackets of two kinds", `\${jsonencode({(format(${ZONE}, f(x])) = "*"})}`],
    ["two calls", '${jsonencode({"com.a" = "*"}) == "" ? "" : jsonencode({"com.b" = "*"})}'],
    ["two templates", '${jsonencode({"com.a" = "*"})}${jsonencode({"com.b" = "*"})}'],
    ["another verb", '${jsonencode({(format("com.%d", var.n)) = "*"})}'],
    ["another order", '${jsonencode({"com.b" = "*", "com.a" = "*"})}'],
    ["a template as a key", '${jsonencode({"com.${var.a}" = "*"})}'],
  ])("fails to read what only looks like ours: %s", (_, text) => {
    expect(parseResources(text)).toBeUndefined();
  });

  test("fails to read templates nested deeply enough to exhaust a stack", () => {
    const deep = '${"'.repeat(30000);
    expect(parseResources(`\${jsonencode({(${deep}) = "*"})}`)).toBeUndefined();
    expect(parseGroupIds(`\${[for id in sort(distinct([${deep}])) : { id = id }]}`)).toBeUndefined();
    expect(splitSymbols(deep)).toEqual({ literals: ["", ""], symbols: [deep.slice(2)] });
  });
});

describe("writeGroupIds", () => {
  test("is a list of ids", () => {
    expect(writeGroupIds(["b", "a"])).toEqual([{ id: "b" }, { id: "a" }]);
  });

  test("is one sorted and distinct expression where an id is a symbol", () => {
    expect(writeGroupIds(["a", "${one([for g in data.x.result : g.id])}"])).toBe(
      '${[for id in sort(distinct(["a", one([for g in data.x.result : g.id])])) : { id = id }]}',
    );
  });
});

describe("parseGroupIds", () => {
  test("reads lists and our own expression", () => {
    expect(parseGroupIds([{ id: "a", name: "A" }, { id: "b" }])).toEqual(["a", "b"]);
    expect(parseGroupIds('${[for id in sort(distinct(["a", one([f("],[", {a = 1})])])) : { id = id }]}')).toEqual([
      "a",
      '${one([f("],[", {a = 1})])}',
    ]);
    expect(parseGroupIds([])).toEqual([]);
  });

  test.each([[undefined], [null], ["a"], ["${var.groups}"], [["a"]], [[{}]], [[{ id: 7 }]], [[null]], [{ id: "a" }]])(
    "fails to read %j",
    (value) => {
      expect(parseGroupIds(value)).toBeUndefined();
    },
  );
});

test.each([
  ['${[for id in sort(distinct(["a"])) : { id = id }]}'],
  ['${[for id in sort(distinct([a])) == "" ? [] : sort(distinct([b])) : { id = id }]}'],
  ['${[for id in sort(distinct([a] /* " */), [" */])) : { id = id }]}'],
])("parseGroupIds fails to read what only looks like ours: %s", (text) => {
  expect(parseGroupIds(text)).toBeUndefined();
});

describe("symbols", () => {
  test.each([
    ["a", ["a"], []],
    ["${x}", ["", ""], ["x"]],
    ["a${x}b${y}", ["a", "b", ""], ["x", "y"]],
    ["${x}${y}", ["", "", ""], ["x", "y"]],
    ["a$${x}", ["a$", ""], ["x"]],
    ["${ {a = {}} }b", ["", "b"], [" {a = {}} "]],
    ['${f("}")}b', ["", "b"], ['f("}")']],
    ['${f("\\"}")}b', ["", "b"], ['f("\\"}")']],
    ['${f("a-${g("}")}-b")}c', ["", "c"], ['f("a-${g("}")}-b")']],
    ['${f("%{ if x }}%{ endif }")}c', ["", "c"], ['f("%{ if x }}%{ endif }")']],
    ['${f("$${")}c', ["", "c"], ['f("$${")']],
    ['${f("%%{")}c', ["", "c"], ['f("%%{")']],
    ["${x", ["", ""], ["x"]],
  ])("splitSymbols takes %s apart", (text, literals, symbols) => {
    expect(splitSymbols(text)).toEqual({ literals, symbols });
  });

  test("maskSymbols keeps the length", () => {
    expect(["a.${b.c}.d${e}", "abc", "${}"].map(maskSymbols)).toEqual(["a.xxxxxx.dxxxx", "abc", "xxx"]);
  });

  test("isSymbol and holdsSymbol know cdktf tokens and Terraform expressions", () => {
    expect(["${var.a}", "a${TfToken[TOKEN.1]}", "#{TfToken[TOKEN.2]}", "$a", "{a}", "#{a}", ""].map(isSymbol)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(
      ["${a}", ["b", "${a}"], [["${a}"]], -1.8881545897087503e289, -1, 0, null, undefined, {}, new Date(0), ["b"]].map(holdsSymbol),
    ).toEqual([true, true, true, true, false, false, false, false, false, false, false]);
  });
});

test("escapeTemplate makes templates literal", () => {
  expect(["a", "${x}", "%{ if x }", "$${x}", "100% {x} $x"].map(escapeTemplate)).toEqual([
    "a",
    "$${x}",
    "%%{ if x }",
    "$$${x}",
    "100% {x} $x",
  ]);
});
