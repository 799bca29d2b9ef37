import type { RequestIpSpec } from "../../policy";
import { prose, shorten } from "../render/escape";
import type { PrincipalSummary, WarningSummary } from "./model";
import { type Style, timePhrase } from "./words";

/** `192.0.2.0/24 except 192.0.2.128/25`. */
export function ipPhrase(filter: RequestIpSpec | undefined, style: Style, listOf: (phrases: readonly string[]) => string): string {
  const list = (ranges: readonly string[]): string => listOf(ranges.map(style.id));
  const allowed = filter?.in === undefined ? "any address" : list(filter.in);
  return filter?.notIn === undefined ? allowed : `${allowed} except ${list(filter.notIn)}`;
}

/** From when until when, always said: a token that never expires is worth a line. */
export function lifetimeRows(
  principal: PrincipalSummary,
  style: Style,
): { readonly label: string; readonly text: string; readonly alarming: boolean }[] {
  const { notBefore, expiresOn, lifetime } = principal;
  const starts =
    notBefore === undefined
      ? []
      : [
          {
            label: "starts",
            text: timePhrase(notBefore, style) + (lifetime === "pending" ? " (not yet valid)" : ""),
            alarming: lifetime === "pending",
          },
        ];
  if (expiresOn === undefined) return [...starts, { label: "until", text: "no expiry", alarming: false }];
  return [
    ...starts,
    { label: "until", text: timePhrase(expiresOn, style) + (lifetime === "expired" ? " (expired)" : ""), alarming: lifetime === "expired" },
  ];
}

/** The words of a warning, with the place it is about where the reader can't see it. */
export function warningText(warning: WarningSummary, escape: (text: string) => string): string {
  const message = escape(prose(shorten(warning.message, 1000)));
  return warning.at === undefined ? message : `${escape(shorten(warning.at, 200))}: ${message}`;
}
