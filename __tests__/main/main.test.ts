import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { environments } from "../../environments";
import { permissions, readSynth } from "../../lib";
import { type StackJson, type TokenJson, tokens } from "../constructs/support";
import { type Run, runMain } from "./run-main";

const ROOT = join(__dirname, "..", "..");

function stacks(outdir: string): string[] {
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as { stacks: object };
  expect(readdirSync(join(outdir, "stacks")).sort()).toEqual(Object.keys(manifest.stacks).sort());
  return Object.keys(manifest.stacks);
}

function lines(outdir: string, stack: string): string[] {
  return readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8").split("\n");
}

function json(outdir: string, stack: string): StackJson {
  return JSON.parse(lines(outdir, stack).join("\n")) as StackJson;
}

function token(outdir: string, stack: string, name: string): TokenJson {
  const found = tokens(json(outdir, stack)).find((t) => t.name === name);
  if (found === undefined) throw new Error(`${stack} has no token named ${name}`);
  return found;
}

/** Warnings and errors in the manifest, `<construct>: <message>`. */
function warnings(outdir: string): string[] {
  const manifest = JSON.parse(readFileSync(join(outdir, "manifest.json"), "utf8")) as {
    stacks: Record<string, { annotations: { level: string; constructPath: string; message: string }[] }>;
  };
  return Object.values(manifest.stacks).flatMap((s) =>
    s.annotations.filter((a) => a.level !== "@cdktf/info").map((a) => `${a.constructPath}: ${a.message}`),
  );
}

const NAMES = ["auditor", "backup-writer", "cache-purger", "dns-publisher", "siem-reader", "workers-deployer"];
const plain = runMain();

