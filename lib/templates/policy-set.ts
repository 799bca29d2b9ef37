import type { Policy } from "../policy";

/** What a template gives: fits `ServicePrincipal` and `UserToken` as it is (`...templates.x(…)`). */
export interface PolicySet {
  /** What it is for: the template's name, as the dashboard has it. The token's own name is the construct's id, unless one is given. */
  readonly purpose: string;
  /** What the token may do. */
  readonly policies: readonly Policy[];
}
