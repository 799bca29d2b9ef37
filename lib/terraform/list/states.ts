import { isObject, isTrue } from "../blocks";
import type { Json } from "../model";
import { ANY_HOST, plain, type Settings } from "./settings";

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
