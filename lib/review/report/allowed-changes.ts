import type { Allowed, AllowedHost, AllowedType } from "../../terraform";

/** An entry of the team's list of what is allowed besides tokens, that a change adds, alters or removes. The first two let through more. */
export interface AllowedChange {
  readonly change: "added" | "altered" | "removed";
  /** After the change, or before it where it is removed. */
  readonly entry: AllowedType | AllowedHost;
}

/** How the list changes. An entry is the same by its type, or by its host and what that is for; another reason alters it. */
export function allowedChanges(before: Allowed, after: Allowed): AllowedChange[] {
  const old = byKey(before);
  const now = byKey(after);
  return [
    ...[...now].flatMap(([key, entry]): AllowedChange[] => {
      const same = old.get(key);
      if (same === undefined) return [{ change: "added", entry }];
      return same.reason === entry.reason ? [] : [{ change: "altered", entry }];
    }),
    ...[...old].flatMap(([key, entry]): AllowedChange[] => (now.has(key) ? [] : [{ change: "removed", entry }])),
  ];
}

/** Whether a change lets through more. */
export function allowsMore(changes: readonly AllowedChange[]): boolean {
  return changes.some(({ change }) => change !== "removed");
}

/** `broadening: allows the type aws_s3_object besides tokens: holds the page`. */
export function allowedWords({ change, entry }: AllowedChange): string {
  const what = "type" in entry ? `the type ${entry.type}` : `the host ${entry.host} for ${entry.for}`;
  const how = { added: "broadening: allows", altered: "broadening: allows for another reason", removed: "no longer allows" }[change];
  return `${how} ${what} besides tokens: ${entry.reason}`;
}

function byKey({ types, hosts }: Allowed): Map<string, AllowedType | AllowedHost> {
  return new Map<string, AllowedType | AllowedHost>([
    ...types.map((entry) => [`type ${entry.type}`, entry] as const),
    ...hosts.map((entry) => [`host ${entry.host} for ${entry.for}`, entry] as const),
  ]);
}
