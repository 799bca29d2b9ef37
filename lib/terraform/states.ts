import { isUnknown } from "../policy";
import { type Block, blocksOf, innerBlocks, isTrue, type TerraformStack, textsOf } from "./blocks";
import { isObject, type Json } from "./json";

/*
 * How the settings of a backend or a provider are listed. A name that is on no list is a finding; so is a value that Terraform computes, since it may be
 * anything.
 */

/** A host that a setting may name without anybody allowing it. */
export interface HostSetting {
  readonly hosts: readonly RegExp[];
}

/** A text of which a host is made, or that a host must not be mistaken for. */
export interface PlaceSetting {
  readonly form: RegExp;
}

export type Setting = "plain" | HostSetting | PlaceSetting | { readonly block: Settings };
export type Settings = Readonly<Record<string, Setting>>;

/** Settings whose values are literal and say nothing of where anything goes. */
export function plain(names: string): Settings {
  return Object.fromEntries(names.split(" ").map((name) => [name, "plain" as const]));
}

/** A host that nobody has by itself: each is allowed by its team. */
export const ANY_HOST: HostSetting = { hosts: [] };

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

const REGION = String.raw`[a-z]{2}(?:-[a-z]+)+-\d`;
const AWS = String.raw`\.amazonaws\.com(?:\.cn)?`;
const aws = (service: string): RegExp => new RegExp(`^${service}(?:\\.${REGION})?${AWS}$`);

// Endpoint by endpoint: everybody may have a host below amazonaws.com, of an API or a load balancer.
const S3_HOSTS = [
  new RegExp(String.raw`^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?\.)?s3(?:-fips)?(?:\.dualstack)?(?:[.-]${REGION})?${AWS}$`),
  /^[0-9a-f]{32}(?:\.[a-z]+(?:-[a-z]+)*)?\.r2\.cloudflarestorage\.com$/,
];
const S3_ENDPOINTS = {
  s3: { hosts: S3_HOSTS },
  dynamodb: { hosts: [aws("dynamodb(?:-fips)?")] },
  iam: { hosts: [aws("iam(?:-fips)?")] },
  sts: { hosts: [aws("sts(?:-fips)?")] },
} as const satisfies Settings;
/** Without what names a file (`web_identity_token_file`) or a credential (`web_identity_token`). */
const ROLE = plain("role_arn session_name duration policy policy_arns tags transitive_tag_keys external_id source_identity");

const HCP_HOSTS = { hosts: [/^app(?:\.eu)?\.terraform\.io$/] };
const HCP: Pick<StateKind, "reason" | "settings" | "notInPipelines"> = {
  reason: "HCP Terraform locks and encrypts each state",
  settings: { ...plain("organization"), hostname: HCP_HOSTS, workspaces: { block: plain("name tags prefix project") } },
  notInPipelines: "makes its plans on machines of its own, where no gate stands before apply",
};

const needs =
  (setting: string, what: string, type: string) =>
  (body: Json): string | undefined =>
    isTrue(body[setting]) || (typeof body[setting] === "string" && !["", "false"].includes(body[setting]))
      ? undefined
      : `the ${type} backend has no ${what}`;
const unknownEncryption = (type: string) => (): string => `nothing is known of encryption of backend ${type}`;

