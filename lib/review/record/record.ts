import { SCOPES } from "../../catalogue";
import { parseInstant, type RequestIpSpec, type PolicySpec, type TokenSpec } from "../../policy";
import { namesIn, type StackReading } from "../../read";
import { labelPermission, labelPermissionOf } from "../summary/permission-label";
import type { PrincipalTokens } from "./principals";

/** What one file of the snapshot says, as data: the words of the file are a rendering of it, and of nothing else. */
export interface SnapshotRecord {
  readonly version: 1;
  readonly stack: string;
  readonly principal: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly tokens: readonly RecordedToken[];
  /** What people call the resources of these tokens, by key; a zone that a data source finds by name stands under its expression. */
  readonly names: Readonly<Record<string, string>>;
  /** The keys of `names` whose name a data source looks for. */
  readonly lookups?: readonly string[];
  /** Permissions that are looked up in a data source that is not what it seems: the name they are looked up by says nothing. */
  readonly unnamed?: readonly string[];
}

/** The access of one token, in normal form. */
export interface RecordedToken {
  readonly kind: TokenSpec["kind"];
  readonly accountId?: string;
  /** Of a slot without the number of its generation, which comes from the clock. */
  readonly name: string;
  readonly address?: string;
  /** The provider configuration that manages it, where that is not `cloudflare`. */
  readonly provider?: string;
  /** Attributes that Terraform leaves as they are in the account. */
  readonly ignored?: readonly string[];
  /** The slot of a rotation. */
  readonly slot?: string;
  readonly status: TokenSpec["status"];
  readonly policies: readonly PolicySpec[];
  readonly requestIp?: RequestIpSpec;
  readonly notBefore?: string;
  readonly expiresOn?: string;
  /** Instead of the two dates, for a slot: how long it lasts, or that it ends or does not. */
  readonly lifetime?: string;
}

export function recordOf({ principal, specs }: PrincipalTokens, stack: StackReading): SnapshotRecord {
  const [first] = specs;
  const tokens = specs.map(recordToken);
  const labels = namesOf(tokens, stack);
  const unnamed = unnamedOf(tokens, stack);
  return {
    version: 1,
    stack: stack.name,
    principal,
    ...(first?.owner === undefined ? {} : { owner: first.owner }),
    ...(first?.purpose === undefined ? {} : { purpose: first.purpose }),
    tokens,
    ...labels,
    ...(unnamed.length === 0 ? {} : { unnamed }),
  };
}

function recordToken(spec: TokenSpec): RecordedToken {
  const { rotation } = spec;
  return {
    kind: spec.kind,
    ...(spec.accountId === undefined ? {} : { accountId: spec.accountId }),
    ...(rotation === undefined ? { name: spec.name } : { name: slotName(spec.name), slot: rotation.slot }),
    ...(spec.address === undefined ? {} : { address: spec.address }),
    ...(spec.provider === undefined || spec.provider.name === "cloudflare" ? {} : { provider: spec.provider.name }),
    ...(spec.ignored === undefined ? {} : { ignored: spec.ignored }),
    status: spec.status,
    policies: spec.policies,
    ...(spec.requestIp === undefined ? {} : { requestIp: spec.requestIp }),
    ...(rotation === undefined ? dates(spec) : { lifetime: slotLifetime(spec) }),
  };
}

function dates({ notBefore, expiresOn }: TokenSpec): Pick<RecordedToken, "notBefore" | "expiresOn"> {
  return { ...(notBefore === undefined ? {} : { notBefore }), ...(expiresOn === undefined ? {} : { expiresOn }) };
}

/** The name of a slot may end in the number of its generation (`ci-a-12`), as the clock says; the rest of it is the principal's. */
export function slotName(name: string): string {
  return name.replace(/-\d{1,9}$/, "");
}

/** The dates of a slot come from the clock; how long it lasts does not. */
export function slotLifetime({ notBefore, expiresOn }: Pick<TokenSpec, "notBefore" | "expiresOn">): string {
  if (expiresOn === undefined) return "no expiry";
  const [from, until] = [notBefore === undefined ? undefined : parseInstant(notBefore), parseInstant(expiresOn)];
  if (from === undefined || until === undefined) return "ends with its slot";
  const days = (until - from) / 86_400;
  return Number.isInteger(days) ? `${String(days)} days` : `${String(until - from)} seconds`;
}

function unnamedOf(tokens: readonly RecordedToken[], { specs }: StackReading): string[] {
  const { permissions } = namesIn(specs);
  const ids = tokens.flatMap(({ accountId, policies }) =>
    policies.flatMap(({ permissionGroups }) =>
      permissionGroups.filter((id) => labelPermission(id).source !== labelPermissionOf(id, permissions, accountId).source),
    ),
  );
  return [...new Set(ids)].sort();
}

function namesOf(tokens: readonly RecordedToken[], { specs }: StackReading): Pick<SnapshotRecord, "names" | "lookups"> {
  const { names, lookups } = namesIn(specs);
  const used = new Map<string, string>();
  const found: string[] = [];
  const add = (key: string): void => {
    const name = names.get(key);
    if (name !== undefined) used.set(key, name);
  };
  const addId = (leaf: string): void => {
    for (const prefix of Object.values(SCOPES)) {
      const id = leaf.startsWith(`${prefix}.`) ? leaf.slice(prefix.length + 1) : "";
      const name = lookups.get(id);
      if (name === undefined || found.includes(id)) continue;
      used.set(id, name);
      found.push(id);
    }
  };
  for (const { accountId, policies } of tokens) {
    if (accountId !== undefined) add(`${SCOPES.account}.${accountId}`);
    for (const { resources } of policies) {
      for (const [key, value] of Object.entries(resources)) {
        add(key);
        addId(key);
        for (const nested of value === "*" ? [] : Object.keys(value)) {
          add(`${key}/${nested}`);
          addId(nested);
        }
        // A bucket's key names its account.
        const account = /^com\.cloudflare\.edge\.r2\.bucket\.([0-9a-f]{32})_/.exec(key)?.[1];
        if (account !== undefined) add(`${SCOPES.account}.${account}`);
      }
    }
  }
  return { names: sorted(used), ...(found.length === 0 ? {} : { lookups: found.sort() }) };
}

/** Own properties in order of their keys; a key such as `__proto__` stays data. */
function sorted(entries: ReadonlyMap<string, string>): Readonly<Record<string, string>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}
