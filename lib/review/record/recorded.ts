import { formatInstant, now, parseInstant, splitSymbols, stackOf, type TokenSpec } from "../../policy";
import { type AccessReading, PairBudget, type StackWarning } from "../../read";
import { NormalToken } from "../diff/normal-token";
import { pairTokens } from "../diff/pairing";
import { fileName } from "../render/escape";
import { hasEnded, type RecordedToken, secondsBetween, slotName } from "./model";
import { type ReadRecord, readRecord } from "./read";
import type { SnapshotFile } from "./snapshot-of";

/** A token of a record, and what became of it. */
interface Recorded extends Pick<ReadRecord, "version"> {
  readonly stack: string;
  readonly principal: string;
  readonly token: RecordedToken;
}

/** The reviewed access as the earlier side of a comparison. */
export interface RecordedAccess extends AccessReading {
  /** Files whose record can't be read, or is of another stack than its folder. */
  readonly damaged: readonly string[];
}

/**
 * The access that records say, as the earlier side of a comparison with the tokens of today. What a record does not hold (what expressions refer to, what
 * providers say, the generation of a slot) is taken from what became of its token: it shows as no change, and the warnings say of what none is seen. A token
 * that has ended and left the code is not there any more: the clock alone changes nothing.
 *
 * @param files the snapshot's files
 * @param after the tokens of today
 */
export function recordedAccess(files: readonly SnapshotFile[], after: readonly TokenSpec[], at: Date = now()): RecordedAccess {
  const { recorded, damaged } = recordsOf(files);
  const bare = new Map(recorded.map((each) => [new NormalToken(specOf(each)), each] as const));
  const pairs = pairTokens(
    [...bare.keys()],
    after.map((spec) => new NormalToken(spec)),
  );
  const specs: TokenSpec[] = [];
  const unseen = new Unseen();
  for (const { before, forgotten, after: now } of pairs) {
    const old = before ?? forgotten;
    const each = old === undefined ? undefined : bare.get(old);
    if (old === undefined || each === undefined) continue;
    if (now === undefined) {
      if (!hasEnded(each.token, at)) specs.push(old.spec);
      continue;
    }
    specs.push(completed(old.spec, now.spec, each, at));
    unseen.add(now.spec);
  }
  return { specs, warnings: unseen.warnings, damaged };
}

function recordsOf(files: readonly SnapshotFile[]): { readonly recorded: readonly Recorded[]; readonly damaged: readonly string[] } {
  const budget = new PairBudget();
  const damaged: string[] = [];
  const recorded = files.flatMap(({ path, text }): Recorded[] => {
    const read = readRecord(text);
    // A small text can multiply to any number of pairs.
    const isOwn = read !== undefined && path.slice(0, path.indexOf("/")) === fileName(read.record.stack);
    if (!isOwn || budget.take(read.pairs) !== undefined) {
      damaged.push(path);
      return [];
    }
    const { record, version } = read;
    return record.tokens.map((token) => ({ stack: record.stack, principal: record.principal, token, version }));
  });
  return { recorded, damaged };
}

/** A token as its record says it, and nothing else. */
function specOf({ stack, principal, token }: Recorded): TokenSpec {
  const { slot, lifetime: _, permissions: __, provider, ...known } = token;
  const path = `${stack}/${principal}`;
  return {
    ...known,
    path,
    ...(stackOf({ path }) === stack ? {} : { stack }),
    provider: { name: provider ?? "cloudflare" },
    ...(slot === undefined ? {} : { rotation: { principal: path, slot, generation: 0 } }),
  };
}

/** The same with what the record does not hold, as what became of the token says it. */
function completed(old: TokenSpec, now: TokenSpec, { token, version }: Recorded, at: Date): TokenSpec {
  const { references, rotation, deliveries, notUnderstood, stays } = now;
  const sameSlot = rotation !== undefined && old.rotation?.slot === rotation.slot;
  return {
    ...old,
    ...(references === undefined ? {} : { references }),
    ...(sameSlot ? { rotation: { ...old.rotation, generation: rotation.generation } } : {}),
    ...(sameSlot && slotName(now.name) === old.name ? { name: now.name } : {}),
    ...(token.lifetime === undefined ? {} : datesOf(token.lifetime, now, at)),
    // Where values go, and what is not understood, files of version 1 did not say.
    ...(version === 1
      ? {
          ...(deliveries === undefined ? {} : { deliveries }),
          ...(notUnderstood === undefined ? {} : { notUnderstood }),
          ...(stays === undefined ? {} : { stays }),
          lookups: { ...old.lookups, ...agreed(old, now) },
        }
      : {}),
  };
}

/** Look-ups of version 1 as they are known today, where their kind and name are the same. */
function agreed({ lookups: was = {} }: TokenSpec, { lookups: is = {} }: TokenSpec): NonNullable<TokenSpec["lookups"]> {
  return Object.fromEntries(
    Object.entries(is).filter(([expression, { kind, name }]) => was[expression]?.kind === kind && was[expression].name === name),
  );
}

/** The dates of a slot that lasts that long: those of today where that has not changed. */
function datesOf(lifetime: number, now: TokenSpec, at: Date): Pick<TokenSpec, "notBefore" | "expiresOn"> {
  const { notBefore, expiresOn } = now;
  if (notBefore !== undefined && expiresOn !== undefined && secondsBetween(now) === lifetime) return { notBefore, expiresOn };
  const from = parseInstant(notBefore ?? "") ?? Math.floor(at.getTime() / 1000);
  return { notBefore: notBefore ?? formatInstant(from), expiresOn: formatInstant(from + lifetime) };
}

/** What tokens of today hang on and no record holds. */
class Unseen {
  private readonly expressions = new Set<string>();
  private readonly providers = new Set<string>();

  add({ references = {}, lookups = {}, provider }: TokenSpec): void {
    for (const text of Object.keys(references))
      for (const symbol of splitSymbols(text).symbols) {
        const expression = `\${${symbol}}`;
        // What a data source finds by a name is recorded.
        if (!Object.hasOwn(lookups, expression) && !Object.hasOwn(lookups, text)) this.expressions.add(expression);
      }
    if (provider?.fingerprint !== undefined) this.providers.add(provider.name);
  }

  get warnings(): StackWarning[] {
    const told = (what: string, change: string): StackWarning => ({
      level: "warning",
      message: `${what} stands in no record: ${change} is not seen here, so compare the plan`,
    });
    const [first, ...more] = [...this.expressions].sort();
    return [
      ...(first === undefined
        ? []
        : [told(`what ${first}${more.length === 0 ? "" : ` and ${String(more.length)} more`} refers to`, "a change of that alone")]),
      ...[...this.providers].sort().map((name) => told(`what provider ${name} says`, "another credential there")),
    ];
  }
}
