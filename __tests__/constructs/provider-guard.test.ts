import { DEFAULT_PROVIDER_VERSION, UserTokenStack } from "../../lib";
import { errorOf, newApp, newStack, synth } from "./support";

const BOTH = "5.19.0 and 5.19.1";

function written(providerVersion: string, more: { allowUntestedProvider?: boolean } = {}): string {
  const app = newApp();
  newStack("prod", { providerVersion, ...more }, app);
  return synth(app).terraform.required_providers.cloudflare.version;
}

function broken(constraint: string, versions: string): string {
  const reason = versions.startsWith("below")
    ? "the resources argument has another shape there"
    : "every apply fails and makes another secret";
  return `providerVersion: the constraint lets in provider ${versions}: ${reason}, got ${JSON.stringify(constraint)}; narrow the constraint, or set allowUntestedProvider: true`;
}

describe("the constraint on the provider", () => {
  test("is the usable versions of the present major by default", () => {
    expect(DEFAULT_PROVIDER_VERSION).toBe("~> 5.14, != 5.19.0, != 5.19.1");
    expect(written(DEFAULT_PROVIDER_VERSION)).toBe(DEFAULT_PROVIDER_VERSION);
  });

  test.each([
    ">= 5.20.0",
    ">=5.20.0",
    "> 5.19.1",
    "~> 5.18.0",
    "~> 5.13.0",
    "~> 5.20",
    "= 5.22.0",
    "5.22.0",
    "5.22",
    "= 5.13.0",
    ">= 5.14.0, < 5.19.0",
    ">= 5.14.0, < 6.0.0, != 5.19.0, != 5.19.1",
    "!= 5.19.0, >= 5.13, != 5.19.1",
    "> 5.18, < 5.19",
    ">= 5.20.0, < 6",
    "~> 6.0",
    "~> 6",
    "= 5.19.2",
    ">= 5.20.0-beta.1",
  ])("may be %s", (constraint) => {
    expect(written(constraint)).toBe(constraint);
  });

  test.each([
    [">= 5.14.0", [BOTH]],
    ["5.19.1", ["5.19.1"]],
    ["= 5.19.0", ["5.19.0"]],
    ["~> 5.19.0", [BOTH]],
    ["~> 5.19.1", ["5.19.1"]],
    ["~> 5.0", [BOTH, "below 5.13.0"]],
    ["~> 5", [BOTH, "below 5.13.0"]],
    ["~> 5.18", [BOTH]],
    ["~> 4.0", ["below 5.13.0"]],
    ["~> 4", ["below 5.13.0"]],
    ["~> 5.12.0", ["below 5.13.0"]],
    ["< 6", [BOTH, "below 5.13.0"]],
    ["<= 5.19.0", ["5.19.0", "below 5.13.0"]],
    ["!= 5.19.1", ["5.19.0", "below 5.13.0"]],
    [">= 5.14.0, != 5.19.0", ["5.19.1"]],
    [">= 5.14.0, != 5.19", ["5.19.1"]],
    ["= 4.52.0", ["below 5.13.0"]],
    ["5", ["below 5.13.0"]],
  ])("fails for %s", (constraint, versions) => {
    expect(errorOf(() => newStack("prod", { providerVersion: constraint })).message.split("\n")).toEqual(
      versions.map((v) => `prod: ${broken(constraint, v)}`),
    );
  });

  test.each([">= 5.14.0", "5.19.1", "~> 4.0"])("may be %s where untested versions are allowed", (constraint) => {
    expect(written(constraint, { allowUntestedProvider: true })).toBe(constraint);
  });

  // Terraform 1.11 refuses each of these: `terraform init` was run with them.
  test.each(["", "latest", "*", "^5.0.0", "5.x", "v5.20.0", "== 5.22.0", "> = 5", ">= 5.20.0,", "5.22.0.1", ">= 5.20 < 6"])(
    "fails for %j, which is none",
    (constraint) => {
      expect(errorOf(() => newStack("prod", { providerVersion: constraint, allowUntestedProvider: true })).message).toBe(
        `prod: providerVersion: providerVersion is a Terraform version constraint, got ${JSON.stringify(constraint)}; write it like ">= 5.20.0, < 6.0.0"`,
      );
    },
  );

  test.each([
    [5.22, "5.22"],
    [["5.22.0"], '["5.22.0"]'],
    ["${var.version}", "<token>"],
  ])("fails for %j, which is no text to read", (value, shown) => {
    expect(errorOf(() => newStack("prod", { providerVersion: value as string })).message).toBe(
      `prod: providerVersion: providerVersion is a Terraform version constraint, got ${shown}; write it like ">= 5.20.0, < 6.0.0"`,
    );
  });

  test("holds for stacks of user tokens as well", () => {
    const app = newApp();
    new UserTokenStack(app, "users", { providerVersion: "= 5.22.0" });
    expect(synth(app, "users").terraform.required_providers.cloudflare.version).toBe("= 5.22.0");
    expect(errorOf(() => new UserTokenStack(app, "more", { providerVersion: "5.19.1" })).message).toBe(
      `more: ${broken("5.19.1", "5.19.1")}`,
    );
    expect(app.node.tryFindChild("more")).toBeUndefined();
  });
});
