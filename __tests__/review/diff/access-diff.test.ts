import { allPermissions } from "../../../lib/catalogue";
import type { PolicySpec, TokenSpec } from "../../../lib/policy";
import { accessDiff, type TokenDiff } from "../../../lib/review";
import { ACCOUNT, DNS_WRITE, ZONE, ZONE_READ } from "../../read/files";

const OTHER = "fedcba9876543210fedcba9876543210";
const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
const SCRIPTS_WRITE = "e086da7e2179491d91ee5f35b3ca210a";
const ZONES = "com.cloudflare.api.account.zone";
const [Z1, Z2] = [`${ZONES}.${ZONE}`, `${ZONES}.22222222222222222222222222222222`];
const ACCOUNT_KEY = `com.cloudflare.api.account.${ACCOUNT}`;

const allow = (groups: readonly string[], ...keys: readonly string[]): PolicySpec => policy("allow", groups, keys);
const deny = (groups: readonly string[], ...keys: readonly string[]): PolicySpec => policy("deny", groups, keys);
function policy(effect: "allow" | "deny", permissionGroups: readonly string[], keys: readonly string[]): PolicySpec {
  return {
    effect,
    permissionGroups,
    resources: Object.fromEntries(keys.map((key) => [key, key === ACCOUNT_KEY ? { [`${ZONES}.*`]: "*" } : "*"])),
  };
}

function token(more: Partial<TokenSpec> = {}): TokenSpec {
  const name = more.name ?? "ci";
  return {
    kind: "account",
    accountId: ACCOUNT,
    name,
    status: "active",
    policies: [allow([DNS_READ], Z1)],
    address: `cloudflare_account_token.${name}`,
    path: `prod/${name}`,
    ...more,
  };
}

/** What becomes of one token. */
function change(before: Partial<TokenSpec>, after: Partial<TokenSpec>): TokenDiff | undefined {
  const diff = accessDiff([token(before)], [token(after)]);
  expect(diff.tokens.length).toBeLessThan(2);
  return diff.tokens[0];
}

const summary = (diff: TokenDiff | undefined): string =>
  diff === undefined ? "unchanged" : [diff.change, diff.verdict, ...diff.disruptive].join(" ");

const AT = "2030-01-01T00:00:00Z";

