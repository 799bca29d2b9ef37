import { accessDiff, diffMarkdown, diffText } from "../../../lib/review";
import type { PolicySpec, TokenSpec } from "../../../lib/policy";

const ACCOUNT = "com.cloudflare.api.account.0123456789abcdef0123456789abcdef";
const ZONE = "com.cloudflare.api.account.zone";
const [SHOP, BLOG] = ["1", "2"].map((digit) => `${ZONE}.${digit.repeat(32)}`) as [string, string];
const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
const ZONE_READ = "c8fed203ed3043cba015a93ad1616f1f";

const on = (resources: PolicySpec["resources"], effect: PolicySpec["effect"] = "allow", group = ZONE_READ): PolicySpec => ({
  effect,
  permissionGroups: [group],
  resources,
});
const everyZone = on({ [ACCOUNT]: { [`${ZONE}.*`]: "*" } });

function token(more: Partial<TokenSpec> = {}, name = "ci"): TokenSpec {
  return {
    kind: "account",
    accountId: "0123456789abcdef0123456789abcdef",
    name,
    status: "active",
    policies: [on({ [SHOP]: "*" })],
    address: `cloudflare_account_token.${name}`,
    names: { [SHOP]: "shop.example" },
    ...more,
  };
}

/** The rows of these labels. */
function rows(before: readonly TokenSpec[], after: readonly TokenSpec[], labels = /^(?:gains|loses|breaks) /): string[] {
  return diffText(accessDiff(before, after), { width: 400 })
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => labels.test(line))
    .map((line) => line.replace(/ +/g, " "));
}

describe("an account-wide R2 permission", () => {
  const [R2_READ, R2_WRITE] = ["b4992e1108244f5d8bfbd5744320c2e1", "bf7481a1826f439697cb59a20b22293e"];
  const [ITEM_READ, ITEM_WRITE] = ["6a018a9f2fc74eb6b293b0c548f38b39", "2efd5506f9c8494dacb1fa10a3e7d5b6"];
  const SCRIPTS_WRITE = "e086da7e2179491d91ee5f35b3ca210a";
  const BACKUPS = "com.cloudflare.edge.r2.bucket.0123456789abcdef0123456789abcdef_default_backups";
  const wide = token({ policies: [on({ [ACCOUNT]: "*" }, "allow", R2_WRITE)] });
  const single = token({ policies: [on({ [BACKUPS]: "*" }, "allow", ITEM_WRITE)] });
  const inAccount = "account 0123456789abcdef0123456789abcdef";

  test("gains every other bucket in the place of one bucket's, and loses none", () => {
    expect(accessDiff([single], [wide]).verdict).toBe("broadening");
    expect(rows([single], [wide])).toEqual([
      `gains Workers R2 Storage Bucket Item Write on every other R2 bucket of ${inAccount}, too (was: R2 bucket backups) (Workers R2 Storage Write on the account includes it)`,
      `gains Workers R2 Storage Write on ${inAccount}`,
    ]);
  });

  test("loses every other bucket where one bucket's takes its place", () => {
    expect(accessDiff([wide], [single]).verdict).toBe("narrowing");
    expect(rows([wide], [single], /^(?:gains|loses) /)).toEqual([
      `loses Workers R2 Storage Bucket Item Write on every R2 bucket of ${inAccount} but R2 bucket backups (Workers R2 Storage Write on the account includes it)`,
      `loses Workers R2 Storage Write on ${inAccount}`,
    ]);
  });

  test("says what it includes where that is not listed, and whose it is among others", () => {
    const both = token({ policies: [{ ...on({ [ACCOUNT]: "*" }), permissionGroups: [R2_WRITE, SCRIPTS_WRITE] }] });
    expect(rows([token({ policies: [] })], [both])).toEqual([
      `gains Workers R2 Storage Write, Workers Scripts Write on ${inAccount} (Workers R2 Storage Write includes Workers R2 Storage Bucket Item Write on every R2 bucket of the account)`,
    ]);
    expect(rows([token({ policies: [on({ [ACCOUNT]: "*" }, "allow", R2_READ)] })], [wide])).toEqual([
      `gains Workers R2 Storage Write on ${inAccount} (Workers R2 Storage Write includes Workers R2 Storage Bucket Item Write on every R2 bucket of the account)`,
    ]);
  });

  test("leaves out the bucket of which objects are denied", () => {
    const denied = token({ policies: [...wide.policies, on({ [BACKUPS]: "*" }, "deny", ITEM_READ)] });
    expect(rows([token({ policies: [] })], [denied])).toEqual([
      `gains Workers R2 Storage Bucket Item Read on every R2 bucket of ${inAccount} but R2 bucket backups (Workers R2 Storage Write on the account includes it)`,
      `gains Workers R2 Storage Write on ${inAccount} (Workers R2 Storage Write includes Workers R2 Storage Bucket Item Write on every R2 bucket of the account)`,
    ]);
  });

  test("makes a bucket's own permission no difference", () => {
    const both = token({ policies: [...wide.policies, ...single.policies] });
    expect(accessDiff([both], [wide])).toMatchObject({ verdict: "neutral", disruptive: false });
    expect(accessDiff([wide], [both])).toMatchObject({ verdict: "neutral", disruptive: false });
  });
});

