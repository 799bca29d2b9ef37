import { PrincipalError } from "../../../lib";
import { parseAllowed } from "../../../lib/terraform";

const type = { type: "cloudflare_dns_record", reason: "records stand beside their tokens" };
const host = { host: "state.example.com", for: "backend.http.address", reason: "our own server" };

test("a file of types and hosts is read, and each list may be missing", () => {
  expect(parseAllowed({ version: 1, types: [type], hosts: [host] }, "a.json")).toEqual({ types: [type], hosts: [host] });
  expect(parseAllowed({ version: 1 }, "a.json")).toEqual({ types: [], hosts: [] });
});

test.each([
  "data.cloudflare_zones",
  "ephemeral.vault_kv_secret_v2",
  "github_actions_secret",
  "acme/acme/acme_secret",
  "registry.example.com/acme/acme/data.acme_secret",
])("the type %s can be allowed", (name) => {
  expect(parseAllowed({ version: 1, types: [{ ...type, type: name }] }, "a.json").types[0]?.type).toBe(name);
});

test.each<[string, unknown, string]>([
  ["no object", [], "a.json: expected object, received array"],
  ["no version", {}, "a.json: version: expected 1"],
  ["another version", { version: 2 }, "a.json: version: expected 1"],
  ["something else", { version: 1, modules: [] }, "a.json: modules: there is no such entry"],
  ["a type without a reason", { version: 1, types: [{ type: "x" }] }, "a.json: types[0].reason: expected string, received undefined"],
  ["an empty reason", { version: 1, types: [{ ...type, reason: "…" }] }, "a.json: types[0].reason: a reason has a letter or a digit"],
  ["a pattern", { version: 1, types: [{ ...type, type: "cloudflare_*" }] }, "a.json: types[0].type: not a type as the finding prints it"],
  ["a program", { version: 1, types: [{ ...type, type: "data.external" }] }, "a.json: types[0].type: what runs programs can't be allowed"],
  [
    "a program with its source",
    { version: 1, types: [{ ...type, type: "scottwinkler/shell/shell_script" }] },
    "a.json: types[0].type: what runs programs can't be allowed",
  ],
  ["more of a type", { version: 1, types: [{ ...type, level: "off" }] }, "a.json: types[0].level: there is no such entry"],
  ["a host pattern", { version: 1, hosts: [{ ...host, host: "*.example.com" }] }, "a.json: hosts[0].host: not one host in lower case"],
  ["a URL", { version: 1, hosts: [{ ...host, host: "https://x.example" }] }, "a.json: hosts[0].host: not one host in lower case"],
  ["no setting", { version: 1, hosts: [{ ...host, for: "everything" }] }, "a.json: hosts[0].for: not a setting as the finding prints it"],
])("fails for %s", (_, value, message) => {
  let shown = "";
  try {
    parseAllowed(value, "a.json");
  } catch (error) {
    shown = error instanceof PrincipalError ? error.message : String(error);
  }
  expect(shown).toContain(message);
});