/** By the name of the backend. What is no setting of this list names files, programs, credentials or other hosts, or is new. */
const STATES: Readonly<Record<string, StateKind>> = {
  azurerm: {
    reason: "Azure locks a state by a lease, and encrypts all that it stores",
    settings: {
      ...plain(
        "container_name key resource_group_name snapshot subscription_id tenant_id client_id use_azuread_auth use_msi use_oidc lookup_blob_endpoint",
      ),
      storage_account_name: { form: /^[a-z0-9]{3,24}$/ },
      environment: { form: /^(?:public|usgovernment|china)$/ },
    },
  },
  cloud: HCP,
  consul: {
    reason: "Consul locks a state by a session",
    settings: { ...plain("path lock gzip datacenter scheme"), address: ANY_HOST },
    whyUnlocked: ({ lock }) => (isTrue(lock ?? true) ? undefined : "the consul backend has its lock switched off"),
    whyClear: unknownEncryption("consul"),
  },
  cos: {
    reason: "Tencent Cloud locks a state, and encrypts it where it is told to",
    settings: { ...plain("bucket prefix key encrypt acl"), region: { form: /^[a-z0-9-]+$/ } },
    whyClear: needs("encrypt", "encrypt", "cos"),
  },
  gcs: {
    reason: "Google Cloud locks a state by a file, and encrypts all that it stores",
    settings: {
      ...plain("bucket prefix kms_encryption_key impersonate_service_account impersonate_service_account_delegates"),
      storage_custom_endpoint: { hosts: [/^storage\.googleapis\.com$/] },
    },
  },
  http: {
    reason: "a server of one's own",
    settings: {
      ...plain("update_method lock_method unlock_method retry_max retry_wait_max retry_wait_min"),
      address: ANY_HOST,
      lock_address: ANY_HOST,
      unlock_address: ANY_HOST,
    },
    whyUnlocked: needs("lock_address", "lock_address", "http"),
    whyClear: unknownEncryption("http"),
  },
  kubernetes: {
    reason: "Kubernetes locks a state by a lease",
    settings: { ...plain("secret_suffix namespace labels in_cluster_config"), host: ANY_HOST },
    whyClear: unknownEncryption("kubernetes"),
  },
  local: {
    reason: "a file beside the project, for trying things out",
    settings: plain("path workspace_dir"),
    whyUnlocked: () => "the state is a local file, which no other machine sees or locks",
    whyClear: () => "the state is a plain local file",
  },
  oss: {
    reason: "Alibaba Cloud locks a state by a table, and encrypts it where it is told to",
    settings: {
      ...plain("bucket prefix key encrypt acl tablestore_table"),
      region: { form: /^[a-z0-9-]+$/ },
      endpoint: { hosts: [/^oss-[a-z0-9-]+\.aliyuncs\.com$/] },
      tablestore_endpoint: ANY_HOST,
    },
    whyUnlocked: needs("tablestore_table", "tablestore_table", "oss"),
    whyClear: needs("encrypt", "encrypt", "oss"),
  },
  pg: {
    reason: "Postgres locks a state by an advisory lock; how to reach it comes from the environment",
    settings: plain("schema_name skip_schema_creation skip_table_creation skip_index_creation table_name index_name"),
    whyClear: unknownEncryption("pg"),
  },
  remote: HCP,
  s3: {
    reason: "S3 and R2 lock a state by a file or a table; R2 encrypts all that it stores, S3 where it is told to",
    settings: {
      ...plain(
        "key encrypt use_lockfile dynamodb_table kms_key_id workspace_key_prefix acl use_path_style force_path_style " +
          "skip_credentials_validation skip_metadata_api_check skip_region_validation skip_requesting_account_id skip_s3_checksum " +
          "use_dualstack_endpoint use_fips_endpoint max_retries retry_mode allowed_account_ids forbidden_account_ids",
      ),
      // Hosts are made of them.
      bucket: { form: /^[A-Za-z0-9][A-Za-z0-9._-]*$/ },
      region: { form: /^[a-z0-9-]+$/ },
      sts_region: { form: /^[a-z0-9-]+$/ },
      endpoints: { block: S3_ENDPOINTS },
      endpoint: S3_ENDPOINTS.s3,
      dynamodb_endpoint: S3_ENDPOINTS.dynamodb,
      iam_endpoint: S3_ENDPOINTS.iam,
      sts_endpoint: S3_ENDPOINTS.sts,
      ...ROLE,
      assume_role: { block: ROLE },
      assume_role_with_web_identity: { block: ROLE },
    },
    whyUnlocked: (body) =>
      isTrue(body["use_lockfile"]) || (typeof body["dynamodb_table"] === "string" && body["dynamodb_table"] !== "")
        ? undefined
        : "the s3 backend has no use_lockfile",
    whyClear: (body) => (isTrue(body["encrypt"]) || isR2(body) ? undefined : "the s3 backend has no encrypt"),
  },
};

/** What is known of a kind of place for states; undefined for one that is on no list. */
export function stateKindOf(type: string): StateKind | undefined {
  return Object.hasOwn(STATES, type) ? STATES[type] : undefined;
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

function placeOf(type: string, settings: unknown): string {
  const body = isObject(settings) ? Object.entries(settings).filter(([name]) => !HOW.has(name)) : [["", settings] as const];
  return JSON.stringify([NAMES[type] ?? type, plainSettings(Object.fromEntries(body))]);
}

/** The same for the same settings: blocks as lists of one or as objects, whatever the order, and what is not set left out. */
function plainSettings(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? plainSettings(value[0]) : value.map(plainSettings);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, plainSettings(inner)]);
}
