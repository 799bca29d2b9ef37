/* Principals as data, and ways of writing them with constructs: the same access in other words and another order. */
import { type App, TerraformVariable } from "cdktf";
import {
  Account,
  allow,
  deny,
  Permission,
  permissions,
  type Policy,
  PrincipalStack,
  Resource,
  ServicePrincipal,
  type ServicePrincipalProps,
} from "../../lib";
import { ACCOUNT_ID, ZONE_1, ZONE_2 } from "../constructs/support";
import type { ModelEntry } from "../models/access";
import { shuffled, someOf } from "../models/runs";
import { type Triple, write } from "../models/writings";

type Random = (below: number) => number;

export interface PrincipalData {
  readonly id: string;
  readonly triples: readonly Triple[];
  readonly in: readonly (keyof typeof RANGES)[];
  readonly notIn: readonly (keyof typeof RANGES)[];
  /** Seconds since 1970; 0 for none. */
  readonly notBefore: number;
  readonly expiresOn: number;
  readonly status: "active" | "disabled";
  readonly owner: boolean;
  readonly adopt: boolean;
}

const ZONE = "com.cloudflare.api.account.zone.";
const OWN = `com.cloudflare.api.account.${ACCOUNT_ID}`;
const NAMES: Readonly<Record<string, string>> = { [ZONE + ZONE_1]: "example.com", [ZONE + ZONE_2]: "internal.example" };
/** Stand for variables: what is left of the key is no id. */
const VARIABLES = ["v1", "v2"];

/** Permissions of each scope, and the resources they may be paired with. */
export const PAIRS: readonly { readonly permissions: readonly Permission[]; readonly entries: readonly ModelEntry[] }[] = [
  {
    permissions: [permissions.zone.dns.read, permissions.zone.dns.write, permissions.zone.zone.read],
    entries: [ZONE_1, ZONE_2, ...VARIABLES]
      .map((id): ModelEntry => ({ key: ZONE + id }))
      .concat({ key: OWN, nested: `${ZONE}*` }, { key: `${ZONE}named` }),
  },
  { permissions: [permissions.account.billing.read, permissions.account.workersScripts.write], entries: [{ key: OWN }] },
  {
    permissions: [permissions.r2Bucket.workersR2StorageBucketItem.read, permissions.r2Bucket.workersR2StorageBucketItem.write],
    entries: [
      { key: `com.cloudflare.edge.r2.bucket.${ACCOUNT_ID}_default_backups` },
      { key: `com.cloudflare.edge.r2.bucket.${ACCOUNT_ID}_eu_backups` },
      { key: OWN, nested: "com.cloudflare.edge.r2.bucket.*" },
    ],
  },
];
const PERMISSIONS = new Map(PAIRS.flatMap((pair) => pair.permissions.map((p) => [p.id, p])));

/** Ranges as they are written in the end, each with other words for it and ranges within it. */
export const RANGES = {
  "192.0.2.0/24": { words: ["192.0.2.0/24"], within: ["192.0.2.128/25", "192.0.2.7", "192.0.2.7/32"] },
  "198.51.100.7/32": { words: ["198.51.100.7/32", "198.51.100.7"], within: [] },
  "192.0.2.64/26": { words: ["192.0.2.64/26"], within: ["192.0.2.65"] },
  "2001:db8::/32": { words: ["2001:db8::/32", "2001:0DB8:0:0::/32"], within: ["2001:db8:1::/48", "2001:DB8::1"] },
} as const;

