import entries = require("./list/entries.json");
import types = require("./list/cloudflare-types.json");
import { z } from "zod";
import { schemaFaults } from "./blocks";
import { invalid, joinPath } from "./json";

/** Something in a stack that is outside the list. */
export interface OutsideRow {
  /** Which entry of the list it would need: what kind of thing it is. */
  readonly entry: EntryName;
  /** In words, lower case, no full stop: `data.external.x runs a program`. */
  readonly what: string;
  /** Terraform address, setting or type; the same whatever else is added or reordered. */
  readonly where: string;
  /** Empty where it stands in none. */
  readonly file: string;
  /** Why that is on no list. */
  readonly explanation: string;
  /** What to do about it. */
  readonly fix: string;
  readonly weight: Weight;
  /** The line that allows it in `.principals/allowed.json`. @default - nobody may allow it */
  readonly allowable?: string;
  /** Whether it names a token, or what holds a token's value. */
  readonly refersToToken: boolean;
  /** Whether it makes Terraform run a program that is not Terraform or Cloudflare's provider. */
  readonly runsProgram: boolean;
}

const RUNS_PROGRAMS: ReadonlySet<EntryName> = new Set(["external-program", "foreign-provider", "provisioner", "unread-module"]);

/** What differs from row to row; the words of the entry are added. */
export function row(
  entry: EntryName,
  where: string,
  what: string,
  file: string,
  more: { readonly allowable?: string; readonly refersToToken?: boolean; readonly weight?: Weight } = {},
): OutsideRow {
  const { why, fix, weight } = ENTRIES[entry];
  const { allowable, refersToToken = false } = more;
  return {
    entry,
    what,
    where,
    file,
    explanation: why,
    fix: allowable === undefined ? fix : `${fix}, or add ${allowable} to .principals/allowed.json`,
    weight: more.weight ?? weight,
    ...(allowable === undefined ? {} : { allowable }),
    refersToToken,
    runsProgram: RUNS_PROGRAMS.has(entry),
  };
}

/** Why something is on no list: what is wanted instead, why, and what to do. */
export interface ListEntry {
  readonly wanted: string;
  readonly why: string;
  readonly fix: string;
  /**
   * `hostile`: an error in every pack; `pack`: as bad as the pack says; `other`: touches no token and runs no program, so it is a note unless the pack
   * has an error for the rule; `pipelines`: fine by itself, and nothing that a pipeline applies.
   */
  readonly weight: Weight;
}

export type Weight = "hostile" | "pack" | "other" | "pipelines";

/** By a name that stands in each finding. */
export const ENTRIES: Readonly<Record<EntryName, ListEntry>> = entries as Readonly<Record<keyof typeof entries, ListEntry>>;

/** What the finding is about, by the name of an entry. Spelled out, so that the declarations for users import no JSON. */
export type EntryName =
  | "access-outside-tokens"
  | "unknown-type"
  | "other-type"
  | "unknown-block"
  | "unknown-argument"
  | "unknown-expression"
  | "imported-token"
  | "forgotten-token"
  | "uncertain-token"
  | "ignored-changes"
  | "unresolved-resource"
  | "token-value-exposed"
  | "credential-in-file"
  | "backend-without-lock"
  | "backend-without-encryption"
  | "other-state"
  | "foreign-provider"
  | "broken-provider"
  | "foreign-http"
  | "provider-base-url"
  | "external-program"
  | "provisioner"
  | "unread-module"
  | "reads-local-files"
  | "unexpected-file"
  | "pipelines-only";

/** What a team adds to the list: a file of data, `.principals/allowed.json`, that `check`, diff and pipeline read. */
export interface Allowed {
  /** Types of resources and data sources. */
  readonly types: readonly AllowedType[];
  /** Hosts that settings may name. */
  readonly hosts: readonly AllowedHost[];
}

