import { isUnknown } from "../../policy";
import { SHOWN_LENGTH } from "../render/escape";
import type { PermissionLabel, PolicySummary, ResourceLabel, WarningSummary } from "./model";

/** Whether an expression decides of what kind a resource is: `com.cloudflare.api.account.` begins the keys of zones as well. */
export function mayBeOther({ kind, id, key, nested }: ResourceLabel): boolean {
  return kind === undefined ? isUnknown(nested ?? key) : kind === "account" && isUnknown(id);
}

/** What a policy is about only Terraform will know, so nothing can be said against it being all there is. */
export function openAccess({ permissions, resources }: PolicySummary): WarningSummary[] {
  return [
    ...(permissions.some(({ source }) => source === "expression")
      ? [warning("an expression decides which permissions these are: they may be any")]
      : []),
    ...(resources.some((label) => (label.kind === undefined && isUnknown(label.nested ?? label.key)) || isOpenOuter(label))
      ? [warning("an expression decides which resources these are: they may be any")]
      : []),
  ];
}

/** Access that is too long to be shown must not pass for what is shown of it. */
export function cutAccess({ permissions, resources }: PolicySummary): WarningSummary[] {
  const cut = [...permissions.map(shownOfPermission), ...resources.flatMap(shownOfResource)].some((text) => text.length > SHOWN_LENGTH);
  return cut ? [warning("a permission or resource is too long to be shown whole; the summary as JSON has all of it")] : [];
}

function shownOfPermission({ id, name }: PermissionLabel): string {
  return name ?? id;
}

function shownOfResource({ id, name, lookup, within }: ResourceLabel): string[] {
  return [lookup === true ? (name ?? id) : id, ...(within === undefined ? [] : [within.id])];
}

function isOpenOuter({ key, nested }: ResourceLabel): boolean {
  return nested !== undefined && /^[$%]\{/.test(key);
}

function warning(message: string): WarningSummary {
  return { level: "warning", message };
}