/** An app that says the same for every `random`. */
export function build(app: App, principals: readonly PrincipalData[], random: Random): PrincipalStack {
  const account = Account.of(ACCOUNT_ID, { name: "Example Inc" });
  const stack = new PrincipalStack(app, "prod", { account });
  for (const name of shuffled(VARIABLES, random)) new TerraformVariable(stack, name, { type: "string" });
  for (const data of shuffled(principals, random)) {
    const policies = write(data.triples, random).map((spec) =>
      policyOf(
        stack,
        spec.effect,
        spec.permissionGroups,
        Object.entries(spec.resources).flatMap(([key, value]) =>
          value === "*" ? [{ key }] : Object.keys(value).map((nested) => ({ key, nested })),
        ),
        random,
      ),
    );
    const inConstructor = random(policies.length + 1);
    const p = new ServicePrincipal(stack, data.id, {
      policies: policies.slice(0, inConstructor),
      ...(random(2) === 0 ? {} : { account, name: data.id }),
      ...filterOf(data, random),
      ...(data.notBefore === 0 ? {} : { notBefore: dateOf(data.notBefore, random) }),
      ...(data.expiresOn === 0 ? {} : { expiresOn: dateOf(data.expiresOn, random) }),
      ...(data.status === "active" && random(2) === 0 ? {} : { status: data.status }),
      ...(data.owner ? { owner: "team", purpose: "something" } : {}),
      ...(data.adopt ? { adopt: `cloudflare_account_token.${data.id}` } : {}),
    });
    const rest = policies.slice(inConstructor);
    if (random(2) === 0) p.addPolicies(...rest);
    else for (const policy of rest) p.addPolicies(policy);
  }
  return stack;
}

function policyOf(
  stack: PrincipalStack,
  effect: "allow" | "deny",
  groups: readonly string[],
  entries: readonly ModelEntry[],
  random: Random,
): Policy {
  const named = groups.map((id) => {
    const permission = PERMISSIONS.get(id);
    if (permission === undefined) throw new Error(`no permission ${id}`);
    return [permission, Permission.named(permission.name, permission.scope), Permission.withId(id, permission)][random(3)] ?? permission;
  });
  return (effect === "allow" ? allow : deny)(...named).on(...entries.map((entry) => resourceOf(stack, entry, random)));
}

function resourceOf(stack: PrincipalStack, { key, nested }: ModelEntry, random: Random): Resource {
  // A second value for the same account, with or without its name.
  const account = random(2) === 0 ? stack.account : Account.of(ACCOUNT_ID);
  const scope = (nested ?? key).includes(".r2.") ? "r2Bucket" : key === OWN && nested === undefined ? "account" : "zone";
  const last = key.slice(key.lastIndexOf(".") + 1);
  if (last === "named") return account.zoneNamed("shop.example");
  if (VARIABLES.includes(last)) return account.zone((stack.node.findChild(last) as TerraformVariable).stringValue, { name: last });
  if (random(3) === 0) {
    const name = NAMES[key] ?? (key.includes("_") ? "backups" : undefined);
    return Resource.custom(nested === undefined ? key : `${key}/${nested}`, scope, name === undefined ? {} : { name });
  }
  if (scope === "account") return account;
  if (scope === "zone") return nested === undefined ? account.zone(last, { name: NAMES[key] ?? "" }) : account.allZones();
  return nested === undefined
    ? account.r2Bucket("backups", { jurisdiction: key.includes("_eu_") ? "eu" : "default" })
    : account.allR2Buckets();
}

function filterOf(data: PrincipalData, random: Random): Pick<ServicePrincipalProps, "requestIp"> {
  const list = (ranges: PrincipalData["in"]): string[] =>
    shuffled(
      ranges.flatMap((range) => [...someOf(RANGES[range].words, random, 1), ...someOf(RANGES[range].within, random)]),
      random,
    );
  if (data.in.length === 0 && data.notIn.length === 0) return {};
  return {
    requestIp: { in: data.in.length === 0 ? undefined : list(data.in), notIn: data.notIn.length === 0 ? undefined : list(data.notIn) },
  };
}

function dateOf(seconds: number, random: Random): string | Date {
  const utc = (at: number): string => new Date(at * 1000).toISOString().slice(0, 19);
  const words = [
    `${utc(seconds)}Z`,
    `${utc(seconds)}z`.replace("T", "t"),
    `${utc(seconds)}.75Z`,
    `${utc(seconds + 19800)}+05:30`,
    `${utc(seconds - 12600)}-03:30`,
    new Date(seconds * 1000),
    new Date(seconds * 1000 + 999),
  ];
  return words[random(words.length)] ?? "";
}
