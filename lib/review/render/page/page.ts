import { levelOfName, type Scope, SCOPES, subjectOfName } from "../../../catalogue";
import { compareText, now as clock, parseInstant, type TokenSpec } from "../../../policy";
import { accessDiff } from "../../compare";
import type { StackReading } from "../../../read";
import { type PermissionLabel, type PrincipalSummary, type StackSummary, summarize } from "../../summary/summarize";

/** What the page shows, worked out before any of it is written as HTML. Strings are as foreign as they came. */
export interface Page {
  readonly now: Date;
  readonly stacks: readonly PageStack[];
}

export interface PageStack {
  readonly summary: StackSummary;
  readonly tokens: readonly PageToken[];
  readonly matrix: Matrix;
}

export interface PageToken {
  /** Unique within the page: `t0`. */
  readonly id: string;
  readonly summary: PrincipalSummary;
  readonly stack: StackSummary;
  /** What it can do in the wrong hands, in words. */
  readonly risks: readonly string[];
  /** Whether it may do more than read. */
  readonly changes: boolean;
}

/** A permission group's subject at one scope: `DNS` of a zone. */
export interface MatrixColumn {
  readonly scope: Scope | "other";
  readonly subject: string;
}

export interface Matrix {
  readonly columns: readonly MatrixColumn[];
  /** By token, in order: what stands in the cell of each column that it has something in. */
  readonly rows: readonly ReadonlyMap<number, MatrixCell>[];
  /** Columns that were left out because the table would be too large. */
  readonly leftOut: number;
}

export interface MatrixCell {
  /** The words of what is allowed, `Write` for instance; the strongest first. */
  readonly allowed: readonly string[];
  readonly denied: boolean;
  /** Allowed on every resource of its scope. */
  readonly everywhere: boolean;
}

/** Beyond it a browser gets slow: the columns that most tokens use are kept, all permissions stand on the cards. */
const MAX_CELLS = 150_000;
const MIN_COLUMNS = 12;
/** A level after which there is nothing to change. */
const READING = new Set(["read", "readOnly"]);

/** @param now decides what is expired. @default - the clock (`PRINCIPALS_NOW` or the machine's) */
export function pageOf(stacks: readonly StackReading[], now: Date = clock()): Page {
  const model = summarize(stacks, now);
  const ordered = [...stacks].sort((a, b) => compareText(a.name, b.name));
  let count = 0;
  return {
    now,
    stacks: model.stacks.map((summary, index) => {
      const specs = new Map((ordered[index]?.specs ?? []).map((spec) => [keyOf(spec), spec]));
      const tokens = summary.principals.map((principal): PageToken => {
        const changes = principal.policies.some(({ effect, permissions }) => effect === "allow" && permissions.some(isChange));
        return {
          id: `t${String(count++)}`,
          summary: principal,
          stack: summary,
          risks: risksOf(specs.get(keyOf(principal)), changes),
          changes,
        };
      });
      return { summary, tokens, matrix: matrixOf(summary.principals) };
    }),
  };
}

function keyOf({ name, address }: Pick<TokenSpec, "name" | "address">): string {
  return JSON.stringify([name, address]);
}

/** Of the risks of the access diff: what says how a token may be used stands on the card anyway. */
const SHOWN_ELSEWHERE = new Set(["no-expiry", "no-ip-filter"]);

function risksOf(spec: TokenSpec | undefined, changes: boolean): string[] {
  if (spec === undefined) return [];
  const { kind, accountId, name, policies } = spec;
  const bare: TokenSpec = { kind, ...(accountId === undefined ? {} : { accountId }), name, status: "active", policies };
  const { tokens } = accessDiff([], [bare]);
  // To read on every zone is what auditors are for.
  const shown = ({ code }: { readonly code: string }): boolean => !SHOWN_ELSEWHERE.has(code) && (changes || code !== "all-zones");
  return tokens.flatMap(({ risks }) => risks.filter(shown).map(({ reason }) => reason));
}

/** What nothing is known of may change something. */
export function isChange({ name, source }: PermissionLabel): boolean {
  return name === undefined || source === "expression" || !READING.has(levelOfName(name));
}

