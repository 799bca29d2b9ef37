/* Two states of one token with values that are not known yet, and what these may turn out to be. */
import fc from "fast-check";
import type { PolicySpec, TokenSpec } from "../../lib/policy";
import {
  CACHE_PURGE,
  DNS_READ,
  DNS_WRITE,
  ENTRIES,
  ITEM_READ,
  type ModelEntry,
  OTHER,
  OWN,
  R2_READ,
  R2_WRITE,
  SCRIPTS_READ,
  SCRIPTS_WRITE,
  WORKER_EDIT,
  ZONES,
} from "./access";
import { CIDRS, INSTANTS } from "./differences";
import { idsOf, pairOf } from "./token-pairs";

const ZONES_KNOWN = [DNS_READ, DNS_WRITE, CACHE_PURGE, SCRIPTS_READ, SCRIPTS_WRITE];
const BUCKETS_KNOWN = [ITEM_READ, R2_READ, R2_WRITE, SCRIPTS_READ];
const ZONE_KEY = "com.cloudflare.api.account.zone.";
const ACCOUNT_KEY = "com.cloudflare.api.account.";
/** Zones that symbols may stand for: one of those that "all" holds and no list names among them. */
export const SYMBOL_ZONES = [...ZONES, "later"];

/** Where a symbol may stand, and what it may turn out to be. */
interface SymbolKind {
  readonly values: readonly string[];
  readonly account?: true;
  readonly group?: true;
  readonly entry?: ModelEntry;
  readonly cidr?: true;
  readonly instant?: true;
}

const kinds = (entries: Record<string, SymbolKind>): ReadonlyMap<string, SymbolKind> =>
  new Map(Object.entries(entries).map(([name, kind]) => [`\${var.${name}}`, kind]));
const SYMBOLS = kinds({
  own: { values: [OWN, OTHER], account: true },
  x: { values: SYMBOL_ZONES, entry: { key: `${ZONE_KEY}\${var.x}` } },
  y: { values: [ZONES[0], "later"], entry: { key: `${ZONE_KEY}\${var.y}` } },
  // The account of "all zones", and of one zone.
  a: { values: [OWN, OTHER], entry: { key: `${ACCOUNT_KEY}\${var.a}`, nested: `${ZONE_KEY}*` } },
  b: { values: [OWN, OTHER], entry: { key: `${ACCOUNT_KEY}\${var.b}`, nested: ZONE_KEY + ZONES[0] } },
  // All that a policy is about, and an account.
  r: {
    values: [ZONE_KEY + ZONES[0], `${ACCOUNT_KEY}${OWN}/${ZONE_KEY}*`, ACCOUNT_KEY + OWN, `${ZONE_KEY}*`],
    entry: { key: "${var.r}" },
  },
  c: { values: [OWN, OTHER], entry: { key: `${ACCOUNT_KEY}\${var.c}` } },
  g: { values: [...idsOf([DNS_READ, DNS_WRITE, CACHE_PURGE, SCRIPTS_READ, R2_READ, ITEM_READ]), WORKER_EDIT.id], group: true },
  h: { values: idsOf([DNS_READ, DNS_WRITE, ITEM_READ]), group: true },
  ip: { values: ["10.0.0.0/29", "10.0.0.5/32", "0.0.0.0/0", "::/0"], cidr: true },
  at: { values: INSTANTS, instant: true },
});

