import { z } from "zod";
import { schemaFaults } from "../blocks";
import { invalid } from "../fault";
import { joinPath } from "../strict-json";

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
