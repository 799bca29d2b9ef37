export { type E2e, describeE2e, type Requirements, usableProvider } from "./describe-e2e";
export { compareVersions } from "./provider-binaries";
export { fingerprint } from "./redact";
export type { Change, Plan, State, Workspace } from "./workspace";
