import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  allPermissions,
  compatibilityAge,
  compatibilityDate,
  compatibilityMatrix,
  delistedProducts,
  permissionById,
  permissions,
  recommendToken,
  refusedEndpoints,
  subjectOfName,
  type TokenNeeds,
  unsupportedProductOf,
} from "../../lib/catalogue";
import { PrincipalError } from "../../lib/errors";

const source = JSON.parse(readFileSync(join(__dirname, "../../data/catalogue/account-token-compatibility.json"), "utf8")) as {
  products: Record<string, boolean>;
};

describe("the compatibility matrix", () => {
  it("is Cloudflare's, line by line", () => {
    expect(Object.fromEntries(compatibilityMatrix.map(({ product, accepted }) => [product, accepted]))).toEqual(source.products);
    expect(compatibilityMatrix).toHaveLength(61);
  });

  it("says no to these six", () => {
    expect(compatibilityMatrix.filter((p) => !p.accepted).map((p) => p.product)).toEqual([
      "Intel Data Platform",
      "Page Rules",
      "Registrar",
      "Super Bot Fight Mode",
      "Turnstile",
      "Zero Trust Client Platform",
    ]);
  });

  it("keeps the last answer of products that it no longer names, and the former names of others", () => {
    expect(delistedProducts.map(({ product, accepted, lastListed }) => [product, accepted, lastListed])).toEqual([
      ["AMP", true, "2025"],
      ["Pub/Sub", false, "2025"],
    ]);
    expect(compatibilityMatrix.flatMap(({ product, formerNames }) => (formerNames ?? []).map((former) => [former, product]))).toEqual([
      ["Page Shield", "Client-side security (formerly Page Shield)"],
      ["Magic Network Monitoring", "Network Flow"],
      ["Magic WAN", "Cloudflare WAN"],
    ]);
  });

  it("ties every product to permission groups, with the evidence, or says why to none", () => {
    for (const { product, permissions: tied, unmapped } of compatibilityMatrix) {
      expect([product, tied.length > 0]).toEqual([product, unmapped === undefined]);
      for (const { ids, evidence, because, scope } of tied) {
        expect(ids.length).toBeGreaterThan(0);
        for (const id of ids) expect(permissionById(id)?.scope).toBe(scope);
        // Only where the names say it themselves there is no need for words.
        if (evidence !== "name") expect([product, because]).toEqual([product, expect.any(String)]);
      }
    }
  });

  it("ties by name only where a word of the product's name stands in the group's", () => {
    const words = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    for (const { product, permissions: tied } of compatibilityMatrix) {
      for (const { ids, evidence } of tied) {
        if (evidence !== "name") continue;
        for (const id of ids) {
          const name = words(permissionById(id)!.name).join("");
          expect([product, name, words(product).some((word) => name.includes(word.replace(/s$/, "")))]).toEqual([product, name, true]);
        }
      }
    }
  });

  it("never ties one group to a product that accepts account-owned tokens and, without a doubt, to one that does not", () => {
    const accepted = new Set(compatibilityMatrix.filter((p) => p.accepted).flatMap((p) => p.permissions.flatMap(({ ids }) => ids)));
    for (const { id, name } of allPermissions)
      if (unsupportedProductOf(id)?.certain === true) expect([name, accepted.has(id)]).toEqual([name, false]);
  });
});

describe("unsupportedProductOf", () => {
  it("knows these groups and no others", () => {
    const found = allPermissions.flatMap((p) => {
      const product = unsupportedProductOf(p.id);
      return product === undefined ? [] : [[subjectOfName(p.name), p.level, product.product, product.evidence, product.certain]];
    });
    expect(found).toEqual([
      ["Intel", "read", "Intel Data Platform", "name", true],
      ["Intel", "write", "Intel Data Platform", "name", true],
      ["Pubsub Configuration", "read", "Pub/Sub", "documented", true],
      ["Pubsub Configuration", "write", "Pub/Sub", "documented", true],
      ["Registrar Domains", "admin", "Registrar", "name", true],
      ["Registrar Domains", "read", "Registrar", "name", true],
      ["Turnstile Sites", "read", "Turnstile", "name", true],
      ["Turnstile Sites", "write", "Turnstile", "name", true],
      ["Bot Management", "read", "Super Bot Fight Mode", "documented", false],
      ["Bot Management", "write", "Super Bot Fight Mode", "documented", false],
      ["Page Rules", "read", "Page Rules", "name", true],
      ["Page Rules", "write", "Page Rules", "name", true],
    ]);
  });

  it("says what to do instead", () => {
    expect(unsupportedProductOf(permissions.account.turnstileSites.write.id)?.alternative).toBe("use a UserToken");
    expect(unsupportedProductOf(permissions.zone.pageRules.read.id)?.alternative).toBe(
      "use a UserToken, or the rules that replace Page Rules and accept account-owned tokens (Cache, Configuration, Origin and redirect rules)",
    );
    expect(unsupportedProductOf("ffffffffffffffffffffffffffffffff")).toBeUndefined();
  });
});

describe("the age of the matrix", () => {
  const after = (days: number): Date => new Date(Date.parse(`${compatibilityDate}T00:00:00Z`) + days * 86_400_000);

  it("has a date", () => {
    expect(compatibilityDate).toBe("2026-11-28");
  });

  it("is fine for 90 days and worth a warning from the 91st on", () => {
    expect(compatibilityAge(after(90))).toEqual({ date: "2026-11-28", days: 90, stale: false });
    expect(compatibilityAge(new Date(after(91).getTime() - 1)).stale).toBe(false);
    expect(compatibilityAge(after(91))).toEqual({
      date: "2026-11-28",
      days: 91,
      stale: true,
      warning:
        "the list of products that accept account-owned tokens is of 2026-11-28, 91 days old; compare it with Cloudflare's page on account-owned tokens",
    });
  });

  it("is 0 for a clock that runs behind", () => {
    expect(compatibilityAge(after(-400))).toEqual({ date: "2026-11-28", days: 0, stale: false });
  });
});

