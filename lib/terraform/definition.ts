import { compareText } from "../policy";
import { isObject } from "./blocks";

/** Something that expressions can refer to. */
export interface Definition {
  readonly name: string;
  /** What stands in the files for it, in all of them. */
  readonly bodies: unknown[];
  /** What it refers to; asked for once everything is read. */
  readonly next: () => readonly Definition[];
}

/** What a definition says; in whichever stack it stands. */
export function sayingOf({ name, bodies }: Definition): unknown {
  return [name, bodies.map(textOf).sort(compareText)];
}

/** The order of keys says nothing. */
export function textOf(body: unknown): string {
  return (
    JSON.stringify(body, (_, inner: unknown) =>
      isObject(inner) ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => compareText(a, b))) : inner,
    ) ?? ""
  );
}
