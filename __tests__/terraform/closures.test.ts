import fc from "fast-check";
import { readSynth, type TokenSpec } from "../../lib";
import { Closures, type Definition } from "../../lib/terraform/closures";
import { growth, LINEAR } from "../models/growth";
import { runs } from "../models/runs";
import { DNS_WRITE, makeFolder, removeFolders, tokenBody } from "../read/files";

afterEach(removeFolders);

/** Names with what they stand for and what they refer to. */
type Graph = Readonly<Record<string, { readonly body: number; readonly next: readonly string[] }>>;

const NAMES = ["a", "b", "c", "d", "e", "f"];
const graph: fc.Arbitrary<Graph> = fc
  .tuple(
    ...NAMES.map((name) =>
      fc.record({ body: fc.nat(1), next: fc.subarray(NAMES, { maxLength: 3 }) }).map((definition) => [name, definition] as const),
    ),
  )
  .map((entries) => Object.fromEntries(entries));

/** What a fingerprint is of: each definition that can be reached. */
function reached(definitions: Graph, start: string): string {
  const seen = new Set([start]);
  for (const name of seen) for (const next of definitions[name]?.next ?? []) seen.add(next);
  return JSON.stringify([...seen].sort().map((name) => [name, definitions[name]]));
}

test("digests of closures are equal where all that can be reached is equal, and nowhere else", () => {
  const of = (definitions: Graph, order: readonly string[]): Map<string, string> => {
    const made = new Closures();
    // What a name refers to is a part of what it says.
    const all: Record<string, Definition> = Object.fromEntries(
      NAMES.map((name) => [
        name,
        { name, bodies: [definitions[name]], next: () => (definitions[name]?.next ?? []).flatMap((next) => all[next] ?? []) },
      ]),
    );
    return new Map(order.map((name) => [name, made.of(all[name]!).digest]));
  };
  fc.assert(
    fc.property(
      graph,
      graph,
      fc.shuffledSubarray(NAMES, { minLength: NAMES.length }),
      fc.subarray(NAMES),
      (before, other, order, changed) => {
        const after = { ...before, ...Object.fromEntries(changed.map((name) => [name, other[name]!])) };
        const [was, is] = [of(before, NAMES), of(after, order)];
        for (const name of NAMES) {
          // Names that refer to each other share what can be reached, and so the fingerprint.
          for (const each of NAMES) expect(was.get(name) === is.get(each)).toBe(reached(before, name) === reached(after, each));
        }
      },
    ),
    runs(),
  );
});

/** A token that may write the DNS of a zone. */
const tokenOn = (zone: string, name = "t"): object =>
  tokenBody({
    name,
    policies: [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: `{"com.cloudflare.api.account.zone.${zone}":"*"}` }],
  });

/** How long reading takes, without the time that it takes to write what is read. */
function readingGrowth(files: (size: number) => Readonly<Record<string, unknown>>, size: number): number {
  const folders = new Map([size, 4 * size].map((of) => [of, makeFolder(files(of))]));
  return growth((of) => void readSynth(folders.get(of)!), size);
}

/** Locals of which each but the last refers to the next one, and tokens that refer to some of them. */
function chain(count: number, last: string, closed = false): Readonly<Record<string, unknown>> {
  const locals = Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `l${String(index)}`,
      index < count - 1 ? `\${local.l${String(index + 1)}}` : closed ? "${local.l0}" : last,
    ]),
  );
  const tokens = Object.fromEntries(
    Array.from({ length: 20 }, (_, index) => {
      const name = `t${String(index)}`;
      return [name, tokenOn(`\${local.l${String((index * count) / 20)}}`, name)];
    }),
  );
  return { "cdk.tf.json": { locals, resource: { cloudflare_account_token: tokens } } };
}

test("the end of a chain of locals is a part of what each means, in time that does not grow with its square", () => {
  const ends = [
    (size: number) => chain(size, "1".repeat(32)),
    (size: number) => chain(size, "2".repeat(32)),
    (size: number) => chain(size, "", true),
  ];
  const [one, other, circle] = ends.map((make) => readSynth(makeFolder(make(1000))));
  const first = (specs?: readonly TokenSpec[]): string | undefined =>
    Object.values(specs?.find(({ name }) => name === "t0")?.references ?? {})[0];
  expect(new Set([one, other, circle].map(first)).size).toBe(3);
  // All of a circle can be reached from each of it.
  expect(new Set(circle?.flatMap(({ references = {} }) => Object.values(references))).size).toBe(1);
  for (const make of [ends[0]!, ends[2]!]) expect(readingGrowth(make, 1000)).toBeLessThan(LINEAR);
});

test("many things of one name take no time that grows with their square", () => {
  const files = (count: number): Readonly<Record<string, unknown>> => {
    const data = Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        `t${String(index)}`,
        { main: { name: `\${data.t${String((index + 1) % count)}.main.id}` } },
      ]),
    );
    return { "cdk.tf.json": { data, resource: { cloudflare_account_token: { t: tokenOn("${data.t0.main.id}") } } } };
  };
  expect(readSynth(makeFolder(files(1000)))[0]?.references).toEqual({
    '{"com.cloudflare.api.account.zone.${data.t0.main.id}":"*"}': expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  expect(readingGrowth(files, 1000)).toBeLessThan(LINEAR);
});

test("many outputs of other stacks, each read by another one, take no time that grows with their square", () => {
  const stack = (count: number, name: string, other: string, key: string): object => {
    const output = Object.fromEntries(
      Array.from({ length: count }, (_, i) => [
        `o${String(i)}`,
        { value: `\${data.terraform_remote_state.r${String(i)}.outputs.o${String(i + 1)}}` },
      ]),
    );
    const remotes = Array.from({ length: count }, (_, i) => [`r${String(i)}`, { backend: "local", config: { path: key } }]);
    return {
      terraform: { backend: { local: { path: name } } },
      data: { terraform_remote_state: Object.fromEntries([...remotes, ["all", { backend: "local", config: { path: other } }]]) },
      output: { ...output, all: { value: "${data.terraform_remote_state.all.outputs}" } },
      resource: { cloudflare_account_token: { t: tokenOn("${data.terraform_remote_state.r0.outputs.o0}") } },
    };
  };
  for (const [a, b] of [
    ["b", "a"],
    ["elsewhere", "elsewhere"],
  ] as const) {
    const files = (count: number): Readonly<Record<string, unknown>> => ({
      "a/cdk.tf.json": stack(count, "a", "b", a),
      "b/cdk.tf.json": stack(count, "b", "a", b),
    });
    expect(Object.keys(readSynth(makeFolder(files(250)))[0]?.references ?? {})).toHaveLength(1);
    expect(readingGrowth(files, 250)).toBeLessThan(LINEAR);
  }
});
