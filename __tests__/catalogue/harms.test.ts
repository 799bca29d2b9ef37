import { readFileSync } from "node:fs";
import { join } from "node:path";
import { allPermissions, type HarmCode, harmsOf, harmsOfName, implies, permissionsKnownByName } from "../../lib/catalogue";
import { generateCatalogue, readDocument } from "../../scripts/catalogue/generate";
import { type HarmSource, readSources } from "../../scripts/catalogue/sources";

const sources = readSources();
const { rows, named } = sources.harms;
const READS = new Set(["read", "readOnly"]);
const wordsOf = (name: string, scope?: string): string[] | undefined => {
  const found = allPermissions.filter((p) => p.name === name && (scope === undefined || p.scope === scope));
  expect(found).toHaveLength(1);
  return harmsOf(found[0]!.id)?.map(({ code, words }) => `${code}: ${words}`);
};

describe("the table of harms", () => {
  it("has every permission group of the catalogue, and no other, with its name and scope", () => {
    const shown = ({ id, name, scope }: Pick<HarmSource, "id" | "name" | "scope">): string => `${String(id)} ${String(scope)}: ${name}`;
    expect(rows.map(shown).sort()).toEqual(allPermissions.map(shown).sort());
    expect(rows).toHaveLength(351);
  });

  it("has every permission group that is known by name only, and no other", () => {
    const shown = ({ name, scope }: Pick<HarmSource, "name" | "scope">): string => `${scope ?? ""} ${name}`;
    expect(named.map(shown).sort()).toEqual(permissionsKnownByName.map(shown).sort());
  });

  it("says of each what it can do, or why it can do no harm, and where that is from", () => {
    for (const row of [...rows, ...named]) {
      const { name, harms, harmless, source } = row;
      expect([name, harms.length > 0, harmless !== undefined]).toEqual([name, harmless === undefined, harmless !== undefined]);
      expect([name, harms.length === 0 && (harmless ?? "").length < 20]).toEqual([name, false]);
      for (const { words } of harms) expect([name, words]).toEqual([name, expect.stringMatching(/^(?:can|is) [a-zA-Z0-9 ,.':;-]+[^.]$/)]);
      expect(new Set(harms.map(({ words }) => words)).size).toBe(harms.length);
      expect(source).toMatch(/^https:\/\/developers\.cloudflare\.com\/[a-z0-9_/-]+$/);
    }
  });

  it("calls one permission harmless that is no read, with a reason of its own", () => {
    const calm = allPermissions.filter(({ id, level }) => !READS.has(level) && harmsOf(id)?.length === 0);
    expect(calm.map(({ name }) => name)).toEqual(["Access: Tags Write"]);
  });

  it("has the counts that docs/review.md says", () => {
    const calm = rows.filter(({ harms }) => harms.length === 0).length;
    const page = readFileSync(join(__dirname, "../../docs/review.md"), "utf8");
    expect(page).toContain(`the ${String(rows.length)} permission groups can do is reviewed data`);
    expect(page).toContain(`${String(calm)} can do no harm`);
  });

  it("uses each code", () => {
    const codes: Readonly<Record<HarmCode, true>> = {
      "mints-tokens": true,
      "changes-members": true,
      billing: true,
      dns: true,
      "workers-code": true,
      secrets: true,
      data: true,
      tls: true,
      protection: true,
      traffic: true,
      logs: true,
      "unknown-permission": true,
      "personal-data": true,
      availability: true,
    };
    expect([...new Set(rows.flatMap(({ harms }) => harms.map(({ code }) => code)))].sort()).toEqual(Object.keys(codes).sort());
  });

  it("knows reads that show data, secrets or people", () => {
    const shows = [
      "Access: Audit Logs Read",
      "Access: Users Read",
      "Account Settings Read",
      "Billing Read",
      "Cloud Email Security: Read",
      "D1 Read",
      "Email Routing Addresses Read",
      "Secrets Store Read",
      "User Details Read",
      "Workers KV Storage Read",
      "Workers R2 Storage Bucket Item Read",
      "Workers R2 Storage Read",
      "Workers Tail Read",
      "Zero Trust: PII Read",
    ];
    expect(shows.filter((name) => (wordsOf(name)?.length ?? 0) === 0)).toEqual([]);
    expect(wordsOf("Logs Read", "zone")).toEqual(["personal-data: can read the requests of visitors, with their addresses"]);
    expect(wordsOf("DNS Read")).toEqual([]);
    expect(wordsOf("Zone Read")).toEqual([]);
  });

  it("says of a Write what its Read can see, unless it can do worse with the same", () => {
    const WORSE = new Set(["mints-tokens", "changes-members", "workers-code"]);
    const kinds = (id: string): string[] => harmsOf(id)!.map(({ code }) => code);
    const silent = allPermissions.flatMap((write) => {
      const own = kinds(write.id);
      if (own.some((code) => WORSE.has(code))) return [];
      return implies(write.id).flatMap((read) => kinds(read).flatMap((code) => (own.includes(code) ? [] : [`${write.name}: ${code}`])));
    });
    expect(silent).toEqual([]);
  });
});

describe("harmsOf", () => {
  it("keeps the words of the permissions that decide most", () => {
    expect(wordsOf("DNS Write")).toEqual(["dns: can redirect the traffic and mail of a domain"]);
    expect(wordsOf("Account API Tokens Write")).toEqual(["mints-tokens: can make and change tokens, and so give itself any access"]);
    expect(wordsOf("Account Settings Write")).toEqual(["changes-members: can change who has access to the account"]);
    expect(wordsOf("Zone Settings Write")).toEqual(["tls: can turn off or weaken TLS"]);
    expect(wordsOf("Snippets Write")).toEqual(["workers-code: can run code on the traffic of visitors"]);
  });

  it("tells what nobody knows from what is harmless", () => {
    expect(harmsOf("0".repeat(32))).toBeUndefined();
    expect(harmsOf("__proto__")).toBeUndefined();
    const [gone] = allPermissions;
    const without = { ...sources, harms: { rows: rows.filter(({ id }) => id !== gone!.id), named } };
    const text = generateCatalogue(without, readDocument()).get("lib/catalogue/generated/harms.ts")!;
    expect(text).not.toContain(gone!.id);
  });

  it("does not know what is no longer in the catalogue", () => {
    const more = { id: "f".repeat(32), name: "Gone Write", scope: "zone" as const, harms: [], harmless: "x", source: "" };
    const text = generateCatalogue({ ...sources, harms: { rows: [...rows, more], named } }, readDocument());
    expect(text.get("lib/catalogue/generated/harms.ts")).toBe(
      generateCatalogue(sources, readDocument()).get("lib/catalogue/generated/harms.ts"),
    );
  });
});

describe("harmsOfName", () => {
  it("knows groups without an id: the bindings of a single Worker reach the account", () => {
    for (const name of ["Individual Workers Editor", "Individual Workers Admin"])
      expect(harmsOfName(name, "worker")).toEqual([
        {
          code: "workers-code",
          words: "can run code in its Worker, with bindings that reach all data of the account: they are not checked against the token",
        },
      ]);
    expect(harmsOfName("Individual Workers Metadata Read-Only")).toEqual([]);
  });

  it("takes the harms of every group of that name", () => {
    expect(harmsOfName("DNS Write")?.map(({ code }) => code)).toEqual(["dns"]);
    expect(harmsOfName("Logs Read")).toEqual(harmsOfName("Logs Read", "zone"));
    expect(harmsOfName("DNS Write", "account")).toBeUndefined();
    expect(harmsOfName("Nothing Write")).toBeUndefined();
  });
});

test("whoever describes tokens does not load the table", () => {
  jest.isolateModules(() => {
    jest.doMock("../../lib/catalogue/generated/harms", () => {
      throw new Error("loaded");
    });
    const { permissions, permissionById, harmsOf: ask } = jest.requireActual<typeof import("../../lib/catalogue")>("../../lib/catalogue");
    expect(permissionById(permissions.zone.dns.write.id)?.name).toBe("DNS Write");
    expect(() => ask(permissions.zone.dns.write.id)).toThrow("loaded");
  });
});