describe("accessDiff", () => {
  it("takes a deny whose id comes to stand in upper case for none", () => {
    const zone = `${ZONES}.${"ab".repeat(16)}`;
    const policies = (key: string): PolicySpec[] => [allow([DNS_WRITE], ACCOUNT_KEY), deny([DNS_WRITE], key)];
    expect(
      summary(change({ policies: policies(zone) }, { policies: policies(zone.toUpperCase().replace(ZONES.toUpperCase(), ZONES)) })),
    ).toBe("changed mixed");
    expect(
      summary(
        change(
          { policies: [allow([DNS_WRITE], Z1), deny([DNS_WRITE], Z1)] },
          { policies: [allow([DNS_WRITE], Z1), deny([DNS_WRITE.toUpperCase()], Z1)] },
        ),
      ),
    ).toBe("changed mixed");
  });

  it("takes what stands for an account for what may be a zone, or all of them", () => {
    const on = (key: string): Partial<TokenSpec> => ({
      policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`com.cloudflare.api.account.${key}`]: "*" } }],
    });
    expect(summary(change(on(ACCOUNT), on("${local.k}")))).toBe("changed broadening");
    const [before, after] = ["1", "2"].map((digest) => ({
      ...on("${local.k}"),
      references: { "com.cloudflare.api.account.${local.k}": digest },
    }));
    expect(summary(change(before!, after!))).toBe("changed mixed permission-lost");
  });

  it("takes a deny within what names no account for none", () => {
    const mint = "5bc3f8b21c554832afc660159ab75fa4";
    const own = { [ACCOUNT_KEY]: "*" } as const;
    const added: PolicySpec[] = [
      { effect: "allow", permissionGroups: [mint], resources: own },
      { effect: "deny", permissionGroups: [mint], resources: { "com.cloudflare.edge.worker.script.zz": own } },
    ];
    const diff = change({}, { policies: [allow([DNS_READ], Z1), ...added] });
    expect(summary(diff)).toBe("changed mixed");
    expect(diff?.risks.map(({ code }) => code)).toEqual(["not-understood", "mints-tokens"]);
    expect(diff?.gained).toMatchObject([{ resources: [{ key: ACCOUNT_KEY }] }]);
  });

  it("gives for each token what it gains and loses, with reasons", () => {
    expect(accessDiff([token()], [token({ policies: [allow([DNS_WRITE], Z1)], expiresOn: "2037-01-01T00:00:00Z" })])).toEqual({
      verdict: "mixed",
      disruptive: true,
      tokens: [
        {
          account: ACCOUNT,
          name: "ci",
          address: "cloudflare_account_token.ci",
          path: "prod/ci",
          change: "changed",
          verdict: "mixed",
          disruptive: ["expires-earlier"],
          gained: [{ kind: "permission", permission: { id: DNS_WRITE, name: "DNS Write" }, resources: [{ key: Z1 }], by: "allow" }],
          lost: [{ kind: "lifetime", edge: "expiresOn", after: "2037-01-01T00:00:00Z" }],
          risks: [{ code: "dns", reason: "DNS Write can redirect the traffic and mail of a domain" }],
        },
      ],
      warnings: [],
    });
  });

  it.each<[string, Partial<TokenSpec>, Partial<TokenSpec>, string]>([
    ["nothing", {}, {}, "unchanged"],
    [
      "other words for the same access",
      { policies: [allow([DNS_WRITE, DNS_READ], Z1, Z2)] },
      { policies: [allow([DNS_WRITE], Z2, Z1), allow([DNS_READ], Z1, Z2)] },
      "unchanged",
    ],
    ["owner and purpose", {}, { owner: "x", purpose: "y" }, "unchanged"],
    ["Read beside its Write", { policies: [allow([DNS_WRITE], Z1)] }, { policies: [allow([DNS_WRITE, DNS_READ], Z1)] }, "changed neutral"],
    ["Write in the place of Read", {}, { policies: [allow([DNS_WRITE], Z1)] }, "changed broadening"],
    ["Read in the place of Write", { policies: [allow([DNS_WRITE], Z1)] }, {}, "changed narrowing permission-lost"],
    ["one zone and then all", {}, { policies: [allow([DNS_READ], ACCOUNT_KEY)] }, "changed broadening"],
    [
      "a zone beside all zones",
      { policies: [allow([DNS_READ], ACCOUNT_KEY)] },
      { policies: [allow([DNS_READ], ACCOUNT_KEY), allow([DNS_READ], Z1)] },
      "changed neutral",
    ],
    ["another zone", {}, { policies: [allow([DNS_READ], Z2)] }, "changed mixed permission-lost"],
    ["a deny", {}, { policies: [allow([DNS_READ], Z1), deny([DNS_READ], Z1)] }, "changed narrowing permission-lost"],
    ["a deny of what was never allowed", {}, { policies: [allow([DNS_READ], Z1), deny([DNS_READ], Z2)] }, "changed neutral"],
    [
      "a zone permission on an account",
      {},
      { policies: [allow([DNS_READ], Z1), { effect: "allow", permissionGroups: [DNS_WRITE], resources: { [ACCOUNT_KEY]: "*" } }] },
      "changed neutral",
    ],
    [
      "a range in two halves",
      { requestIp: { in: ["10.0.0.0/25", "10.0.0.128/25"] } },
      { requestIp: { in: ["10.0.0.0/24"] } },
      "changed neutral",
    ],
    ["a filter", {}, { requestIp: { in: ["10.0.0.0/8"] } }, "changed narrowing source-address-lost"],
    ["no filter any more", { requestIp: { notIn: ["10.0.0.0/8"] } }, {}, "changed broadening"],
    ["a filter of everything", {}, { requestIp: { in: ["0.0.0.0/0", "::/0"] } }, "changed neutral"],
    [
      "a filter that lets nothing through",
      {},
      { requestIp: { in: ["10.0.0.0/8"], notIn: ["10.0.0.0/8"] } },
      "changed narrowing source-address-lost",
    ],
    ["a later expiry", { expiresOn: "2030-01-01T00:00:00Z" }, { expiresOn: "2031-01-01T00:00:00Z" }, "changed broadening"],
    ["no expiry any more", { expiresOn: "2030-01-01T00:00:00Z" }, {}, "changed broadening"],
    ["an earlier start", { notBefore: "2030-01-01T00:00:00Z" }, { notBefore: "2029-01-01T00:00:00Z" }, "changed broadening"],
    ["a later start", {}, { notBefore: "2029-01-01T00:00:00Z" }, "changed narrowing starts-later"],
    ["an end at the start", {}, { notBefore: AT, expiresOn: AT }, "changed narrowing starts-later expires-earlier"],
    [
      "more for a token that ends at its start",
      { notBefore: AT, expiresOn: AT },
      { notBefore: AT, expiresOn: AT, policies: [allow([DNS_WRITE], Z1)] },
      "changed neutral",
    ],
    [
      "an end a second later than the start",
      { notBefore: AT, expiresOn: AT },
      { notBefore: AT, expiresOn: "2030-01-01T00:00:01Z" },
      "changed broadening",
    ],
    ["the kill switch", {}, { status: "disabled" }, "changed narrowing disabled"],
    ["enabling", { status: "disabled" }, {}, "changed broadening"],
    ["more for a disabled token", { status: "disabled" }, { status: "disabled", policies: [allow([DNS_WRITE], Z1)] }, "changed neutral"],
    ["disabling and more", {}, { status: "disabled", policies: [allow([DNS_WRITE], Z1)] }, "changed narrowing disabled"],
    ["another name", {}, { name: "other", address: "cloudflare_account_token.ci", path: "prod/ci" }, "renamed neutral"],
    ["another account", {}, { accountId: OTHER }, "replaced mixed replaced permission-lost"],
    ["another address", {}, { address: "cloudflare_account_token.b" }, "replaced neutral address-changed replaced"],
    ["another address with moved", {}, { address: "cloudflare_account_token.b", movedFrom: ["cloudflare_account_token.ci"] }, "unchanged"],
    ["another stack", {}, { path: "stage/ci" }, "replaced neutral address-changed replaced"],
    ["a stack that is not known", {}, { path: undefined as never }, "unchanged"],
    ["a new value", {}, { newSecret: true }, "replaced neutral replaced"],
  ])("decides by what the token can do: %s", (_, before, after, expected) => {
    expect(summary(change(before, after))).toBe(expected);
  });

  it("lists all that a token may do when it is created, deleted or enabled, with the risks", () => {
    const can = [
      {
        kind: "permission",
        permission: { id: SCRIPTS_WRITE, name: "Workers Scripts Write" },
        resources: [{ key: ACCOUNT_KEY }],
        by: "allow",
      },
    ];
    const spec = token({ policies: [{ effect: "allow", permissionGroups: [SCRIPTS_WRITE], resources: { [ACCOUNT_KEY]: "*" } }] });
    const created = accessDiff([], [spec]);
    expect([created.verdict, created.disruptive, created.tokens[0]?.change, created.tokens[0]?.gained]).toEqual([
      "broadening",
      false,
      "created",
      can,
    ]);
    expect(created.tokens[0]?.risks.map(({ code }) => code)).toEqual(["no-expiry", "no-ip-filter", "workers-code"]);
    const deleted = accessDiff([spec], []);
    expect([deleted.verdict, deleted.disruptive, deleted.tokens[0]?.disruptive, deleted.tokens[0]?.lost]).toEqual([
      "narrowing",
      true,
      ["deleted"],
      can,
    ]);
    const enabled = accessDiff([{ ...spec, status: "disabled" }], [spec]).tokens[0];
    expect(enabled?.gained).toEqual([{ kind: "status", before: "disabled", after: "active" }, ...can]);
    expect(enabled?.risks.map(({ code }) => code)).toEqual(["workers-code"]);
  });

  it("says that a filter is nearly everything, as though there were none", () => {
    const reason = (before: readonly string[] | undefined, after: readonly string[]): string[] | undefined =>
      change(before === undefined ? {} : { requestIp: { in: before } }, { requestIp: { in: after }, policies: [allow([DNS_WRITE], Z1)] })
        ?.risks.filter(({ code }) => code === "no-ip-filter")
        .map((risk) => risk.reason);
    expect(reason(["10.0.0.0/8"], ["0.0.0.0/1"])).toEqual(["it can now be used from nearly every address"]);
    expect(reason(undefined, ["0.0.0.0/1"])).toEqual([]);
    expect(reason(["0.0.0.0/1"], ["128.0.0.0/1"])).toEqual([]);
    expect(reason(["10.0.0.0/8"], ["11.0.0.0/8"])).toEqual([]);
    const [created] = accessDiff([], [token({ requestIp: { in: ["2000::/3"] } })]).tokens;
    expect(created?.risks.map((risk) => risk.reason)).toContain("it can be used from nearly every address");
  });

  it("says what a wildcard leaves out", () => {
    const [gained] = change({ policies: [allow([DNS_READ], Z1)] }, { policies: [allow([DNS_READ], ACCOUNT_KEY)] })?.gained ?? [];
    expect(gained).toMatchObject({ resources: [{ key: `${ACCOUNT_KEY}/${ZONES}.*`, except: [Z1] }], by: "allow" });
    const [lost] =
      change({ policies: [allow([DNS_READ], ACCOUNT_KEY)] }, { policies: [allow([DNS_READ], ACCOUNT_KEY), deny([DNS_READ], Z2)] })?.lost ??
      [];
    expect(lost).toMatchObject({ resources: [{ key: Z2 }], by: "deny" });
  });

  it("says addresses in the shortest way", () => {
    const addresses = (before?: readonly string[], after?: readonly string[]) => {
      const filter = (list?: readonly string[]): Partial<TokenSpec> => (list === undefined ? {} : { requestIp: { in: list } });
      const diff = change(filter(before), filter(after));
      return [diff?.gained, diff?.lost];
    };
    expect(addresses(undefined, ["10.0.0.0/8"])).toEqual([[], [{ kind: "address", cidrs: ["0.0.0.0/0", "::/0"], except: ["10.0.0.0/8"] }]]);
    expect(addresses(["10.0.0.0/8"], ["10.0.0.5/32"])).toEqual([[], [{ kind: "address", cidrs: ["10.0.0.0/8"], except: ["10.0.0.5/32"] }]]);
    expect(addresses(["10.0.0.0/8"], ["10.0.0.0/9", "192.0.2.0/24"])).toEqual([
      [{ kind: "address", cidrs: ["192.0.2.0/24"] }],
      [{ kind: "address", cidrs: ["10.128.0.0/9"] }],
    ]);
  });

  it("counts both readings of a deny of Read under an allowed Write, and says so", () => {
    const both = [allow([DNS_WRITE], Z1)];
    const diff = change({ policies: [...both, deny([DNS_READ], Z1)] }, { policies: both });
    expect(diff?.verdict).toBe("broadening");
    expect(diff?.gained).toMatchObject([{ permission: { name: "DNS Write" }, by: "deny" }]);
    expect(diff?.risks.map(({ code }) => code)).toContain("unclear-deny");
  });

  it("takes the slots of one rotation for one principal", () => {
    const slot = (name: string, generation: number): Partial<TokenSpec> => ({
      name: `ci-${name}`,
      rotation: { principal: "prod/ci", slot: name, generation },
    });
    const b = token(slot("b", 2));
    const turn = (...[before, after]: Parameters<typeof change>): TokenDiff | undefined => {
      const { tokens } = accessDiff([token(before), b], [token(after), b]);
      expect(tokens.length).toBe(1);
      return tokens[0];
    };
    const turned = turn(slot("a", 1), slot("c", 3));
    expect(summary(turned)).toBe("replaced neutral");
    expect(turned?.risks.map(({ code }) => code)).toEqual(["new-secret"]);
    expect(summary(turn(slot("a", 1), { ...slot("c", 3), policies: [allow([DNS_WRITE], Z1)] }))).toBe("replaced broadening");
    expect(summary(turn(slot("a", 1), slot("a", 3)))).toBe("replaced neutral");
    expect(accessDiff([token(slot("a", 1)), b], [b, token(slot("c", 3))]).tokens.map(summary)).toEqual(["replaced neutral"]);
    const other = token({ ...slot("b", 2), rotation: { principal: "prod/other", slot: "b", generation: 2 } });
    expect(accessDiff([token(slot("a", 1))], [other]).tokens.map(summary)).toEqual(["deleted narrowing deleted", "created broadening"]);
  });

  it("does not let an outage pass as a turn of slots: some value has to work before and after", () => {
    const slot = (name: string, generation: number, more: Partial<TokenSpec> = {}): TokenSpec =>
      token({ name: `ci-${name}`, rotation: { principal: "prod/ci", slot: name, generation }, ...more });
    const at = (label: string): Partial<TokenSpec> => ({ address: `cloudflare_account_token.${label}` });
    const [a1, b2] = [slot("a", 1), slot("b", 2)];
    const diff = (before: readonly TokenSpec[], after: readonly TokenSpec[]): string[] => accessDiff(before, after).tokens.map(summary);
    const again = "replaced neutral replaced";
    const anew = "replaced neutral address-changed replaced";
    expect(diff([a1], [slot("a", 2)])).toEqual([again]);
    expect(diff([a1, b2], [slot("a", 3), slot("b", 4)])).toEqual([again, again]);
    expect(diff([a1, b2], [slot("a", 3, at("ua")), slot("b", 4, at("ub"))])).toEqual([anew, anew]);
    // One keeps working, but the other one is not turned where it stands.
    expect(diff([a1, b2], [slot("a", 3, at("ua")), b2])).toEqual([anew]);
    expect(diff([a1, b2], [slot("a", 3, { ...at("ua"), movedFrom: [a1.address ?? ""] }), b2])).toEqual(["replaced neutral"]);
    expect(diff([a1], [b2])).toEqual([anew]);
    expect(diff([a1, b2], [slot("a", 3)])).toEqual([again, "deleted narrowing deleted"]);
    const off = slot("b", 2, { status: "disabled" });
    expect(diff([a1, off], [slot("a", 3), off])).toEqual([again]);
    expect(diff([a1, b2], [slot("a", 3), off])).toEqual([again, "changed narrowing disabled"]);
    expect(diff([a1, off], [slot("a", 3), b2])).toEqual([again, "changed broadening"]);
    // That of another principal is no help.
    expect(diff([a1, slot("b", 2, { rotation: { principal: "prod/x", slot: "b", generation: 2 } })], [slot("a", 3)])[0]).toBe(again);
  });

  it("shows a token that another provider configuration manages, and takes a user token for another user's", () => {
    const [diff, back] = [change({}, { provider: { name: "cloudflare.other" } }), change({ provider: { name: "cloudflare.other" } }, {})];
    expect(summary(diff)).toBe("changed neutral provider-changed");
    expect(diff?.risks).toEqual([
      {
        code: "provider-changed",
        reason: "provider cloudflare.other manages it, before it was cloudflare: with another credential",
      },
    ]);
    expect(summary(back)).toBe("changed neutral provider-changed");
    const user = (more: Partial<TokenSpec> = {}): TokenSpec => {
      const { accountId: _, ...spec } = token({ kind: "user", ...more });
      return spec;
    };
    const moved = accessDiff([user()], [user({ provider: { name: "cloudflare.other" } })]);
    expect(moved.tokens.map(summary)).toEqual(["changed mixed provider-changed"]);
    expect(moved.tokens[0]?.risks[0]?.reason).toMatch(/, and so for another user$/);
    expect(summary(change({ provider: { name: "cloudflare.other" } }, { provider: { name: "cloudflare.other" } }))).toBe("unchanged");
  });

  it("takes a new token in the place of one whose changes were ignored for open: it gets what is written", () => {
    const ignored = ["policies"];
    const moved = change({ ignored }, { ignored, address: "cloudflare_account_token.other" });
    expect(summary(moved)).toBe("replaced mixed address-changed replaced");
    expect(moved?.risks.map(({ code, reason }) => `${code}: ${reason.slice(0, 50)}`)).toEqual([
      "new-secret: Terraform makes a new token with a new value, so w",
      "ignored-changes: Terraform ignored changes of policies: the new tok",
      "ignored-changes: Terraform ignores changes of policies: what is liv",
    ]);
    expect(summary(change({ ignored }, { ignored, newSecret: true }))).toBe("replaced mixed replaced");
    expect(change({ ignored }, { newSecret: true })?.risks.map(({ code }) => code)).toEqual(["new-secret", "ignored-changes"]);
  });

  it("takes what Terraform ignores for open: neither what is added nor what is removed is known to be applied", () => {
    const ignored = ["policies"];
    const added = change({}, { ignored });
    expect(summary(added)).toBe("changed mixed");
    expect(added?.risks).toEqual([
      {
        code: "ignored-changes",
        reason: "Terraform ignores changes of policies: what is live may be more than what is written, and stays that",
      },
    ]);
    const narrowed = change({ ignored, policies: [allow([DNS_WRITE], Z1)] }, { ignored });
    expect(summary(narrowed)).toBe("changed mixed permission-lost");
    const again = change({ ignored }, {});
    expect(summary(again)).toBe("changed mixed");
    expect(again?.risks[0]?.reason).toBe("Terraform no longer ignores changes of policies: what is live becomes what is written");
    expect(summary(change({ ignored }, { ignored }))).toBe("unchanged");
    expect(accessDiff([], [token({ ignored })]).tokens[0]?.risks.map(({ code }) => code)).toContain("ignored-changes");
  });

  it("finds each of two tokens that change places", () => {
    const [a, b] = [token({ name: "a" }), token({ name: "b", policies: [allow([DNS_WRITE], Z1)] })];
    const swapped = [
      { ...a, address: b.address ?? "", movedFrom: [a.address ?? ""] },
      { ...b, address: a.address ?? "", movedFrom: [b.address ?? ""] },
    ];
    // Terraform takes an address that is still there for the token at it: it would rename both in place.
    expect(accessDiff([a, b], swapped).tokens.map(summary)).toEqual(["renamed narrowing permission-lost", "renamed broadening"]);
    const live = (spec: TokenSpec): TokenSpec => ({ ...spec, name: "same", address: undefined as never });
    expect(accessDiff([live(a), live(b)], [live(b), live(a)]).tokens).toEqual([]);
  });

  it("gives one answer whatever the order of the tokens, and orders them by account and name", () => {
    const before = ["c", "a", "b"].map((name) => token({ name }));
    const after = ["b", "d", "c"].map((name) => token({ name, policies: [allow([ZONE_READ], Z1)] }));
    const diff = accessDiff(before, after);
    expect(diff.tokens.map(({ name }) => name)).toEqual(["a", "b", "c", "d"]);
    expect(accessDiff([...before].reverse(), [...after].reverse())).toEqual(diff);
  });

  it("is the union over all tokens", () => {
    const [wide, narrow] = [token({ name: "w" }), token({ name: "n", policies: [allow([DNS_WRITE], Z1)] })];
    expect(
      accessDiff(
        [wide, narrow],
        [
          { ...wide, policies: narrow.policies },
          { ...narrow, policies: wide.policies },
        ],
      ),
    ).toMatchObject({ verdict: "mixed", disruptive: true });
    expect(accessDiff([], [])).toEqual({ verdict: "neutral", disruptive: false, tokens: [], warnings: [] });
  });

  it("fails for addresses and dates that are none", () => {
    for (const expiresOn of ["soon", "10000-01-01T00:00:00Z", "+010000-01-01T00:00:00Z", "9999-12-31T23:59:59-00:01"])
      expect(() => accessDiff([], [token({ expiresOn })])).toThrow("expiresOn");
    expect(() => accessDiff([token({ requestIp: { in: ["10.0.0.1/8"] } })], [])).toThrow("requestIp.in[0]");
  });
});