describe("growth is said as growth", () => {
  test("from some zones to every zone", () => {
    expect(rows([token()], [token({ policies: [everyZone] })])).toEqual([
      "gains Zone Read on every other zone of account 0123456789abcdef0123456789abcdef, too (was: zone shop.example (11111111…))",
    ]);
  });

  test("with a zone that stays denied as an exclusion beside it", () => {
    const denied = on({ [BLOG]: "*" }, "deny");
    expect(rows([token({ policies: [on({ [SHOP]: "*" }), denied] })], [token({ policies: [everyZone, denied] })])).toEqual([
      `gains Zone Read on every zone of account 0123456789abcdef0123456789abcdef but zone ${"2".repeat(32)}, too (was: zone shop.example (11111111…))`,
    ]);
  });

  test("a deny that goes is no growth of what was there, and one that comes leaves the rest", () => {
    const denied = on({ [BLOG]: "*" }, "deny");
    expect(rows([token({ policies: [everyZone] })], [token({ policies: [everyZone, denied] })])).toEqual([
      `loses Zone Read on zone ${"2".repeat(32)} (now denied)`,
      "breaks calls that need Zone Read",
    ]);
    expect(rows([token({ policies: [everyZone] })], [token()])).toEqual([
      "loses Zone Read on every zone of account 0123456789abcdef0123456789abcdef but zone shop.example (11111111…)",
      "breaks calls that need Zone Read",
    ]);
  });

  test("from some addresses to every address, those that stay excluded named", () => {
    const some = { in: ["192.0.2.0/24"] };
    expect(rows([token({ requestIp: some })], [token()])).toEqual(["gains use from every address, too (was: 192.0.2.0/24)"]);
    expect(rows([token({ requestIp: some })], [token({ requestIp: { notIn: ["10.0.0.0/8"] } })])).toEqual([
      "gains use from every address except 10.0.0.0/8, too (was: 192.0.2.0/24)",
    ]);
    expect(rows([token({ requestIp: some })], [token({ requestIp: { in: ["192.0.2.0/24", "198.51.100.0/24"] } })])).toEqual([
      "gains use from 198.51.100.0/24",
    ]);
  });

  test("in time, as the span that comes to it", () => {
    const until = (expiresOn?: string): TokenSpec => token(expiresOn === undefined ? {} : { expiresOn });
    expect(rows([until("2030-01-01T00:00:00Z")], [until("2031-01-01T00:00:00Z")])).toEqual([
      "gains use from 2030-01-01 00:00 UTC to 2031-01-01 00:00 UTC, too",
    ]);
    expect(rows([until("2030-01-01T00:00:00Z")], [until()])).toEqual(["gains use after 2030-01-01 00:00 UTC, too: it no longer expires"]);
    expect(rows([token({ notBefore: "2030-01-01T00:00:00Z" })], [token()])).toEqual([
      "gains use before 2030-01-01 00:00 UTC, too: it no longer has a start",
    ]);
    expect(rows([until("2031-01-01T00:00:00Z")], [until("2030-01-01T00:00:00Z")])).toEqual([
      "loses until 2030-01-01 00:00 UTC, was 2031-01-01 00:00 UTC",
      "breaks it expires earlier",
    ]);
    expect(rows([until("${var.a}")], [until("${var.b}")])[0]).toBe("gains until ${var.b}, was ${var.a}");
  });
});

