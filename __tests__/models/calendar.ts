/* The Gregorian calendar by counting days, without Date. */

const MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

export function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** 28 to 31; 0 for a month that does not exist. */
export function daysIn(year: number, month: number): number {
  return (MONTHS[month - 1] ?? 0) + (month === 2 && isLeap(year) ? 1 : 0);
}

function daysBefore(year: number): number {
  return year * 365 + Math.ceil(year / 4) - Math.ceil(year / 100) + Math.ceil(year / 400);
}

/** Seconds since 1970-01-01T00:00:00Z. */
export function secondsOf(year: number, month: number, day: number, hour: number, minute: number, second: number): number {
  let days = daysBefore(year) - daysBefore(1970) + day - 1;
  for (let m = 1; m < month; m++) days += daysIn(year, m);
  return ((days * 24 + hour) * 60 + minute) * 60 + second;
}
