import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect as imported } from "@jest/globals";
import * as testing from "../../testing";
import { dnsWrite, sample } from "./support";

const { principalMatchers } = testing;
const ROOT = join(__dirname, "../..");

test("the import gives the matchers to the global expect, and so to that of @jest/globals", () => {
  const { dnsPublisher } = sample();
  expect(dnsPublisher).toAllow(dnsWrite);
  imported(dnsPublisher).toAllow(dnsWrite);
  imported(() => imported(dnsPublisher).toDeny(dnsWrite)).toThrow("Received: it may");
  const extend = jest.spyOn(expect, "extend");
  jest.isolateModules(() => {
    jest.requireActual("cloudflare-principals/testing");
  });
  expect(extend.mock.calls.map(([matchers]) => Object.keys(matchers))).toEqual([Object.keys(principalMatchers)]);
});

test("each matcher is exported by its name, for an expect.extend of one's own", () => {
  expect(testing).toEqual(expect.objectContaining(principalMatchers));
  const extend = jest.spyOn(expect, "extend");
  expect.extend({ toAllow: testing.toAllow });
  expect(extend).toHaveBeenCalledTimes(1);
  const { dnsPublisher } = sample();
  const { pass, message } = testing.toAllow.call({}, dnsPublisher, dnsWrite);
  expect(pass).toBe(true);
  expect(message()).toContain("dns-publisher");
});

test("the import is silent where there is no expect, and where another library has the name", () => {
  for (const before of ["", "globalThis.expect = () => 1;", "globalThis.expect = null;"]) {
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ["--require", "tsx/cjs", "--eval", `${before} console.log(typeof require("./testing/index.ts").startSimulator)`],
      { cwd: ROOT, encoding: "utf8", env: { PATH: process.env["PATH"] } },
    );
    expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "function\n", stderr: "" });
  }
});

test("cloudflare-principals/testing/jest extends the expect of jest, the global one or that of @jest/globals", () => {
  const load = (): void => {
    jest.isolateModules(() => {
      jest.requireActual("cloudflare-principals/testing/jest");
    });
  };
  const extend = jest.spyOn(expect, "extend");
  load();
  expect(extend).toHaveBeenCalledTimes(1);
  expect(Object.keys(extend.mock.calls[0]![0])).toEqual(Object.keys(principalMatchers));
  const scope = globalThis as { expect?: unknown };
  const own = scope.expect;
  scope.expect = undefined;
  const fromGlobals = jest.spyOn(imported, "extend");
  try {
    load();
  } finally {
    scope.expect = own;
  }
  expect(fromGlobals).toHaveBeenCalled();
});

test("fails outside of jest, and says what to do", () => {
  const { status, stderr } = spawnSync(process.execPath, ["--require", "tsx/cjs", "--eval", 'require("./testing/jest.ts")'], {
    cwd: ROOT,
    encoding: "utf8",
    env: { PATH: process.env["PATH"] },
  });
  expect(status).toBe(1);
  expect(stderr).toContain(
    "PrincipalError: cloudflare-principals/testing/jest: there is no expect of jest here; name this module in jest's setupFilesAfterEnv, or call expect.extend(principalMatchers) of cloudflare-principals/testing with the expect that you use",
  );
});