test("a new token says from where, from when and until when", () => {
  expect(rows([], [token()])).toEqual(["gains Zone Read on zone shop.example (11111111…)", "gains use from every address, without an end"]);
  const limited = {
    requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
    notBefore: "2026-12-01T00:00:00Z",
    expiresOn: "2037-06-01T00:00:00Z",
  };
  expect(rows([], [token(limited)])[1]).toBe(
    "gains use from 192.0.2.0/24 except 192.0.2.128/25, starting 2026-12-01 00:00 UTC, until 2037-06-01 00:00 UTC",
  );
});

test("what can break is named: permissions, addresses and who takes the value", () => {
  const before = token({
    policies: [on({ [SHOP]: "*" }), on({ [SHOP]: "*" }, "allow", DNS_WRITE)],
    requestIp: { in: ["192.0.2.0/24", "198.51.100.0/24"] },
  });
  expect(rows([before], [token({ requestIp: { in: ["192.0.2.0/24"] } })], /^breaks/)).toEqual([
    "breaks calls that need DNS Write",
    "breaks calls from 198.51.100.0/24",
  ]);
});

test("a token that is disabled says everything once", () => {
  expect(rows([token()], [token({ status: "disabled" })])).toEqual(["loses everything: it is disabled", "breaks the token is disabled"]);
});

describe("many tokens with one change", () => {
  const names = Array.from({ length: 10 }, (_, index) => `ci-${String(index)}`);
  const at = (expiresOn: string): TokenSpec[] => names.map((name) => token({ expiresOn }, name));
  const diff = accessDiff(
    [...at("2037-01-15T00:00:00Z"), token({}, "other")],
    [...at("2038-01-15T00:00:00Z"), token({ policies: [everyZone] }, "other")],
  );
  const title = "10 tokens: ci-0, ci-1, ci-2, ci-3, ci-4, ci-5, ci-6, ci-7 and 2 more";

  test("are one block and one row, and what differs stands by itself", () => {
    const text = diffText(diff, { width: 200 });
    expect(text.split("\n").filter((line) => /^ {2}\S/.test(line))).toEqual(["  other", `  ${title}`]);
    expect(text).toContain(`  ${title}
    verdict  broadening
    gains    use from 2037-01-15 00:00 UTC to 2038-01-15 00:00 UTC, too
`);
    expect(diffMarkdown(diff)).toContain(`| ${title} | **broadening** | use from 2037-01-15 00:00 UTC to 2038-01-15 00:00 UTC, too | - |`);
  });

  test("two of them stand by themselves", () => {
    const two = accessDiff(at("2037-01-15T00:00:00Z").slice(0, 2), at("2038-01-15T00:00:00Z").slice(0, 2));
    expect(diffText(two).match(/verdict/g)).toHaveLength(2);
  });

  test("that do not fit a comment are counted one by one", () => {
    const many = Array.from({ length: 50 }, (_, index) => token({}, `w${String(index)}`));
    const text = diffMarkdown(accessDiff([], many), { maxLength: 1000 });
    const shown = text.split("\n").filter((line) => line.startsWith("| w")).length;
    expect(text).toContain(`… and ${String(50 - shown)} more tokens`);
  });
});