/** A type that a team allows. */
export interface AllowedType {
  /** `cloudflare_dns_record`, `data.cloudflare_zones`; of a provider from elsewhere with its source: `acme/acme/acme_secret`. */
  readonly type: string;
  /** Why. */
  readonly reason: string;
}

/** A host that a team allows. */
export interface AllowedHost {
  /** One host, in lower case. */
  readonly host: string;
  /** The setting that may name it: `backend.http.address`, `data.http`, `provider.vault.address`. */
  readonly for: string;
  /** Why. */
  readonly reason: string;
}

export const NOTHING_ALLOWED: Allowed = { types: [], hosts: [] };

/** Types that run what they are told to: nobody may allow them. */
const PROGRAMS = /^(?:external|shell)(?:_|$)|^local_command$/;

/** Whether a type of resource, data source or action runs a program by itself. */
export function runsPrograms(type: string): boolean {
  return PROGRAMS.test(type);
}

const reason = z.string().refine((text) => /[\p{L}\p{N}]/u.test(text), "a reason has a letter or a digit");
const schema = z.strictObject({
  version: z.literal(1),
  types: z
    .array(
      z.strictObject({
        type: z
          .string()
          .regex(/^(?:[a-z0-9][a-z0-9.-]*\/){0,3}(?:data\.|ephemeral\.)?[a-z][a-z0-9_-]*$/, "not a type as the finding prints it")
          .refine((type) => !runsPrograms(type.replace(/^.*[/.]/, "")), "what runs programs can't be allowed"),
        reason,
      }),
    )
    .default([]),
  hosts: z
    .array(
      z.strictObject({
        host: z.string().regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?$/, "not one host in lower case"),
        for: z.string().regex(/^(?:backend|provider|data|ephemeral|resource)\.[\w.-]+$/, "not a setting as the finding prints it"),
        reason,
      }),
    )
    .default([]),
});

/**
 * What a team allows, of the parsed JSON of its file.
 *
 * @param file how errors name it
 * @throws PrincipalError InvalidFile
 */
export function parseAllowed(value: unknown, file: string): Allowed {
  const { success, data, error } = schema.safeParse(value);
  if (success) return { types: data.types, hosts: data.hosts };
  const [first] = schemaFaults(error);
  const unknown = first?.what.startsWith("unknown attribute") === true;
  throw invalid(
    file,
    joinPath(first?.path ?? []),
    unknown ? "there is no such entry" : (first?.what ?? "it is no list of what is allowed"),
  );
}

/** The line that allows a type. */
export function typeLine(type: string): string {
  return JSON.stringify({ type, reason: "say why" });
}

/** The line that allows a host for a setting. */
export function hostLine(host: string, setting: string): string {
  return JSON.stringify({ host, for: setting, reason: "say why" });
}

/** Tokens themselves: what this package is about. */
export const TOKEN_TYPES: ReadonlySet<string> = new Set(["cloudflare_account_token", "cloudflare_api_token"]);

/** What a resource type of Cloudflare's provider does. */
export interface SortedType {
  /** `access`: gives people or programs access to an account or to what that protects, or shows a secret; `ordinary`: does neither. */
  readonly does: "token" | "sink" | "access" | "ordinary";
  /** In a few words, lower case. */
  readonly reason: string;
}

/** Each type of version 5.28.0 of the provider, sorted once. One that does not stand here is new, and nobody knows what it does. */
const SORTED = types as unknown as Readonly<Record<string, readonly [SortedType["does"], string]>>;

/** What a resource type does; undefined for one that nobody has sorted yet, and for those of other providers. */
export function sortedType(type: string): SortedType | undefined {
  const sorted = Object.hasOwn(SORTED, type) ? SORTED[type] : undefined;
  return sorted === undefined ? undefined : { does: sorted[0], reason: sorted[1] };
}

/** Every type that is sorted. */
export function sortedTypes(): string[] {
  return Object.keys(SORTED);
}

/** Whether a resource gives access, or shows a secret, that no review of tokens shows. */
export function givesAccess(type: string): boolean {
  return sortedType(type)?.does === "access";
}
