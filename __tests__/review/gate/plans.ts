import { ACCOUNT, tokenBody } from "../../read/files";

export const live = (more: object = {}): Record<string, unknown> => ({
  account_id: ACCOUNT,
  status: "active",
  value: "canary",
  ...tokenBody(),
  ...more,
});

export type Sides = readonly [actions: readonly string[], before: object | null, after: object | null];

/** A change, or a drift, of one resource. */
export function entry(name: string, [actions, before, after]: Sides, type = "cloudflare_account_token") {
  return {
    address: `${type}.${name}`,
    mode: "managed",
    type,
    name,
    change: { actions, before, after, after_unknown: {}, before_sensitive: { value: true }, after_sensitive: { value: true } },
  };
}

export function planOf(changes: readonly object[], more: object = {}): object {
  return { format_version: "1.2", resource_changes: changes, planned_values: { root_module: {} }, configuration: {}, ...more };
}

export const SAME: Sides = [["no-op"], live(), live()];
