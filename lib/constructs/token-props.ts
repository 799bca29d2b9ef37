import type { OnExpiry, Policy, RequestIp, TokenStatus } from "../policy";

/** What service principals and user tokens have in common. */
export interface TokenProps {
  /** The token's name in the dashboard: 1 to 120 characters, unique per account over all stacks of the app. @default - the construct's id */
  readonly name?: string | undefined;
  /** What the token may and may not do; `addPolicies` adds more. @default - none */
  readonly policies?: readonly Policy[] | undefined;
  /** From which addresses the token may be used. @default - from everywhere */
  readonly requestIp?: RequestIp | undefined;
  /** RFC 3339 text with time and offset, or a Date. @default - valid at once */
  readonly notBefore?: string | Date | undefined;
  /** RFC 3339 text with time and offset, or a Date. @default - never expires */
  readonly expiresOn?: string | Date | undefined;
  /** `disabled` is the kill switch: the token stays, with its secret, and may do nothing. @default "active" */
  readonly status?: TokenStatus | undefined;
  /** Who answers for the token; kept in the synthesized file, Cloudflare has no field for it. @default - none */
  readonly owner?: string | undefined;
  /** What the token is for; kept in the synthesized file, Cloudflare has no field for it. @default - none */
  readonly purpose?: string | undefined;
  /**
   * What happens once `expiresOn` has passed: `error` stops the synth; `retire` leaves this one token out, with a warning, so that it never
   * blocks a change to another. @default "error"
   */
  readonly onExpiry?: OnExpiry | undefined;
  /** Makes Terraform refuse to destroy the token. It does not guard against deleting the construct. @default false */
  readonly preventDestroy?: boolean | undefined;
  /** Makes the value a sensitive Terraform output. It is in the state in any case. @default false */
  readonly exposeValue?: boolean | undefined;
  /** The address the token had in this stack's state (`cloudflare_account_token.old`): Terraform moves it instead of making a new one. @default - none */
  readonly adopt?: string | undefined;
}

/** An S3 key pair for R2, derived from a token. */
export interface R2Credentials {
  /** The token's id. */
  readonly accessKeyId: string;
  /** SHA-256 of the token's value, hexadecimal; sensitive. */
  readonly secretAccessKey: string;
}

/** The names of all properties, for what TypeScript did not check. */
export const TOKEN_PROPS = [
  ...["name", "policies", "requestIp", "notBefore", "expiresOn", "status", "owner", "purpose"],
  ...["onExpiry", "preventDestroy", "exposeValue", "adopt"],
] as const satisfies readonly (keyof TokenProps)[];