describe("main.ts", () => {
  test("makes a staging and a prod stack from one description", () => {
    expect(stacks(plain)).toEqual(["prod", "staging"]);
    for (const [name, { account }] of Object.entries(environments)) {
      const made = json(plain, name);
      expect(Object.keys(made.resource ?? {})).toEqual(["cloudflare_account_token"]);
      expect(new Set(tokens(made).map((t) => t.account_id))).toEqual(new Set([account.id]));
      expect(made["//"].metadata["environment"]).toBe(name);
    }
    const constructs = (name: string): unknown[] =>
      Object.values(json(plain, name).resource?.cloudflare_account_token ?? {}).map((t) => t["//"].metadata["path"]);
    expect(constructs("prod")).toEqual(constructs("staging").map((path) => String(path).replace("staging", "prod")));
    expect(
      constructs("prod")
        .map((path) => String(path).split("/")[1])
        .sort(),
    ).toEqual(NAMES);
  });

  test("makes the stack of user tokens with USER_TOKENS=1, and changes nothing else", () => {
    const outdir = runMain({ env: { USER_TOKENS: "1" } });
    expect(stacks(outdir)).toEqual(["prod", "staging", "user-tokens"]);
    expect(Object.keys(json(outdir, "user-tokens").resource ?? {})).toEqual(["cloudflare_api_token"]);
    expect(json(outdir, "user-tokens").provider).toEqual({ cloudflare: [{ api_token: "${var.cloudflare_user_api_token}" }] });
    for (const name of ["prod", "staging"]) expect(lines(outdir, name)).toEqual(lines(plain, name));
  });

  test.each<Run>([{ env: { USER_TOKENS: "0" } }, { env: { USER_TOKENS: "" } }, { env: { USER_TOKENS: "true" } }])(
    "leaves them out with %j",
    (run) => {
      expect(stacks(runMain(run))).toEqual(["prod", "staging"]);
    },
  );

  test("says nothing that somebody would have to look at", () => {
    expect(warnings(plain)).toEqual([]);
    expect(warnings(runMain({ env: { USER_TOKENS: "1" } }))).toEqual([]);
  });

  test("warns of the local state in a pipeline, and of nothing else", () => {
    const message = "the state is a local file, which a pipeline loses: every run would make new tokens; set backend";
    expect(warnings(runMain({ env: { CI: "true" } })).sort()).toEqual([`prod: ${message}`, `staging: ${message}`]);
  });

  test("runs for ten years more: no expiry comes before", () => {
    const reference = Date.parse("2027-11-22T00:00:00Z");
    const literal = readFileSync(join(ROOT, "main.ts"), "utf8").match(/\d{4}-\d\d-\d\dT[^"]*/g) ?? [];
    const written = ["prod", "staging"].flatMap((name) =>
      tokens(json(plain, name)).flatMap((t) => [t.expires_on, t.not_before].filter((d) => d !== undefined)),
    );
    expect(written.length).toBeGreaterThan(0);
    for (const date of [...literal, ...written]) expect(Date.parse(date) - reference).toBeGreaterThan(10 * 365.25 * 86_400_000);
    expect(warnings(runMain({ env: { PRINCIPALS_NOW: "2036-11-22T00:00:00Z" } }))).toEqual([]);
  });

  test("names an owner and a purpose for every token", () => {
    for (const name of ["prod", "staging"]) {
      for (const t of tokens(json(plain, name))) {
        expect(t["//"].metadata).toMatchObject({ owner: expect.stringMatching(/^team-/), purpose: expect.stringMatching(/^\S.{10}/) });
      }
    }
  });

  test("exposes no value of a token", () => {
    for (const name of ["prod", "staging"])
      expect(Object.values(json(plain, name).output ?? {}).filter((o) => o.value.includes(".value"))).toEqual([]);
  });

  test("reads as the tokens it describes", () => {
    const specs = readSynth(plain);
    expect(specs.map((spec) => spec.path ?? "").sort()).toEqual(
      ["prod", "staging"].flatMap((stack) => NAMES.map((name) => `${stack}/${name}`)),
    );
    const purger = specs.find((spec) => spec.path === "prod/cache-purger");
    expect(purger?.policies).toEqual([
      {
        effect: "allow",
        permissionGroups: [permissions.zone.cache.purge.id],
        resources: { [`com.cloudflare.api.account.zone.${environments.prod.site.id}`]: "*" },
      },
    ]);
  });

  test("limits the DNS publisher to one zone and the office network", () => {
    expect(token(plain, "prod", "dns-publisher")).toMatchObject({
      policies: [
        {
          effect: "allow",
          permission_groups: [{ id: permissions.zone.dns.write.id }, { id: permissions.zone.zone.read.id }],
          resources: `{"com.cloudflare.api.account.zone.${environments.prod.site.id}":"*"}`,
        },
        {
          effect: "deny",
          permission_groups: [{ id: permissions.zone.dns.write.id }],
          resources: `{"com.cloudflare.api.account.zone.${environments.prod.internal.id}":"*"}`,
        },
      ],
      condition: { request_ip: { in: ["192.0.2.0/24"], not_in: ["192.0.2.128/25"] } },
    });
  });

  test("limits the R2 writer to one bucket", () => {
    expect(token(plain, "prod", "backup-writer").policies.map((p) => p.resources)).toEqual([
      `{"com.cloudflare.edge.r2.bucket.${environments.prod.account.id}_default_backups":"*"}`,
    ]);
  });
});

describe("ids and addresses", () => {
  test("are obviously examples", () => {
    const all = [
      ...readFileSync(join(ROOT, "main.ts"), "utf8").matchAll(/\b[0-9a-f]{32}\b/g),
      ...readFileSync(join(ROOT, "environments.ts"), "utf8").matchAll(/\b[0-9a-f]{32}\b/g),
    ].map(([id]) => id);
    expect(all.length).toBeGreaterThanOrEqual(6);
    for (const id of all) expect(id).toMatch(/^(?:(?:0123456789abcdef){2}|(?:fedcba9876543210){2}|(\d)\1{31})$/);
  });

  test("are reserved for documentation", () => {
    const text = ["main.ts", "environments.ts"].map((file) => readFileSync(join(ROOT, file), "utf8")).join("\n");
    const ranges = [...text.matchAll(/"([0-9a-f.:]+\/\d+)"/g)].map(([, range]) => range ?? "");
    expect(ranges.length).toBeGreaterThan(3);
    for (const range of ranges) expect(range).toMatch(/^(?:192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|2001:db8:)/);
    const zones = Object.values(environments).flatMap((e) => [e.site.name, e.internal.name]);
    for (const zone of zones) expect(zone).toMatch(/(?:^|\.)example(?:\.com|\.net|\.org)?$/);
  });

  test("differ between the environments", () => {
    const [staging, prod] = [environments.staging, environments.prod].map((e) => [e.account.id, e.site.id, e.internal.id, e.backups]);
    expect(staging?.filter((id) => prod?.includes(id))).toEqual([]);
  });
});
