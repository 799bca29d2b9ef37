import states = require("./list/states.json");
import { isUnknown } from "../policy";
import { type Block, blocksOf, innerBlocks, isTrue, type TerraformStack, textsOf } from "./blocks";
import { isObject, type Json } from "./json";

/*
 * How the settings of a backend or a provider are listed. A name that is on no list is a finding; so is a value that Terraform computes, since it may be
 * anything.
 */

/**
 * `plain`: literal, and says nothing of where anything goes; `hosts`: hosts that it may name without anybody allowing them, as patterns, of which there
 * are none where nobody has one by itself; `form`: of a text of which a host is made, or that a host must not be mistaken for.
 */
export type Setting = "plain" | { readonly hosts: readonly string[] } | { readonly form: string } | { readonly block: Settings };
export type Settings = Readonly<Record<string, Setting>>;

/** A kind of place for states: a backend, and a remote state of the same name. */
export interface StateKind {
  /** Why it is on the list. */
  readonly reason: string;
  readonly settings: Settings;
  /** Why nothing locks it; undefined where something does. */
  readonly whyUnlocked?: (body: Json) => string | undefined;
  /** Why the state lies there in clear; undefined where it is encrypted. */
  readonly whyClear?: (body: Json) => string | undefined;
  /** Why a pipeline does not work with it. */
  readonly notInPipelines?: string;
}

const needs =
  (setting: string, what: string, type: string) =>
  (body: Json): string | undefined =>
    isTrue(body[setting]) || (typeof body[setting] === "string" && !["", "false"].includes(body[setting]))
      ? undefined
      : `the ${type} backend has no ${what}`;
const unknownEncryption = (type: string) => (): string => `nothing is known of encryption of backend ${type}`;

/** What does not hang on the name of a backend alone, by that name. */
const JUDGED: Readonly<Record<string, Pick<StateKind, "whyUnlocked" | "whyClear">>> = {
  consul: {
    whyUnlocked: ({ lock }) => (isTrue(lock ?? true) ? undefined : "the consul backend has its lock switched off"),
    whyClear: unknownEncryption("consul"),
  },
  cos: { whyClear: needs("encrypt", "encrypt", "cos") },
  http: { whyUnlocked: needs("lock_address", "lock_address", "http"), whyClear: unknownEncryption("http") },
  kubernetes: { whyClear: unknownEncryption("kubernetes") },
  local: {
    whyUnlocked: () => "the state is a local file, which no other machine sees or locks",
    whyClear: () => "the state is a plain local file",
  },
  oss: { whyUnlocked: needs("tablestore_table", "tablestore_table", "oss"), whyClear: needs("encrypt", "encrypt", "oss") },
  pg: { whyClear: unknownEncryption("pg") },
  s3: {
    whyUnlocked: (body) =>
      isTrue(body["use_lockfile"]) || (typeof body["dynamodb_table"] === "string" && body["dynamodb_table"] !== "")
        ? undefined
        : "the s3 backend has no use_lockfile",
    whyClear: (body) => (isTrue(body["encrypt"]) || isR2(body) ? undefined : "the s3 backend has no encrypt"),
  },
};

/**
 * By the name of the backend. What is no setting of this list names files, programs, credentials or other hosts, or is new. Hosts stand endpoint by
 * endpoint: everybody may have one below amazonaws.com, of an API or a load balancer.
 */
const STATES = states as Readonly<Record<string, Pick<StateKind, "reason" | "settings" | "notInPipelines">>>;

/** What is known of a kind of place for states; undefined for one that is on no list. */
export function stateKindOf(type: string): StateKind | undefined {
  const kind = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  return kind === undefined ? undefined : { ...kind, ...(Object.hasOwn(JUDGED, type) ? JUDGED[type] : {}) };
}

/** R2 encrypts every object. Source: https://developers.cloudflare.com/r2/reference/data-security/ */
function isR2({ endpoints, endpoint }: Json): boolean {
  const list: readonly unknown[] = Array.isArray(endpoints) ? endpoints : [endpoints];
  return [endpoint, ...list.map((each) => (isObject(each) ? each["s3"] : undefined))].some(
    (url) => typeof url === "string" && /^https?:\/\/[0-9a-z.-]+\.r2\.cloudflarestorage\.com\/?$/.test(url),
  );
}

