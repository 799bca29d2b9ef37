import { App, TerraformVariable } from "cdktf";
import { join } from "node:path";
import { permissions } from "../../lib/catalogue";
import { Permission, PrincipalStack, ServicePrincipal, UserToken, UserTokenStack } from "../../lib/constructs";
import { Account, allow, deny, type TokenSpec } from "../../lib/policy";
import { readSynth, readSynthesized, renderText, summarize } from "../../lib/review";
import { makeFolder, removeFolders } from "./files";

beforeEach(() => {
  process.env["PRINCIPALS_NOW"] = "2026-11-22T00:00:00Z";
});
afterEach(() => {
  delete process.env["PRINCIPALS_NOW"];
  removeFolders();
});

/** What a construct describes: what else is known stands in the file. */
const described = ({ address: _, names: _names, provider: _provider, ...spec }: TokenSpec): unknown => spec;

describe("what our constructs synthesize", () => {
  it("is read back as the specs they describe, with names, lookups and warnings", () => {
    const outdir = join(makeFolder({}), "cdktf.out");
    const app = new App({ outdir });
    const account = Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" });
    const prod = new PrincipalStack(app, "prod", { account });
    const zone = account.zone("11111111111111111111111111111111", { name: "example.com" });
    const publisher = new ServicePrincipal(prod, "dns-publisher", {
      policies: [
        allow(permissions.zone.dns.write, permissions.zone.zone.read).on(zone),
        allow(permissions.account.workersScripts.write).on(account),
        deny(permissions.zone.dns.write).on(account.zone("22222222222222222222222222222222")),
      ],
      requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] },
      notBefore: "2026-12-01T00:00:00Z",
      expiresOn: "2037-06-01T00:00:00Z",
      owner: "team-dns",
      purpose: "publishes records from CI",
    });
    const odd = new ServicePrincipal(prod, "odd", {
      name: "odd 100%{x} $5",
      status: "disabled",
      policies: [allow(permissions.zone.dns.read).on(account.allZones())],
    });
    new ServicePrincipal(prod, "symbols", {
      policies: [
        allow(permissions.zone.dns.read).on(
          account.zoneNamed("example.net"),
          account.zone(new TerraformVariable(prod, "zone", { type: "string" }).stringValue),
        ),
        allow(Permission.lookup(prod, "AI Gateway Metadata Read", "account"), permissions.account.workersScripts.read).on(account),
      ],
    });
    const users = new UserTokenStack(app, "users", {});
    const user = new UserToken(users, "registrar", { policies: [allow(permissions.zone.dns.read).on(zone)] });
    app.synth();

    const specs = readSynth(outdir);
    expect(specs.filter(({ name }) => name !== "symbols").map(described)).toEqual([publisher.spec, odd.spec, user.spec].map(described));
    const written = Object.fromEntries(specs.map((spec) => [spec.name, spec]));
    expect(written["dns-publisher"]?.names).toEqual({
      "com.cloudflare.api.account.0123456789abcdef0123456789abcdef": "Example Inc",
      "com.cloudflare.api.account.zone.11111111111111111111111111111111": "example.com",
    });
    expect(Object.values(written["symbols"]?.lookups ?? {}).map(({ kind, name }) => [kind, name])).toEqual([
      ["zone", "example.net"],
      ["permission", "AI Gateway Metadata Read"],
    ]);
    const text = renderText(summarize(readSynthesized(outdir).stacks, new Date("2026-11-22T00:00:00Z")), { width: 120 });
    expect(text).toContain("prod · Example Inc (01234567…) · 3 principals · 1 disabled");
    expect(text).toContain("on zones example.net (looked up), ${var.zone}\n");
    expect(text).toContain(
      "may      AI Gateway Metadata Read (looked up), Workers Scripts Read\n             on account Example Inc (01234567…)\n",
    );
    expect(text).toContain('  "odd 100%{x} $5"');
  });
});