const SCOPE_ORDER: readonly (Scope | "other")[] = [...(Object.keys(SCOPES) as Scope[]), "other"];

/** What comes first in a cell. */
const STRENGTH = ["Admin", "Write", "Edit", "Full", "Purge", "Revoke", "Run", "Report", "Bind", "Send", "Read"];

interface Cell {
  allowed: string[];
  denied: boolean;
  everywhere: boolean;
}

function matrixOf(principals: readonly PrincipalSummary[]): Matrix {
  const columns = new Map<string, MatrixColumn & { uses: number }>();
  const rows = principals.map((principal) => {
    const cells = new Map<string, Cell>();
    for (const { effect, permissions, resources } of principal.policies) {
      const everywhere = resources.some(({ all }) => all);
      for (const permission of permissions) {
        const column = columnOf(permission);
        const key = JSON.stringify([column.scope, column.subject, permission.name === undefined ? permission.id : ""]);
        let cell = cells.get(key);
        if (cell === undefined) {
          cells.set(key, (cell = { allowed: [], denied: false, everywhere: false }));
          const known = columns.get(key);
          if (known === undefined) columns.set(key, { ...column, uses: 1 });
          else known.uses++;
        }
        const word = wordOf(permission);
        if (effect === "deny") cell.denied = true;
        else if (!cell.allowed.includes(word)) cell.allowed.push(word);
        if (effect === "allow" && everywhere) cell.everywhere = true;
      }
    }
    return cells;
  });
  const room = Math.max(MIN_COLUMNS, Math.floor(MAX_CELLS / Math.max(1, principals.length)));
  const kept = [...columns].sort((a, b) => b[1].uses - a[1].uses || order(a[1], b[1])).slice(0, room);
  const shown = kept.sort((a, b) => order(a[1], b[1]));
  const place = new Map(shown.map(([key], index) => [key, index]));
  return {
    columns: shown.map(([, { scope, subject }]) => ({ scope, subject })),
    rows: rows.map(
      (cells) =>
        new Map(
          [...cells].flatMap(([key, cell]) => {
            const index = place.get(key);
            cell.allowed.sort((a, b) => STRENGTH.indexOf(a) - STRENGTH.indexOf(b));
            return index === undefined ? [] : [[index, cell] as const];
          }),
        ),
    ),
    leftOut: columns.size - shown.length,
  };
}

function order(a: MatrixColumn, b: MatrixColumn): number {
  return SCOPE_ORDER.indexOf(a.scope) - SCOPE_ORDER.indexOf(b.scope) || compareText(a.subject, b.subject);
}

function columnOf({ id, name, scope, source }: PermissionLabel): MatrixColumn {
  if (name === undefined) return { scope: "other", subject: source === "unknown" ? `unknown ${id.slice(0, 8)}…` : id };
  return { scope: scope ?? "other", subject: subjectOfName(name) };
}

function wordOf({ name }: PermissionLabel): string {
  const level = name === undefined ? "full" : levelOfName(name);
  return level === "readOnly" ? "Read" : level.charAt(0).toUpperCase() + level.slice(1);
}

/** When a token ends, as the groups of "what expires when". */
export const EXPIRY_GROUPS = [
  ["expired", "Expired"],
  ["30", "Within 30 days"],
  ["90", "Within 90 days"],
  ["365", "Within a year"],
  ["later", "Later"],
  ["unknown", "Known at plan time only"],
  ["never", "No expiry"],
] as const;

export type ExpiryGroup = (typeof EXPIRY_GROUPS)[number][0];

export function expiryGroup({ expiresOn }: PrincipalSummary, now: Date): ExpiryGroup {
  if (expiresOn === undefined) return "never";
  const until = parseInstant(expiresOn);
  if (until === undefined) return "unknown";
  const days = (until - now.getTime() / 1000) / 86_400;
  if (days <= 0) return "expired";
  if (days <= 30) return "30";
  if (days <= 90) return "90";
  return days <= 365 ? "365" : "later";
}