/** Pairs with symbols wherever a foreign file may have them; at most one of them has another meaning afterwards. */
export const symbolicPair: fc.Arbitrary<readonly [TokenSpec, TokenSpec]> = fc
  .tuple(
    fc.constantFrom("account" as const, "user" as const),
    fc.subarray([...SYMBOLS.keys()], { minLength: 1, maxLength: 4 }),
    fc.constantFrom(false, false, true),
    fc.constantFrom(false, false, true),
  )
  .chain(([kind, names, changes, buckets]) => {
    const chosen = names.map((name) => [name, SYMBOLS.get(name) ?? { values: [] }] as const);
    const of = (where: (each: SymbolKind) => boolean): string[] => chosen.flatMap(([name, each]) => (where(each) ? [name] : []));
    const owners = of(({ account }) => account === true);
    const pair = pairOf({
      kind,
      accounts: owners.length > 0 ? owners : [OWN],
      groups: [...idsOf(buckets ? BUCKETS_KNOWN : ZONES_KNOWN), ...of(({ group }) => group === true)],
      entries: [
        ...ENTRIES.filter(
          ({ key, nested }) =>
            key === ACCOUNT_KEY + OWN || (buckets ? key.includes(`bucket.${OWN}`) : (nested ?? key).startsWith(ZONE_KEY)),
        ),
        ...chosen.flatMap(([, { entry }]) => (entry === undefined ? [] : [entry, entry])),
      ],
      cidrs: [...CIDRS.slice(0, 6), ...of(({ cidr }) => cidr === true)],
      instants: [...INSTANTS, ...of(({ instant }) => instant === true)],
    });
    return pair.map(([before, after]) => {
      const [changed] = changes ? names : [];
      const of = (spec: TokenSpec, meaning: string): TokenSpec => ({
        ...spec,
        references: Object.fromEntries(
          [...names, ...symbolsIn(spec)].map((text) => [text, changed !== undefined && text.includes(changed) ? meaning : "same"]),
        ),
      });
      return [of(before, "before"), of(after, "after")] as const;
    });
  });

/** Every text of a value that is a symbol, keys included. */
function symbolsIn(value: unknown): string[] {
  if (typeof value === "string") return value.includes("${") ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [...symbolsIn(key), ...symbolsIn(inner)]);
}

/** The specs with every symbol replaced, once for each way to do so. */
export function* assignments(pair: readonly [TokenSpec, TokenSpec]): Generator<readonly [TokenSpec, TokenSpec]> {
  const text = JSON.stringify(pair.map(({ references: _, ...spec }) => spec));
  const used = [...SYMBOLS].filter(([name]) => text.includes(name));
  const [before, after] = pair;
  /** What may differ: a symbol that means something else afterwards stands twice. */
  const choices = used.flatMap(([name, { values }]) => {
    return before.references?.[name] === after.references?.[name]
      ? [{ name, values, sides: [0, 1] }]
      : [
          { name, values, sides: [0] },
          { name, values, sides: [1] },
        ];
  });
  const total = choices.reduce((product, { values }) => product * values.length, 1);
  for (let index = 0; index < total; index++) {
    let rest = index;
    const chosen = [new Map<string, string>(), new Map<string, string>()] as const;
    for (const { name, values, sides } of choices) {
      for (const side of sides) chosen[side === 0 ? 0 : 1].set(name, values[rest % values.length] ?? "");
      rest = Math.floor(rest / values.length);
    }
    const replace = (side: 0 | 1) => (part: string) => part.replace(/\$\{[\w.]+\}/g, (name) => chosen[side].get(name) ?? name);
    yield [assign(before, replace(0)), assign(after, replace(1))];
  }
}

/** Each entry in a policy of its own: two keys may turn out to be one. */
function assign(spec: TokenSpec, replace: (text: string) => string): TokenSpec {
  const list = (texts: readonly string[] | undefined): readonly string[] | undefined => texts?.map(replace);
  const { requestIp, notBefore, expiresOn, accountId } = spec;
  const [allowed, excluded] = [list(requestIp?.in), list(requestIp?.notIn)];
  const { references: _, ...rest } = spec;
  return {
    ...rest,
    ...(accountId === undefined ? {} : { accountId: replace(accountId) }),
    policies: spec.policies.flatMap(({ effect, permissionGroups, resources }) => {
      const groups = permissionGroups.map(replace);
      return Object.entries(resources).flatMap(([key, value]) =>
        (value === "*" ? [undefined] : Object.keys(value)).map((nested): PolicySpec => {
          // A whole policy may turn out to be about a nested entry.
          const [outer = "", inner] = replace(nested === undefined ? key : `${key}/${nested}`).split("/");
          return { effect, permissionGroups: groups, resources: { [outer]: inner === undefined ? "*" : { [inner]: "*" } } };
        }),
      );
    }),
    ...(requestIp === undefined
      ? {}
      : { requestIp: { ...(allowed === undefined ? {} : { in: allowed }), ...(excluded === undefined ? {} : { notIn: excluded }) } }),
    ...(notBefore === undefined ? {} : { notBefore: replace(notBefore) }),
    ...(expiresOn === undefined ? {} : { expiresOn: replace(expiresOn) }),
  };
}