it("knows endpoints that refuse account-owned tokens", () => {
  expect(refusedEndpoints.map(({ method, path, code }) => [method, path, code])).toEqual([
    ["GET", "/accounts", 1001],
    ["*", "/zones/{zone_id}/pagerules", 1011],
    ["*", "/user/*", 9109],
    ["GET", "/user/tokens/verify", 1000],
  ]);
});

describe("recommendToken", () => {
  const because = (needs: TokenNeeds): [string, readonly string[]] => {
    const { kind, reasons } = recommendToken(needs);
    return [kind, reasons];
  };

  it("is account-owned where nothing asks for a user token", () => {
    const reason = "nothing asks for a user token, and an account-owned one outlives the person who made it";
    expect(recommendToken({})).toEqual({ kind: "account", reasons: [reason], conflicts: [], notes: [], matrixDate: "2026-11-28" });
    expect(because({ permissions: [permissions.zone.dns.write], products: ["DNS", "workers kv"] })).toEqual(["account", [reason]]);
    expect(because({ durable: true })).toEqual(["account", ["it outlives the person who made it"]]);
  });

  it("is a user token for user permissions and for products that refuse account-owned ones, each with its reason", () => {
    expect(because({ permissions: [permissions.zone.dns.write, permissions.user.userDetails.read] })).toEqual([
      "user",
      ['"User Details Read" is a user permission, which no account-owned token can hold'],
    ]);
    expect(because({ products: ["DNS", "turnstile"] })).toEqual([
      "user",
      ["Turnstile does not accept account-owned tokens: use a UserToken"],
    ]);
    expect(because({ permissions: [permissions.account.registrarDomains.read] })).toEqual([
      "user",
      ['"Registrar Domains Read" belongs to Registrar, which does not accept account-owned tokens: use a UserToken'],
    ]);
    expect(because({ actsForUser: true })).toEqual(["user", ["it acts as a person, which only a user token can"]]);
  });

  it("only notes a product that a permission may not be meant for", () => {
    const { kind, notes, conflicts } = recommendToken({ permissions: [permissions.zone.botManagement.write] });
    expect([kind, conflicts]).toEqual(["account", []]);
    expect(notes).toEqual([
      '"Bot Management Write" serves Super Bot Fight Mode among others, and that does not accept account-owned tokens: use a UserToken where the token changes Super Bot Fight Mode; whether the rest of Bot Management accepts account-owned tokens is not stated',
    ]);
  });

  it("names the conflict where both a durable token and one for a person were asked for", () => {
    const conflict =
      "a user token ends with its user, so it is not durable: let a user made for the purpose own it, or do the durable part with an account-owned token";
    expect(recommendToken({ durable: true, actsForUser: true })).toMatchObject({ kind: "user", conflicts: [conflict] });
    expect(recommendToken({ durable: true, products: ["Page Rules"] })).toMatchObject({ kind: "user", conflicts: [conflict] });
    expect(recommendToken({ durable: true, products: ["DNS"] }).conflicts).toEqual([]);
  });

  it("is account-owned for single Flagship apps, and says what can't go together with them", () => {
    const flagship = { id: "0123456789abcdef0123456789abcdef", name: "Flagship App Read", scope: "flagshipApp", level: "read" } as const;
    expect(because({ permissions: [flagship] })[0]).toBe("account");
    expect(recommendToken({ permissions: [flagship], actsForUser: true })).toMatchObject({
      kind: "account",
      conflicts: ["an account-owned token acts as itself, never as a person: do that part with a user token"],
    });
    expect(recommendToken({ permissions: [flagship, permissions.user.memberships.read] })).toMatchObject({
      kind: "user",
      conflicts: [
        'no single token can do this, because "Flagship App Read" acts on single Flagship apps, which user tokens are refused: make an account-owned token for that part',
      ],
    });
  });

  it("finds a product by a former name, and notes of one that is no longer listed what the last list said", () => {
    expect(because({ products: ["magic wan", "Page Shield"] })[0]).toBe("account");
    expect(recommendToken({ products: ["pub/sub"] })).toMatchObject({
      kind: "user",
      reasons: ["Pub/Sub does not accept account-owned tokens: use a UserToken"],
      notes: ["Cloudflare's list no longer names Pub/Sub: in 2025 it did not accept account-owned tokens"],
    });
    expect(recommendToken({ products: ["AMP"] })).toMatchObject({
      kind: "account",
      notes: ["Cloudflare's list no longer names AMP: in 2025 it accepted account-owned tokens"],
    });
  });

  it("says a reason once", () => {
    const { reasons } = recommendToken({ products: ["Turnstile", "turnstile "] });
    expect(reasons).toHaveLength(1);
  });

  it("fails for products that are not in the matrix, all at once, with what may have been meant", () => {
    const run = (): unknown => recommendToken({ products: ["Turnstil", "DNS", "pub", "__proto__"] });
    expect(run).toThrow(PrincipalError);
    expect(run).toThrow(
      [
        'products[0]: no product of this name is in Cloudflare\'s compatibility matrix, got "Turnstil"; check the name (did you mean "Turnstile"), or leave it out',
        'products[2]: no product of this name is in Cloudflare\'s compatibility matrix, got "pub"; check the name (did you mean "Pub/Sub"), or leave it out',
        'products[3]: no product of this name is in Cloudflare\'s compatibility matrix, got "__proto__"; check the name, or leave it out',
      ].join("\n"),
    );
  });
});
