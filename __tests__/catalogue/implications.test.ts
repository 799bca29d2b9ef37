import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  allPermissions,
  implicationOf,
  type ImplicationEvidence,
  impliedBy,
  implies,
  type Permission,
  scopesWithin,
} from "../../lib/catalogue";

const at = (name: string, scope?: string): Permission => {
  const found = allPermissions.filter((p) => p.name === name && (scope === undefined || p.scope === scope));
  expect(found).toHaveLength(1);
  return found[0]!;
};
const shown = (ids: readonly string[]): string[] => ids.map((id) => allPermissions.find((p) => p.id === id)?.name ?? id);

/** The rule of the design, again and by names alone: Write or Edit at the end implies the same name with Read, at the same level. */
const BY_NAME = allPermissions.flatMap((p) => {
  const stem = /^(.*[ :]) ?(?:Write|Edit)$/.exec(p.name)?.[1];
  const read = stem === undefined ? undefined : allPermissions.find((other) => other.scope === p.scope && other.name === `${stem}Read`);
  return read === undefined ? [] : [`${p.id} ${read.id}`];
});

/** Where the data says more than that rule. */
const MORE = [
  ["account", "Account API Gateway", "Account API Gateway Read"],
  ["zone", "Domain API Gateway", "Domain API Gateway Read"],
  ["account", "Page Shield", "Page Shield Read"],
  ["zone", "Domain Page Shield", "Domain Page Shield Read"],
  ["account", "Magic Firewall Packet Captures - Write PCAPs API", "Magic Firewall Packet Captures - Read PCAPs API"],
  ["account", "Magic Network Monitoring Admin", "Magic Network Monitoring Config Read"],
  ["account", "Magic Network Monitoring Admin", "Magic Network Monitoring Config Write"],
  ["account", "Connectivity Directory Bind", "Connectivity Directory Read"],
  ["zone", "Zaraz Admin", "Zaraz Edit"],
  ["zone", "Zaraz Admin", "Zaraz Read"],
] as const;

/** Where it says more, on everything of another scope within the account. */
const WITHIN = [
  ["Workers R2 Storage Read", "Workers R2 Storage Bucket Item Read"],
  ["Workers R2 Storage Write", "Workers R2 Storage Bucket Item Read"],
  ["Workers R2 Storage Write", "Workers R2 Storage Bucket Item Write"],
] as const;
const withinPairs = WITHIN.map(([from, to]) => `${at(from, "account").id} ${at(to, "r2Bucket").id}`);

/** Where it says less. */
const LESS = [["account", "SSO Connector Write", "SSO Connector Read"]] as const;

const pairOf = ([scope, from, to]: readonly [string, string, string]): string => `${at(from, scope).id} ${at(to, scope).id}`;

