/* Ways of writing one access: the same triples, cut into policies at random. */
import type { Effect, PolicySpec } from "../../lib/policy";
import type { ModelEntry } from "./access";
import { shuffled } from "./runs";

/** One (effect, permission group, entry). */
export interface Triple {
  readonly effect: Effect;
  readonly group: string;
  readonly entry: ModelEntry;
}

type Random = (below: number) => number;

/** Policies of exactly these triples, each at least once: some policies are large, some small, some say again what others said. */
export function write(triples: readonly Triple[], random: Random): PolicySpec[] {
  const policies: PolicySpec[] = [];
  const said = new Set<string>();
  for (const triple of shuffled(triples, random)) {
    if (said.has(text(triple)) && random(4) !== 0) continue;
    const [groups, entries] = rectangle(triples, triple, random);
    for (const group of groups) for (const entry of entries) said.add(text({ ...triple, group, entry }));
    const list = shuffled([...groups, ...groups.slice(0, random(2))], random);
    policies.push({ effect: triple.effect, permissionGroups: list, resources: resourcesOf(shuffled(entries, random)) });
  }
  return shuffled(policies, random);
}

/** Groups and entries around one triple whose every combination is among the triples. */
function rectangle(triples: readonly Triple[], start: Triple, random: Random): [string[], ModelEntry[]] {
  const known = new Set(triples.map(text));
  const groups = [start.group];
  const entries = [start.entry];
  for (const { group, entry } of shuffled(triples, random).slice(0, random(triples.length + 1))) {
    const fits = (g: readonly string[], e: readonly ModelEntry[]): boolean =>
      g.every((one) => e.every((other) => known.has(text({ ...start, group: one, entry: other }))));
    if (!groups.includes(group) && fits([group], entries)) groups.push(group);
    const conflict = entries.some((other) => other.key === entry.key && (other.nested === undefined) !== (entry.nested === undefined));
    if (!conflict && !entries.some((other) => other.key === entry.key && other.nested === entry.nested) && fits(groups, [entry]))
      entries.push(entry);
  }
  return [groups, entries];
}

export function resourcesOf(entries: readonly ModelEntry[]): PolicySpec["resources"] {
  const resources: Record<string, "*" | Record<string, "*">> = {};
  for (const { key, nested } of entries) {
    const inner = resources[key];
    if (nested === undefined) resources[key] = "*";
    else resources[key] = { ...(inner === "*" ? {} : inner), [nested]: "*" };
  }
  return resources;
}

function text({ effect, group, entry }: Triple): string {
  return JSON.stringify([effect, group, entry.key, entry.nested ?? null]);
}

/**
 * The normal form of triples, as design and provider ask for it: every group once per effect, or twice where it holds both `*` and entries under
 * one key; groups of the same resources together; everything in order.
 */
export function expectedPolicies(triples: readonly Triple[]): string[] {
  const policies: { effect: Effect; resources: string; groups: string[] }[] = [];
  for (const effect of ["allow", "deny"] as const) {
    const own = triples.filter((t) => t.effect === effect);
    for (const group of [...new Set(own.map((t) => t.group))].sort()) {
      const entries = own.filter((t) => t.group === group).map((t) => t.entry);
      const whole = new Set(entries.filter((e) => e.nested === undefined).map((e) => e.key));
      const apart = entries.filter((e) => e.nested !== undefined && whole.has(e.key));
      for (const part of [entries.filter((e) => !apart.includes(e)), apart]) {
        if (part.length === 0) continue;
        const resources = json(part);
        const known = policies.find((p) => p.effect === effect && p.resources === resources);
        if (known === undefined) policies.push({ effect, resources, groups: [group] });
        else known.groups.push(group);
      }
    }
  }
  const order = (p: (typeof policies)[number]): string => `${p.effect} ${p.resources}`;
  return policies.sort((a, b) => (order(a) < order(b) ? -1 : 1)).map((p) => `${p.effect} ${p.groups.join(",")} on ${p.resources}`);
}

function json(entries: readonly ModelEntry[]): string {
  const keys = [...new Set(entries.map((e) => e.key))].sort();
  const fields = keys.map((key) => {
    const nested = [...new Set(entries.flatMap((e) => (e.key === key && e.nested !== undefined ? [e.nested] : [])))].sort();
    return `"${key}":${nested.length === 0 ? '"*"' : `{${nested.map((n) => `"${n}":"*"`).join(",")}}`}`;
  });
  return `{${fields.join(",")}}`;
}
