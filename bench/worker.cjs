// One measurement in a process of its own: builds and synthesizes N tokens, ours or the raw L1's, and prints what it took.
// usage: node bench/worker.cjs ours|raw N [--profile]   or   node bench/worker.cjs import-ours|import-raw
"use strict";
const { mkdtempSync, rmSync } = require("node:fs");
const { tmpdir } = require("node:os");
const { join } = require("node:path");

if (require.main === module) {
  const [mode, countText, flag] = process.argv.slice(2);
  if (mode === "import-ours" || mode === "import-raw") measureImport(mode);
  else measure(mode, Number(countText), flag === "--profile");
}

function measureImport(mode) {
  const before = process.cpuUsage();
  const start = performance.now();
  require("cdktf");
  require("@cdktf/provider-cloudflare/lib/account-token");
  if (mode === "import-ours") require("../dist/lib/index.js");
  const cpu = process.cpuUsage(before);
  report({ cpu: (cpu.user + cpu.system) / 1000, wall: performance.now() - start });
}

function measure(kind, count, profiled) {
  const cdktf = require("cdktf");
  const { AccountToken } = require("@cdktf/provider-cloudflare/lib/account-token");
  const { CloudflareProvider } = require("@cdktf/provider-cloudflare/lib/provider");
  const lib = kind === "ours" ? require("../dist/lib/index.js") : undefined;
  const outdir = mkdtempSync(join(tmpdir(), "principals-bench-"));
  const stop = profiled ? profile() : undefined;
  const before = process.cpuUsage();
  const start = performance.now();
  const app = new cdktf.App({ outdir });
  // An account holds at most 500 tokens, so many tokens are many stacks.
  for (let first = 0; first < count; first += 500) {
    const accountId = hex(first, "a");
    const last = Math.min(first + 500, count);
    if (lib === undefined) raw(cdktf, AccountToken, CloudflareProvider, app, accountId, first, last);
    else ours(lib, app, accountId, first, last);
  }
  app.synth();
  const cpu = process.cpuUsage(before);
  const wall = performance.now() - start;
  report({ cpu: (cpu.user + cpu.system) / 1000, wall, memory: process.resourceUsage().maxRSS / 1024, shares: stop?.() });
  rmSync(outdir, { recursive: true });
}

function ours({ Account, allow, permissions, PrincipalStack, ServicePrincipal }, app, accountId, first, last) {
  const account = Account.of(accountId);
  const stack = new PrincipalStack(app, `stack-${first}`, { account });
  for (let i = first; i < last; i++) {
    new ServicePrincipal(stack, `principal-${i}`, {
      policies: [
        allow(permissions.zone.dns.write, permissions.zone.zone.read).on(account.zone(hex(2 * i, "b")), account.zone(hex(2 * i + 1, "b"))),
        allow(permissions.account.workersScripts.write).on(account),
      ],
      requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] },
      expiresOn: "2038-01-15T00:00:00Z",
    });
  }
}

// The same Terraform, byte for byte but for the names of the blocks: a test holds the two equal.
function raw(cdktf, AccountToken, CloudflareProvider, app, accountId, first, last) {
  const stack = new cdktf.TerraformStack(app, `stack-${first}`);
  new cdktf.LocalBackend(stack, { path: `../../../terraform.stack-${first}.tfstate` });
  stack.addOverride("terraform.required_providers.cloudflare.version", "~> 5.14, != 5.19.0, != 5.19.1");
  new CloudflareProvider(stack, "cloudflare", {});
  for (let i = first; i < last; i++) {
    const token = new AccountToken(stack, `principal-${i}`, {
      accountId,
      name: `principal-${i}`,
      status: "active",
      policies: [
        {
          effect: "allow",
          permissionGroups: [{ id: "e086da7e2179491d91ee5f35b3ca210a" }],
          resources: JSON.stringify({ [`com.cloudflare.api.account.${accountId}`]: "*" }),
        },
        {
          effect: "allow",
          permissionGroups: [{ id: "4755a26eedb94da69e1066d98aa820be" }, { id: "c8fed203ed3043cba015a93ad1616f1f" }],
          resources: JSON.stringify({
            [`com.cloudflare.api.account.zone.${hex(2 * i, "b")}`]: "*",
            [`com.cloudflare.api.account.zone.${hex(2 * i + 1, "b")}`]: "*",
          }),
        },
      ],
      condition: { requestIp: { in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] } },
      expiresOn: "2038-01-15T00:00:00Z",
      lifecycle: { createBeforeDestroy: true },
    });
    new cdktf.TerraformOutput(stack, `principal-${i}-id`, { value: token.id, description: "Id of the token; not secret" });
  }
}

// Samples the main thread; the function it gives ends that and says which part of the time was spent in whose code.
function profile() {
  const { Session } = require("node:inspector");
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.start");
  return () => {
    let found;
    session.post("Profiler.stop", (error, result) => {
      if (error) throw error;
      found = result.profile;
    });
    const owners = new Map(found.nodes.map((node) => [node.id, ownerOf(node.callFrame)]));
    const shares = {};
    found.samples.forEach((id, i) => {
      const owner = owners.get(id);
      shares[owner] = (shares[owner] ?? 0) + found.timeDeltas[i];
    });
    const all = Object.values(shares).reduce((sum, time) => sum + time, 0);
    return Object.fromEntries(Object.entries(shares).map(([owner, time]) => [owner, time / all]));
  };
}

function ownerOf({ url, functionName }) {
  if (functionName === "(garbage collector)") return "garbage collection";
  const path = url.replaceAll("\\", "/");
  if (path.includes("/dist/lib/")) return "this package";
  if (path.includes("/@cdktf/")) return "the L1";
  if (path.includes("/node_modules/cdktf/") || path.includes("/constructs/") || path.includes("/json-stable-stringify/")) return "cdktf";
  return "Node.js and others";
}

function hex(number, prefix) {
  return prefix + number.toString(16).padStart(31, "0");
}

function report(figures) {
  process.stdout.write(`${JSON.stringify(figures)}\n`);
}

module.exports = { ours, raw };
