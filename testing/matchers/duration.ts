import { fault, type Fault, throwFaults, unknownProperties } from "../../lib/errors";

/** A length of time: `{ days: 90 }`, `{ hours: 12 }` or both added. A day is 24 hours. */
export type Duration =
  { readonly days: number; readonly hours?: number | undefined } | { readonly days?: undefined; readonly hours: number };

const SECONDS = { days: 86400, hours: 3600 } as const;

/** A duration in seconds. @throws PrincipalError InvalidDuration, UnknownProperty */
export function secondsOf(duration: unknown, path: string): number {
  if (typeof duration !== "object" || duration === null) throwFaults([fault.invalidDuration(path, duration)]);
  const parts = duration as Readonly<Record<string, unknown>>;
  const faults: Fault[] = unknownProperties(parts, Object.keys(SECONDS), path, "a duration");
  let seconds = 0;
  for (const [unit, length] of Object.entries(SECONDS)) {
    const count = parts[unit];
    if (count === undefined) continue;
    // More than a million days is no date any more.
    if (typeof count === "number" && count > 0 && count <= 1_000_000) seconds += count * length;
    else faults.push(fault.invalidDuration(`${path}.${unit}`, count));
  }
  if (faults.length === 0 && seconds === 0) faults.push(fault.invalidDuration(path, duration));
  throwFaults(faults);
  return seconds;
}

/** `90 days`, `1 day 12 hours`. */
export function durationWords(seconds: number): string {
  const days = Math.floor(seconds / SECONDS.days);
  const hours = Math.round(((seconds - days * SECONDS.days) / SECONDS.hours) * 100) / 100;
  const phrase = (count: number, word: string): string[] => (count === 0 ? [] : [`${String(count)} ${word}${count === 1 ? "" : "s"}`]);
  return [...phrase(days, "day"), ...phrase(hours, "hour")].join(" ");
}
