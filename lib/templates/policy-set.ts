import type { Policy } from "../policy";

/** What a template gives: fits `ServicePrincipal` and `UserToken` as it is (`...templates.x(…)`). */
export interface PolicySet {
  /** The template's name, as the dashboard prefills it. */
  readonly name: string;
  /** What the token may do. */
  readonly policies: readonly Policy[];
}