describe("what implies what", () => {
  it("is Write and Edit for the Read of the same group and scope, with these exceptions and no others", () => {
    const less = new Set<string>(LESS.map(pairOf));
    const expected = [...BY_NAME.filter((pair) => !less.has(pair)), ...MORE.map(pairOf), ...withinPairs];
    const actual = allPermissions.flatMap((p) => implies(p.id).map((id) => `${p.id} ${id}`));
    expect([...actual].sort()).toEqual([...expected].sort());
    expect(BY_NAME).toHaveLength(146);
    expect(actual).toHaveLength(158);
  });

  it("is known for every permission group, with its evidence", () => {
    const count: Partial<Record<ImplicationEvidence, number>> = {};
    for (const { id } of allPermissions) {
      const evidence = implicationOf(id)!.evidence;
      count[evidence] = (count[evidence] ?? 0) + 1;
    }
    expect(count).toEqual({
      level: 178,
      documented: 94,
      name: 33,
      accepted: 10,
      documentedByOtherName: 10,
      unstated: 10,
      noRead: 7,
      stated: 7,
      contradicted: 2,
    });
  });

  it("has the same counts in docs/catalogue.md", () => {
    const page = readFileSync(join(__dirname, "../../docs/catalogue.md"), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\d+) +\|/gm)].map(([, evidence, count]) => [evidence, Number(count)]);
    const real = new Map<string, number>();
    for (const { id } of allPermissions) {
      const { evidence } = implicationOf(id)!;
      real.set(evidence, (real.get(evidence) ?? 0) + 1);
    }
    expect(new Map(rows as [string, number][])).toEqual(real);
  });

  it("is nothing where the evidence says so, and something everywhere else", () => {
    const nothing: readonly ImplicationEvidence[] = ["level", "noRead", "unstated", "contradicted"];
    for (const { id, name } of allPermissions) {
      const { evidence, implies: implied } = implicationOf(id)!;
      expect([name, implied.length === 0]).toEqual([name, nothing.includes(evidence)]);
    }
  });

  it("is nothing for Read, Read-Only, Purge, Revoke, Run, Report and Send, but for R2's account-wide Read", () => {
    for (const p of allPermissions.filter(({ level }) =>
      ["read", "readOnly", "purge", "revoke", "run", "report", "send"].includes(level),
    )) {
      const expected = p.name === "Workers R2 Storage Read" ? [at("Workers R2 Storage Bucket Item Read").id] : [];
      expect([p.name, implies(p.id)]).toEqual([p.name, expected]);
    }
  });

  it("stays at one scope but for R2's account-wide permissions, and never crosses to another where a name stands at both", () => {
    const crossing = allPermissions.flatMap((p) =>
      implies(p.id).flatMap((id) => (allPermissions.find((other) => other.id === id)?.scope === p.scope ? [] : [`${p.id} ${id}`])),
    );
    expect(crossing.sort()).toEqual([...withinPairs].sort());
    expect(implies(at("Logs Write", "zone").id)).toEqual([at("Logs Read", "zone").id]);
    expect(implies(at("Logs Write", "account").id)).toEqual([at("Logs Read", "account").id]);
  });

  it("says at which scopes a permission grants something within an account, and of one that is not known that it may wherever any does", () => {
    for (const name of ["Workers R2 Storage Read", "Workers R2 Storage Write"]) expect(scopesWithin(at(name).id)).toEqual(["r2Bucket"]);
    for (const name of ["Workers R2 Storage Bucket Item Write", "DNS Write"]) expect(scopesWithin(at(name).id)).toEqual([]);
    for (const id of ["ffffffffffffffffffffffffffffffff", "${x}"]) expect(scopesWithin(id)).toEqual(["r2Bucket"]);
  });

  it("is closed: what an implied group implies is implied as well, and no group implies itself", () => {
    for (const { id } of allPermissions) {
      expect(implies(id)).not.toContain(id);
      for (const other of implies(id)) expect(implies(id)).toEqual(expect.arrayContaining([...implies(other)]));
    }
  });

  it("can be asked from the other end", () => {
    for (const { id } of allPermissions) {
      expect([...impliedBy(id)].sort()).toEqual(
        allPermissions
          .filter((p) => implies(p.id).includes(id))
          .map((p) => p.id)
          .sort(),
      );
    }
    expect(shown(impliedBy(at("Zaraz Read").id))).toEqual(["Zaraz Admin", "Zaraz Edit"]);
    expect(shown(impliedBy(at("Domain Page Shield Read").id))).toEqual(["Domain Page Shield"]);
  });

  it("says why: a source where the names do not tell, and where the documentation names the Read alone", () => {
    expect(implicationOf(at("SSO Connector Write").id)).toEqual({
      id: "901ca5e292584c6aa1b4cdb39248bb07",
      implies: [],
      evidence: "contradicted",
      note: "every published list for reading SSO connectors names SSO Connector Read alone (https://developers.cloudflare.com/api/resources/iam/subresources/sso/methods/list/)",
    });
    expect(implicationOf(at("Page Shield Write").id)?.evidence).toBe("contradicted");
    expect(implicationOf(at("Zero Trust Write").id)?.note).toBe(
      "to read cloudflare_zero_trust_dex_rule, cloudflare_zero_trust_dex_rules, cloudflare_zero_trust_dex_test, cloudflare_zero_trust_dex_tests the provider's documentation names the Read alone",
    );
    expect(implicationOf(at("Workers R2 Storage Read").id)).toEqual({
      id: at("Workers R2 Storage Read").id,
      implies: [at("Workers R2 Storage Bucket Item Read").id],
      evidence: "stated",
      note: "R2's page on tokens says of Admin Read only, which is this group on the account: read and list objects of every bucket (https://developers.cloudflare.com/r2/api/tokens/)",
    });
    expect(implicationOf(at("Account API Gateway").id)?.evidence).toBe("documentedByOtherName");
    expect(implicationOf(at("DNS Write").id)).toEqual({ id: at("DNS Write").id, implies: [at("DNS Read").id], evidence: "documented" });
    for (const { id } of allPermissions) {
      const { evidence, note } = implicationOf(id)!;
      if (evidence === "stated" || evidence === "contradicted") expect(note).toMatch(/\(.+\)$/);
    }
  });

  it("is nothing for an id that is not in the catalogue", () => {
    for (const id of ["ffffffffffffffffffffffffffffffff", "", "__proto__", "${x}"]) {
      expect(implies(id)).toEqual([]);
      expect(impliedBy(id)).toEqual([]);
      expect(implicationOf(id)).toBeUndefined();
    }
  });
});
