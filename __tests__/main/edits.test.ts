import { readFileSync } from "node:fs";
import { join } from "node:path";
import { permissions } from "../../lib";
import { runMain } from "./run-main";

/*
 * What somebody sees who edits main.ts and runs it again: exactly that change in the Terraform, and nothing else.
 */

const before = runMain();

function lines(outdir: string, stack: string): string[] {
  return readFileSync(join(outdir, "stacks", stack, "cdk.tf.json"), "utf8").split("\n");
}

/** The lines between the first and the last difference, without indentation; what stands before and behind is equal. */
function change(from: readonly string[], to: readonly string[]): { readonly removed: string[]; readonly added: string[] } {
  let start = 0;
  while (start < Math.max(from.length, to.length) && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  const cut = (all: readonly string[]): string[] => all.slice(start, all.length - end).map((line) => line.trim());
  return { removed: cut(from), added: cut(to) };
}

/** The change of both stacks after an edit of main.ts. */
function changes(find: string, replacement: string): Record<string, ReturnType<typeof change>> {
  const outdir = runMain({
    edit: (source) => {
      expect(source.split(find)).toHaveLength(2);
      return source.replace(find, () => replacement);
    },
  });
  return Object.fromEntries(["prod", "staging"].map((stack) => [stack, change(lines(before, stack), lines(outdir, stack))]));
}

const both = (each: ReturnType<typeof change>): Record<string, ReturnType<typeof change>> => ({ prod: each, staging: each });
const id = (permission: { readonly id: string }): string => `"id": "${permission.id}"`;

test("nothing changes when nothing is edited", () => {
  expect(changes("const app = new App();", "const app = new App(); // the app")).toEqual(both({ removed: [], added: [] }));
});

test("another permission is another id", () => {
  expect(changes("permissions.zone.cache.purge", "permissions.zone.zoneSettings.read")).toEqual(
    both({ removed: [id(permissions.zone.cache.purge)], added: [id(permissions.zone.zoneSettings.read)] }),
  );
});

test("one permission more is one id more", () => {
  // Between the two that are there, in the order of ids.
  const { read } = permissions.zone.dns;
  expect([permissions.zone.dns.write.id < read.id, read.id < permissions.zone.zone.read.id]).toEqual([true, true]);
  expect(
    changes(
      "allow(permissions.zone.dns.write, permissions.zone.zone.read)",
      "allow(permissions.zone.dns.write, permissions.zone.zone.read, permissions.zone.dns.read)",
    ),
  ).toEqual(both({ removed: [], added: [id(read), "},", "{"] }));
});

test("one permission less is one id less", () => {
  expect(changes("allow(permissions.zone.logs.read, permissions.zone.analytics.read)", "allow(permissions.zone.logs.read)")).toEqual(
    both({ removed: [id(permissions.zone.analytics.read), "},", "{"], added: [] }),
  );
});

test("another order of permissions and policies is no change", () => {
  expect(
    changes(
      "allow(permissions.zone.dns.write, permissions.zone.zone.read)",
      "allow(permissions.zone.zone.read, permissions.zone.dns.write)",
    ),
  ).toEqual(both({ removed: [], added: [] }));
});

test("another purpose is one line beside the token", () => {
  expect(changes("purges the cache after a release", "purges the cache by hand")).toEqual(
    both({ removed: ['"purpose": "purges the cache after a release",'], added: ['"purpose": "purges the cache by hand",'] }),
  );
});

test("the kill switch is one line", () => {
  expect(
    changes('purpose: "purges the cache after a release",', 'purpose: "purges the cache after a release", status: "disabled",'),
  ).toEqual(both({ removed: ['"status": "active"'], added: ['"status": "disabled"'] }));
});

test("fails, naming the construct, for an edit that is wrong", () => {
  const wrong = (): string =>
    runMain({
      edit: (source) => source.replace("allow(permissions.zone.cache.purge).on(site)", "deny(permissions.zone.cache.purge).on(site)"),
    });
  expect(wrong).toThrow("staging/cache-purger: policies: nothing is allowed: every policy is a deny; add a policy with allow(…).on(…)");
});