/** Where a stack keeps its state. */
export interface BackendUse {
  /** `s3`, `local`, `cloud`. */
  readonly type: string;
  readonly body: Json;
  readonly file: string;
}

/** The backends of a stack; the local one where none is written. */
export function backendsOf(stack: TerraformStack): BackendUse[] {
  const found = blocksOf(stack, "terraform").flatMap((block) => [
    ...innerBlocks(block, "backend", 1).map(({ labels, body, file }) => ({ type: labels[0] ?? "", body, file })),
    ...innerBlocks(block, "cloud", 0).map(({ body, file }) => ({ type: "cloud", body, file })),
  ]);
  if (found.length > 0) return found;
  return [{ type: "local", body: {}, file: stack.files[0]?.file ?? "" }];
}

/** The states of others that a stack reads. */
export function remoteStatesOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "data").filter(({ labels }) => labels[0] === "terraform_remote_state");
}

/** OpenTofu's own encryption of state and plans. */
export function encryptionsOf(stack: TerraformStack): Block[] {
  return blocksOf(stack, "terraform").flatMap((block) => innerBlocks(block, "encryption", 0));
}

/** Settings that say how a state is written, and not where it is. References between stacks leave some of them out. */
const HOW: ReadonlySet<string> = new Set(["//", "acl", "dynamodb_table", "encrypt", "kms_key_id", "use_lockfile"]);
/** HCP Terraform is a backend of its own, and a remote state of another name. */
const NAMES: Readonly<Record<string, string>> = { cloud: "remote" };

/** Settings that only say how a state is locked. */
const LOCKS: ReadonlySet<string> = new Set(["//", "dynamodb_table", "use_lockfile"]);

/**
 * Where a stack keeps its state and how it is kept from others, as text that is equal where that is; undefined for a local file without a path that is not
 * encrypted, and for several places.
 */
export function stateOf(stack: TerraformStack): string | undefined {
  const [first, ...others] = backendsOf(stack);
  if (first === undefined || others.length > 0) return undefined;
  const encryption = encryptionsOf(stack).map(({ body }) => body);
  const isFile = first.type === "local" && typeof first.body["path"] !== "string" && encryption.length === 0;
  return isFile ? undefined : placeOf(first.type, encryption.length === 0 ? first.body : { ...first.body, encryption }, LOCKS);
}

/** Names of stacks by where they keep their state. */
export type StatePlaces = ReadonlyMap<string, readonly string[]>;

/** The stacks that keep their state where a remote state reads one; none where that is elsewhere, in another workspace, or computed. */
export function homesOf({ body }: Block, places: StatePlaces): readonly string[] {
  const { backend, config, workspace } = body;
  if (typeof backend !== "string" || textsOf({ backend, config }).some(isUnknown)) return [];
  if (![undefined, null, "default", "${terraform.workspace}"].includes(workspace as string | null | undefined)) return [];
  return places.get(placeOf(backend, config)) ?? [];
}

/** Where each stack keeps its state; a local one without a path is not told from another. */
export function placesOf(stacks: readonly TerraformStack[]): StatePlaces {
  const places = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const { type, body } of backendsOf(stack)) {
      if (type === "local" && typeof body["path"] !== "string") continue;
      const place = placeOf(type, body);
      const names = places.get(place);
      if (names === undefined) places.set(place, [stack.name]);
      else names.push(stack.name);
    }
  }
  return places;
}

function placeOf(type: string, settings: unknown, leftOut = HOW): string {
  const body = isObject(settings) ? Object.entries(settings).filter(([name]) => !leftOut.has(name)) : [["", settings] as const];
  return JSON.stringify([NAMES[type] ?? type, plainSettings(Object.fromEntries(body))]);
}

/** The same for the same settings: blocks as lists of one or as objects, whatever the order, and what is not set left out. */
function plainSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? plainSettings(value[0]) : value.map(plainSettings);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, plainSettings(inner)]);
}
