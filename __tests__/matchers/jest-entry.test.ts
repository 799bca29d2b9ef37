import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect as imported } from "@jest/globals";
import { principalMatchers } from "../../testing";
import { dnsWrite, sample } from "./support";

const ROOT = join(__dirname, "../..");

test("principalMatchers are for expect.extend, which needs no other module", () => {
  const { dnsPublisher } = sample();
  expect(() => (expect(dnsPublisher) as unknown as jest.Matchers<void, unknown>).toAllow(dnsWrite)).toThrow(TypeError);
  expect.extend(principalMatchers);
  expect(dnsPublisher).toAllow(dnsWrite);
  imported(dnsPublisher).toAllow(dnsWrite);
  imported(() => imported(dnsPublisher).toDeny(dnsWrite)).toThrow("Received: it may");
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
