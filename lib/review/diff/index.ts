export { accessDiff } from "./access-diff";
export type { AccessChange, AccessDiff, Disruption, ResourceRange, Risk, TokenChange, TokenDiff, Verdict } from "./model";
