import { SCOPES, SCOPE_WORDS, scopeOfApiName } from "../../catalogue";
import { compareText, type Effect, isUnknown } from "../../policy";
import { CI_MARK, markdownCode, markdownName, markdownText, prose } from "../render/escape";
import type { AccountLabel, PermissionLabel, ResourceLabel } from "../summary/summarize";
import { labelAccount, labelResource, type Names, namesOfToken, permissionPhrase, type Style, timePhrase } from "../summary/words";
import { lookupOf, type RecordedToken, type SnapshotRecord } from "./model";

/** The first line of every file that `principals snapshot` writes; a file without it is somebody else's and is left alone. */
export const MARKER = "<!-- Written by `principals snapshot`. Change the code and run it again, not this file. -->";

/** Names as in the summary, but every text whole: what is approved is the id, the name is what somebody wrote beside it. */
const style: Style = { name: markdownName, text: markdownText, id: markdownCode };

/** The line before the record. */
export const RECORD_HEADING = "## The same in ids";

/** The file of one principal: words first, then the record that they are a rendering of. One fact a line, so that a diff shows what changes. */
export function renderRecord(record: SnapshotRecord): string {
  const variants = variantsOf(record.tokens);
  const about = [
    item("stack", style.name(record.stack)),
    ...(record.owner === undefined ? [] : [item("owner", sentence(record.owner))]),
    ...(record.purpose === undefined ? [] : [item("purpose", sentence(record.purpose))]),
  ];
  const blocks = [
    MARKER,
    `# ${style.name(record.principal)}`,
    ...(variants.length === 1 ? [] : [about.join("\n")]),
    ...variants.flatMap((variant) => renderToken(variant, variants.length === 1 ? about : undefined)),
    RECORD_HEADING,
    `\`\`\`json\n${jsonOf(record)}\n\`\`\``,
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** JSON that can stand in a fenced block, a diff and a log: ASCII, and nothing in it that ends the block or that anything obeys. */
function jsonOf(record: SnapshotRecord): string {
  return JSON.stringify(record, null, 2)
    .replace(/[^\n\x20-\x7e]|[`<>&]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replace(CI_MARK, "#\\u0023");
}

interface Variant {
  readonly token: RecordedToken;
  readonly slots: readonly RecordedToken[];
}

/** Slots of equal access are one. */
function variantsOf(tokens: readonly RecordedToken[]): Variant[] {
  const variants = new Map<string, { token: RecordedToken; slots: RecordedToken[] }>();
  for (const token of tokens) {
    const { slot, name: _, address: __, ...access } = token;
    const id = slot === undefined ? JSON.stringify(token) : JSON.stringify(access);
    const known = variants.get(id);
    if (known === undefined) variants.set(id, { token, slots: slot === undefined ? [] : [token] });
    else if (slot !== undefined) known.slots.push(token);
  }
  return [...variants.values()];
}

/** @param about what the file begins with, where this is all there is in it */
function renderToken({ token, slots }: Variant, about: readonly string[] | undefined): string[] {
  const names = namesOfToken(token, new Map());
  const items = [
    ...(about ?? []),
    item("token", token.kind === "user" ? "user token: belongs to a person, not to the account" : "account-owned token"),
    ...(token.accountId === undefined ? [] : [item("account", exactName(labelAccount(token.accountId, names)))]),
    ...(token.slot !== undefined ? [] : [item("name", style.name(token.name))]),
    ...(token.address === undefined ? [] : [item("address", style.id(token.address))]),
    ...(token.provider === undefined ? [] : [item("provider", style.id(token.provider))]),
    ...(token.ignored === undefined
      ? []
      : [item("not applied", `changes of ${token.ignored.map(style.id).join(", ")}: what is live may be more than what stands here`)]),
    ...slots.map(({ slot = "", name }) => item("slot", `${style.name(slot)} called ${style.name(name)}`)),
    item("status", token.status === "active" ? "active" : "disabled: may do nothing"),
    ...addressItems(token),
    ...(token.notBefore === undefined ? [] : [item("starts", timePhrase(token.notBefore, style))]),
    item("until", untilPhrase(token)),
    ...(token.deliveries ?? []).flatMap(({ to, sensitive, place = {} }) => [
      item("value goes to", `${style.id(to)}${sensitive ? "" : ", where Terraform shows it"}`),
      ...Object.entries(place).map(([name, value]) => item("kept there by", `${style.id(name)} ${style.id(value)}`)),
    ]),
    ...(token.stays === undefined ? [] : [item("when it leaves the code", "it stays, and works")]),
    ...(token.notUnderstood ?? []).map(({ what, where, digest }) =>
      item(
        "not understood",
        `${markdownText(prose(what))} at ${style.id(where)}${digest === undefined ? "" : ` (${style.id(digest.slice(0, 12))})`}`,
      ),
    ),
  ];
  const level = about === undefined ? "###" : "##";
  return [
    ...(about === undefined
      ? [`## ${slots.length === 0 ? "Token" : `Slot ${slots.map(({ slot = "" }) => style.name(slot)).join(", ")}`}`]
      : []),
    items.join("\n"),
    ...renderEffect("allow", `${level} May`, token, names),
    ...renderEffect("deny", `${level} May not`, token, names),
  ];
}

const DAY = 86_400;

function untilPhrase({ lifetime, expiresOn }: RecordedToken): string {
  if (lifetime === undefined) return expiresOn === undefined ? "no expiry" : timePhrase(expiresOn, style);
  return Number.isInteger(lifetime / DAY)
    ? `${String(lifetime / DAY)} days after its start`
    : `${String(lifetime)} seconds after its start`;
}

function addressItems({ requestIp }: RecordedToken): string[] {
  const allowed = requestIp?.in ?? [];
  return [
    ...(allowed.length === 0 ? [item("from", "any address")] : allowed.map((range) => item("from", style.id(range)))),
    ...(requestIp?.notIn ?? []).map((range) => item("not from", style.id(range))),
  ];
}

/** Resource by resource, since that is what a change is about; grouped by policy, one more permission on one zone would move all the others. */
function renderEffect(effect: Effect, heading: string, token: RecordedToken, names: Names): string[] {
  const byResource = new Map<string, { resource: ResourceLabel; permissions: PermissionLabel[] }>();
  for (const policy of token.policies) {
    if (policy.effect !== effect) continue;
    const permissions = policy.permissionGroups.map((id) => labelOf(id, token));
    for (const [key, value] of Object.entries(policy.resources)) {
      for (const nested of value === "*" ? [undefined] : Object.keys(value)) {
        const id = JSON.stringify([key, nested]);
        const known = byResource.get(id);
        if (known === undefined)
          byResource.set(id, { resource: labelResource(key, nested, names, token.accountId), permissions: [...permissions] });
        else for (const permission of permissions) known.permissions.push(permission);
      }
    }
  }
  if (byResource.size === 0) return effect === "allow" ? [heading, "Nothing."] : [];
  const sections = [...byResource.values()]
    .sort(
      (a, b) =>
        place(a.resource) - place(b.resource) ||
        compareText(nameOf(a.resource), nameOf(b.resource)) ||
        compareText(keyText(a.resource), keyText(b.resource)),
    )
    .flatMap(({ resource, permissions }) => [
      `On ${exactResource(resource)}:`,
      [...permissions]
        .sort((a, b) => compareText(a.name ?? "\uffff", b.name ?? "\uffff") || compareText(a.id, b.id))
        .map((permission) => `- ${exactPermission(permission, resource)}`)
        .join("\n"),
    ]);
  return [heading, ...sections];
}

/** What a permission was called when the record was written, or is looked up by. */
function labelOf(id: string, token: RecordedToken): PermissionLabel {
  const { permissions = {} } = token;
  const known = Object.hasOwn(permissions, id) ? permissions[id] : undefined;
  if (known !== undefined) return { id, ...known, source: "catalogue" };
  if (!isUnknown(id)) return { id, source: "unknown" };
  const found = lookupOf(token, id);
  if (found?.kind !== "permission") return { id, source: "expression" };
  const scope = scopeOfApiName(found.scope ?? "");
  return { id, name: found.name, ...(scope === undefined ? {} : { scope }), source: "lookup" };
}

const ORDER = Object.keys(SCOPES);

/** Accounts first, then zones, and what is unknown last. */
function place({ kind }: ResourceLabel): number {
  return kind === undefined ? ORDER.length : ORDER.indexOf(kind);
}

function nameOf({ name, id }: ResourceLabel): string {
  return name ?? id;
}

function keyText({ key, nested }: ResourceLabel): string {
  return JSON.stringify([key, nested]);
}

function sentence(text: string): string {
  return markdownText(prose(text));
}

function item(label: string, text: string): string {
  return `- **${label}** ${text}`;
}

/** ``zone example.com (`1111…`)``, with the whole id. */
function exactResource(label: ResourceLabel): string {
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
function exactName({ id, name }: AccountLabel): string {
  return name === undefined ? style.id(id) : `${style.name(name)} (${style.id(id)})`;
}

/** At the start of an item, where a number and a full stop would begin a list. */
const atStart: Style = { ...style, name: (text) => (/^\p{N}/u.test(text) ? style.id(text) : style.name(text)) };

/** The permission; where it acts on something else than it is granted on, it says so. */
function exactPermission(permission: PermissionLabel, on: ResourceLabel): string {
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