describe("accessDiff with values that are not known yet", () => {
  const zone = (expression: string): string => `${ZONES}.\${${expression}}`;

  const denyAllOf = (account: string): PolicySpec => ({
    effect: "deny",
    permissionGroups: [DNS_READ],
    resources: { [`com.cloudflare.api.account.${account}`]: { [`${ZONES}.*`]: "*" } },
  });

  it.each<[string, Partial<TokenSpec>, Partial<TokenSpec>, string]>([
    [
      "the same expression",
      { policies: [allow([DNS_READ], zone("var.z"))] },
      { policies: [allow([DNS_READ], zone("var.z"))] },
      "unchanged",
    ],
    [
      "another one",
      { policies: [allow([DNS_READ], zone("var.y"))] },
      { policies: [allow([DNS_READ], zone("var.z"))] },
      "changed mixed permission-lost",
    ],
    ["one for a value", {}, { policies: [allow([DNS_READ], zone("var.z"))] }, "changed mixed permission-lost"],
    [
      "one beside all zones",
      { policies: [allow([DNS_READ], ACCOUNT_KEY)] },
      { policies: [allow([DNS_READ], ACCOUNT_KEY, zone("var.z"))] },
      "changed neutral",
    ],
    [
      "a deny that goes, and may be of this zone",
      { policies: [allow([DNS_READ], Z1), deny([DNS_READ], zone("var.z"))] },
      {},
      "changed broadening",
    ],
    [
      "a deny that comes, and may be of this zone",
      {},
      { policies: [allow([DNS_READ], Z1), deny([DNS_READ], zone("var.z"))] },
      "changed narrowing",
    ],
    [
      "a zone that may be the one of a deny that goes",
      { policies: [allow([DNS_READ], zone("var.z")), deny([DNS_READ], Z1)] },
      { policies: [allow([DNS_READ], zone("var.z"))] },
      "changed broadening",
    ],
    [
      "a permission that may be the one of a deny that goes",
      { policies: [allow(["${data.x.y.id}"], Z1), deny([DNS_READ], Z1)] },
      { policies: [allow(["${data.x.y.id}"], Z1)] },
      "changed broadening",
    ],
    [
      "a permission nobody knows, which may imply the one of a deny that goes",
      { policies: [allow(["f".repeat(32)], Z1), deny([DNS_READ], Z1)] },
      { policies: [allow(["f".repeat(32)], Z1)] },
      "changed broadening",
    ],
    ["the same address expression", { requestIp: { in: ["${var.ip}"] } }, { requestIp: { in: ["${var.ip}"] } }, "unchanged"],
    [
      "another address expression",
      { requestIp: { in: ["${var.ip}"] } },
      { requestIp: { in: ["${var.other}"] } },
      "changed mixed source-address-lost",
    ],
    [
      "one address expression less",
      { requestIp: { in: ["${var.ip}", "10.0.0.0/8"] } },
      { requestIp: { in: ["10.0.0.0/8"] } },
      "changed narrowing source-address-lost",
    ],
    [
      "an exclusion less beside an address expression",
      { requestIp: { in: ["${var.ip}"], notIn: ["10.0.0.0/8"] } },
      { requestIp: { in: ["${var.ip}"] } },
      "changed broadening",
    ],
    [
      "an exclusion more beside an address expression",
      { requestIp: { in: ["${var.ip}"] } },
      { requestIp: { in: ["${var.ip}"], notIn: ["10.0.0.0/8"] } },
      "changed narrowing source-address-lost",
    ],
    [
      "a directive in the place of addresses",
      { requestIp: { in: ["10.0.0.0/8"] } },
      { requestIp: { in: ["%{ if var.x }10.0.0.0/8%{ endif }"] } },
      "changed mixed source-address-lost",
    ],
    [
      "the same directive",
      { requestIp: { notIn: ["%{ if var.x }10.0.0.0/8%{ endif }"] } },
      { requestIp: { notIn: ["%{ if var.x }10.0.0.0/8%{ endif }"] } },
      "unchanged",
    ],
    [
      "a deny in an account that is not known, and that goes",
      { policies: [allow([DNS_READ], Z1), denyAllOf("${var.a}")] },
      {},
      "changed broadening",
    ],
    [
      "a deny in an account that is not known, and that comes",
      {},
      { policies: [allow([DNS_READ], Z1), denyAllOf("${var.a}")] },
      "changed narrowing",
    ],
    [
      "an exclusion of what was not let through anyway, beside an expression",
      { requestIp: { in: ["10.0.0.0/8"], notIn: ["${var.ip}"] } },
      { requestIp: { in: ["10.0.0.0/8"], notIn: ["${var.ip}", "192.0.2.0/24"] } },
      "changed neutral",
    ],
    ["an address expression and then every address", { requestIp: { in: ["${var.ip}"] } }, {}, "changed broadening"],
    [
      "an exception less",
      { requestIp: { notIn: ["${var.ip}"] } },
      { requestIp: { notIn: ["10.0.0.0/8"] } },
      "changed mixed source-address-lost",
    ],
    ["an expiry for another", { expiresOn: "${var.at}" }, { expiresOn: "2030-01-01T00:00:00Z" }, "changed mixed expires-earlier"],
    ["no expiry any more", { expiresOn: "${var.at}" }, {}, "changed broadening"],
    ["the same account expression", { accountId: "${var.a}" }, { accountId: "${var.a}" }, "unchanged"],
  ])("takes an expression for equal to itself only: %s", (_, before, after, expected) => {
    expect(summary(change(before, after))).toBe(expected);
  });

  it("tells one text with another meaning from the same", () => {
    const policies = [allow([DNS_READ], zone("data.cloudflare_zone.z.id"))];
    const key = zone("data.cloudflare_zone.z.id");
    const as = (digest: string): Partial<TokenSpec> => ({ policies, references: { [key]: digest } });
    expect(summary(change(as("1"), as("1")))).toBe("unchanged");
    const diff = change(as("1"), as("2"));
    expect(summary(diff)).toBe("changed mixed permission-lost");
    expect([diff?.gained, diff?.lost]).toMatchObject([[{ resources: [{ key }] }], [{ resources: [{ key }] }]]);
    expect(diff?.changedExpressions).toEqual([key]);
    expect(diff?.risks).toEqual([{ code: "changed-expression", reason: `${key} stands there as before and finds something else now` }]);
    expect(summary(change(as("1"), { policies }))).toBe("changed mixed permission-lost");
  });
});

test("every kind of danger is one of a permission that there is", () => {
  const spec = (id: string): TokenSpec =>
    token({ policies: [{ effect: "allow", permissionGroups: [id], resources: { "custom.key.x": "*" } }] });
  const codes = new Set(
    allPermissions.flatMap(({ id }) => accessDiff([], [spec(id)]).tokens.flatMap(({ risks }) => risks.map(({ code }) => code))),
  );
  expect([...codes].sort()).toEqual([
    "availability",
    "billing",
    "changes-members",
    "data",
    "dns",
    "logs",
    "mints-tokens",
    "no-expiry",
    "no-ip-filter",
    "personal-data",
    "protection",
    "secrets",
    "tls",
    "traffic",
    "unknown-permission",
    "workers-code",
  ]);
});
