import { SCOPE_WORDS } from "../../catalogue";
import { markdownCode, markdownName, markdownText } from "../render/escape";
import type { AccountLabel, PermissionLabel, ResourceLabel } from "../summary/model";
import { permissionPhrase, type Style } from "../summary/words";

/** Names as in the summary, but every text whole: what is approved is the id, the name is what somebody wrote beside it. */
export const style: Style = { name: markdownName, text: markdownText, id: markdownCode };

/** ``zone example.com (`1111…`)``, with the whole id. */
export function exactResource(label: ResourceLabel): string {
  if (label.kind === undefined) return `${style.id(keyOf(label))}${within(label.within)}`;
  const word = SCOPE_WORDS[label.kind];
  if (label.all) {
    const whole = label.within !== undefined || label.kind === "account" || label.kind === "user";
    return `every ${word}${whole ? within(label.within) : " of every account"}`;
  }
  if (label.lookup === true && label.name !== undefined) return `${word} ${style.name(label.name)} (looked up as ${style.id(label.id)})`;
  if (label.kind === "r2Bucket") {
    const where = label.jurisdiction === undefined ? "" : ` (${label.jurisdiction})`;
    return `${word} ${style.name(label.id)}${where}${within(label.within)}`;
  }
  return `${word} ${exactName(label)}${within(label.within)}`;
}

/** ``Example Inc (`0123…`)``. */
export function exactName({ id, name }: AccountLabel): string {
  return name === undefined ? style.id(id) : `${style.name(name)} (${style.id(id)})`;
}

/** At the start of an item, where a number and a full stop would begin a list. */
const atStart: Style = { ...style, name: (text) => (/^\p{N}/u.test(text) ? style.id(text) : style.name(text)) };

/** The permission; where it acts on something else than it is granted on, it says so. */
export function exactPermission(permission: PermissionLabel, on: ResourceLabel): string {
  const phrase = permissionPhrase(permission, atStart);
  const { scope } = permission;
  if (scope === undefined || on.kind === undefined || scope === on.kind) return phrase;
  return `${phrase}, which acts on ${SCOPE_WORDS[scope]} resources and does nothing here`;
}

function within(account: AccountLabel | undefined): string {
  return account === undefined ? "" : ` of account ${exactName(account)}`;
}

function keyOf({ key, nested }: ResourceLabel): string {
  return nested === undefined ? key : `${key}/${nested}`;
}
