import { callsIn, expressionTokens } from "../../lib/terraform";

test.each([
  ['${file("x")}', ["file"]],
  ['$${file("x")}', []],
  ['$$${file("x")} %%{file("x")}', []],
  ['a $ % ${"a ${upper (b)} file(x)"}', ["upper"]],
  ['${/* ( */ file # x\n ("a")}', ["file"]],
  ["%{ if f (x) }a%{ endif }", ["f"]],
  ["${provider::a::b(1)} ${core::file(2)}", ["provider::a::b", "core::file"]],
  ["${a.file(x)} ${(a)} ${[for a in (b) : (c) if (d)]}", []],
  ['${{a = "}"}}${g(1)}', ["g"]],
  ['${"\\"${h(1)}\\\\"}${i(1)}', ["h", "i"]],
  ["${<<EOT\n${k(1)}\nEOT\n}", ["k"]],
  ["file(x)", []],
  ["${", []],
  ['${"', []],
])("the functions that %j calls are %j", (text, calls) => {
  expect([...callsIn(text)]).toEqual(calls);
});

test("words are compared as Terraform compares them", () => {
  expect([...callsIn("${e\u0301(1)}")]).toEqual(["\u00e9"]);
});

test.each(["/*", "/**/", "${", "$", "%", '"', '\\"', "#", "//", "{", "}", "[", "(", "a", "a.", "::", "<<E\n", "é"])(
  "a megabyte of %j takes no time that grows with its square",
  (unit) => {
    for (const prefix of ["", "${", '${"']) {
      const start = process.cpuUsage();
      let last = 0;
      for (const { at } of expressionTokens(prefix + unit.repeat(1_000_000 / unit.length))) last = at;
      expect(last).toBeLessThanOrEqual(1_000_004);
      const { user, system } = process.cpuUsage(start);
      expect((user + system) / 1e6).toBeLessThan(5);
    }
  },
);
