import { Construct } from "constructs";
import { Account, Backend, PrincipalError, PrincipalStack, ServicePrincipal, UserTokenStack } from "../../lib";
import { account, ACCOUNT_ID, dnsWrite, errorOf, newApp, newStack, ZONE_1 } from "./support";

/** What TypeScript would refuse, and `tsx` runs. */
function made(props: object): () => unknown {
  return () => new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite], ...props });
}

test.each([
  [
    { expireOn: "2037-06-01T00:00:00Z" },
    'expireOn: there is no such property of a principal, got "2037-06-01T00:00:00Z"; remove it or correct its name (did you mean "expiresOn")',
  ],
  [
    { expires_on: 1 },
    'expires_on: there is no such property of a principal, got 1; remove it or correct its name (did you mean "expiresOn")',
  ],
  [
    { requestIp: { in: ["192.0.2.0/24"], notin: [] } },
    'requestIp.notin: there is no such property of a request IP filter, got []; remove it or correct its name (did you mean "notIn")',
  ],
  [
    { requestIp: ["192.0.2.0/24"] },
    'requestIp: a request IP filter is { in: […], notIn: […] }, got ["192.0.2.0/24"]; write requestIp: { in: ["192.0.2.0/24"] }',
  ],
  [{ colour: "red" }, 'colour: there is no such property of a principal, got "red"; remove it or correct its name'],
])("fails with %j", (props, message) => {
  expect(errorOf(made(props)).message).toBe(`prod/ci: ${message}`);
});

test("fails for a stack and for options of resources", () => {
  const app = newApp();
  expect(errorOf(() => new PrincipalStack(app, "prod", { account, strikt: true } as never)).message).toContain('(did you mean "strict")');
  expect(errorOf(() => account.zone(ZONE_1, "example.com" as never)).code).toBe("UnknownProperty");
  expect(errorOf(() => account.r2Bucket("data", { jurisdication: "eu" } as never)).faults.map((f) => f.path)).toEqual([
    "options.jurisdication",
  ]);
  expect(errorOf(() => Account.of(ACCOUNT_ID, { nam: "x" } as never)).code).toBe("UnknownProperty");
});

test("fails for what a stack of user tokens does not have", () => {
  const app = newApp();
  const props = { account, credentialVariable: "x", strict: true, tokenQuota: 10, providerVersion: "~> 5.14, != 5.19.0, != 5.19.1" };
  expect(errorOf(() => new UserTokenStack(app, "users", props as never)).faults.map((f) => [f.code, f.path])).toEqual(
    ["account", "credentialVariable", "strict", "tokenQuota"].map((name) => ["UnknownProperty", name]),
  );
  expect(app.node.children).toEqual([]);
});

test("fails for a setting of an S3 backend that is not listed", () => {
  expect(errorOf(() => Backend.s3({ bucket: "state", customCaBundle: "/tmp/ca.pem" } as never)).message).toBe(
    'backend.customCaBundle: there is no such property of an S3 backend, got "/tmp/ca.pem"; remove it or correct its name',
  );
});

test("fails for stacks that would be written to one folder, or outside of it", () => {
  const app = newApp();
  newStack("prod", {}, app);
  expect(errorOf(() => new PrincipalStack(new Construct(app, "us"), "prod", { account })).message).toBe(
    'us/prod: stacks of one id are written to one folder; also used by prod, got "us/prod"; choose another id',
  );
  expect(errorOf(() => newStack("..", {}, newApp())).message).toBe(
    '..: the id of a stack names its folder and its state, so it has letters, digits, -, _ and dots only, got ".."; choose another id',
  );
  for (const id of [".", "-x"]) expect(errorOf(() => newStack(id, {}, newApp())).code).toBe("InvalidStackId");
});

test("fails for an expression that could end ours and go on with its own", () => {
  for (const id of ['${"1")) = "*", "x" = "*", (format("%s", "2"}', "${a, b}", "${a // }", "${f(a}", "${}"]) {
    expect(() => account.zone(id)).toThrow(PrincipalError);
  }
  expect(() => account.zone('${data.x["a}"].id}')).not.toThrow();
});

test("an uncaught error shows its messages once", () => {
  const error = errorOf(made({ name: "" }));
  expect(Object.keys(error)).not.toContain("faults");
  expect(error.faults).toHaveLength(1);
});
