import {
  CloudBackend,
  LocalBackend,
  NamedCloudWorkspace,
  S3Backend,
  type S3BackendConfig,
  TaggedCloudWorkspaces,
  type TerraformBackend,
  type TerraformStack,
} from "cdktf";
import { type Fault, fault, PrincipalError, throwFaults, unknownProperties } from "../errors";
import { loadTerraform } from "../lazy";
import { Account, isSymbol, type Jurisdiction } from "../policy";

declare const BACKEND: unique symbol;

/** Where a stack keeps its state. Made by the functions of `Backend`, and by nothing else. */
export interface BackendDefinition {
  /** `local` is not shared between machines. */
  readonly kind: "local" | "r2" | "s3" | "cloud" | "custom";
  /** What makes it one for the compiler: there is no such property at run time. */
  readonly [BACKEND]: true;
}

/** Goes by a registered symbol, so that it holds across copies of the package. */
const ATTACH = Symbol.for("cloudflare-principals/Backend");

type Attach = (stack: TerraformStack) => void;

function define(kind: BackendDefinition["kind"], attach: Attach): BackendDefinition {
  return Object.defineProperty({ kind }, ATTACH, { value: attach }) as unknown as BackendDefinition;
}

/**
 * Gives a stack its backend.
 *
 * @throws PrincipalError InvalidBackend, and what the backend throws
 */
export function attachBackend(stack: TerraformStack, definition: BackendDefinition): void {
  const attach = typeof definition === "object" && definition !== null && ATTACH in definition ? (definition[ATTACH] as Attach) : undefined;
  // What was passed instead may hold a credential.
  if (attach === undefined)
    throw new PrincipalError(
      [fault.invalidBackend("backend", typeof definition, "a backend is made by a function of Backend")],
      stack.node.path,
    );
  attach(stack);
}

/** Settings of a state in R2. */
export interface R2BackendProps {
  /** The bucket that holds the state, in an account of its own if possible: the state holds every token's value. */
  readonly bucket: string;
  /** The account that owns the bucket. */
  readonly account: Account;
  /** The state's object name. @default "<stack>.tfstate" */
  readonly key?: string | undefined;
  /** Where the bucket was made. @default "default" */
  readonly jurisdiction?: Jurisdiction | undefined;
}

/** A role of AWS that Terraform takes on for the state. Source: https://developer.hashicorp.com/terraform/language/backend/s3 */
export interface S3AssumeRole {
  /** ARN of the role. */
  readonly roleArn: string;
  /** How long, `1h30m` for instance. @default - one hour */
  readonly duration?: string;
  /** External id that the role's trust policy asks for. @default - none */
  readonly externalId?: string;
  /** IAM policy, JSON, that narrows the role. @default - none */
  readonly policy?: string;
  /** ARNs of IAM policies that narrow the role. @default - none */
  readonly policyArns?: string[];
  /** Name of the session in AWS's logs. @default - one that AWS makes */
  readonly sessionName?: string;
  /** Identity of who takes on the role. @default - none */
  readonly sourceIdentity?: string;
  /** Tags of the session. @default - none */
  readonly tags?: Record<string, string>;
  /** Tags that go on to further sessions. @default - none */
  readonly transitiveTagKeys?: string[];
}

/** Settings of a state in S3, or in what speaks S3. Source: https://developer.hashicorp.com/terraform/language/backend/s3 */
export interface S3BackendProps {
  /** The bucket that holds the state. */
  readonly bucket: string;
  /** The state's object name. @default "<stack>.tfstate" */
  readonly key?: string | undefined;
  /** AWS region of the bucket. @default - AWS_REGION */
  readonly region?: string;
  /** Whether S3 encrypts the state. @default true */
  readonly encrypt?: boolean;
  /** ARN or alias of the KMS key that encrypts it. @default - S3's own key */
  readonly kmsKeyId?: string;
  /** Canned ACL of the state's object. @default - none */
  readonly acl?: string;
  /** Profile of the AWS configuration files. @default - AWS_PROFILE */
  readonly profile?: string;
  /** A role to take on. @default - none */
  readonly assumeRole?: S3AssumeRole;
  /** Other addresses of AWS's services, `https://…`. @default - those of AWS */
  readonly endpoints?: { readonly s3?: string; readonly iam?: string; readonly sso?: string; readonly sts?: string };
  /** AWS accounts that the state may be in. @default - any */
  readonly allowedAccountIds?: string[];
  /** AWS accounts that the state must not be in. @default - none */
  readonly forbiddenAccountIds?: string[];
  /** What stands before the key for workspaces other than the default one. @default "env:" */
  readonly workspaceKeyPrefix?: string;
  /** How often a request is tried again. @default 5 */
  readonly maxRetries?: number;
  /** Region of AWS's token service. @default - that of the bucket */
  readonly stsRegion?: string;
  /** Puts the bucket's name into the path of addresses, for servers that are not AWS's. @default false */
  readonly usePathStyle?: boolean;
  /** Leaves out the check of the credential with AWS, for other servers. @default false */
  readonly skipCredentialsValidation?: boolean;
  /** Leaves out the check of the region's name, for other servers. @default false */
  readonly skipRegionValidation?: boolean;
  /** Leaves out the question for the account's id, for other servers. @default false */
  readonly skipRequestingAccountId?: boolean;
  /** Leaves out the question to the machine's metadata service. @default false */
  readonly skipMetadataApiCheck?: boolean;
  /** Leaves out checksums that some servers refuse. @default false */
  readonly skipS3Checksum?: boolean;
}

/** Names of the settings, for what TypeScript did not check; the credentials besides, which have an error of their own. */
const S3_SETTINGS = [
  ...(["bucket", "key", "region", "encrypt", "kmsKeyId", "acl", "profile", "assumeRole", "endpoints", "allowedAccountIds"] as const),
  ...(["forbiddenAccountIds", "workspaceKeyPrefix", "maxRetries", "stsRegion", "usePathStyle", "skipCredentialsValidation"] as const),
  ...(["skipRegionValidation", "skipRequestingAccountId", "skipMetadataApiCheck", "skipS3Checksum"] as const),
] satisfies readonly (keyof S3BackendProps)[];

/** Settings of a state in HCP Terraform or Terraform Enterprise. */
export interface CloudBackendProps {
  /** The organization that owns the workspaces. */
  readonly organization: string;
  /** The workspace's name. @default "<stack>" */
  readonly workspace?: string | undefined;
  /** Select workspaces by tags instead. @default - by name */
  readonly tags?: readonly string[] | undefined;
  /** Host of Terraform Enterprise. @default "app.terraform.io" */
  readonly hostname?: string | undefined;
}

/**
 * Where a stack keeps its state. Credentials never go into the synthesized file: pass them by the environment (`AWS_ACCESS_KEY_ID` and
 * `AWS_SECRET_ACCESS_KEY` for `r2` and `s3`, `TF_TOKEN_app_terraform_io` for `cloud`).
 */
export const Backend = {
  /**
   * A file beside the project; not for pipelines.
   *
   * @param path relative to the stack's folder within `cdktf.out`. @default "../../../terraform.<stack>.tfstate"
   * @throws PrincipalError LiteralRequired
   */
  local(path?: string): BackendDefinition {
    checkSettings({ path }, "backend");
    return define("local", (stack) => {
      // cdktf's own default is absolute; a bare relative one would lie inside cdktf.out and break references between stacks.
      new LocalBackend(stack, { path: path ?? `../../../terraform.${stack.node.id}.tfstate` });
    });
  },

  /**
   * An R2 bucket, by Terraform's S3 backend, with a lock file. Needs Terraform 1.10 or later.
   *
   * Source: https://developers.cloudflare.com/terraform/advanced-topics/remote-backend/
   * @throws PrincipalError InvalidBackend, InvalidBucketName, InvalidJurisdiction, LiteralRequired
   */
  r2(props: R2BackendProps): BackendDefinition {
    const faults: Fault[] = [];
    if (!Account.isAccount(props.account) || isSymbol(props.account.id))
      faults.push(fault.invalidBackend("backend.account", props.account, "account is an Account with a literal id"));
    else checkBucket(props, faults);
    throwFaults(faults);
    checkSettings({ bucket: props.bucket, key: props.key }, "backend");
    const place = props.jurisdiction === undefined || props.jurisdiction === "default" ? "" : `.${props.jurisdiction}`;
    return s3("r2", props.key, {
      bucket: props.bucket,
      region: "auto",
      endpoints: { s3: `https://${props.account.id}${place}.r2.cloudflarestorage.com` },
      skipCredentialsValidation: true,
      skipMetadataApiCheck: true,
      skipRegionValidation: true,
      skipRequestingAccountId: true,
      skipS3Checksum: true,
      usePathStyle: true,
    });
  },

  /**
   * An S3 bucket, encrypted and with a lock file. Needs Terraform 1.10 or later. Other settings of Terraform's are written with `custom`.
   *
   * @throws PrincipalError CredentialInBackend, LiteralRequired, UnknownProperty
   */
  s3(props: S3BackendProps): BackendDefinition {
    const { key, ...rest } = props;
    checkSettings(props, "backend");
    throwFaults(unknownProperties(props, S3_SETTINGS, "backend", "an S3 backend"));
    return s3("s3", key, { encrypt: true, ...rest });
  },

  /**
   * HCP Terraform or Terraform Enterprise.
   *
   * @throws PrincipalError CredentialInBackend, LiteralRequired
   */
  cloud(props: CloudBackendProps): BackendDefinition {
    checkSettings(props, "backend");
    return define("cloud", (stack) => {
      new CloudBackend(stack, {
        organization: props.organization,
        workspaces:
          props.tags === undefined ? new NamedCloudWorkspace(props.workspace ?? stack.node.id) : new TaggedCloudWorkspaces([...props.tags]),
        ...(props.hostname === undefined ? {} : { hostname: props.hostname }),
      });
    });
  },

  /**
   * Any other backend of cdktf. Its settings are checked for credentials.
   *
   * @throws PrincipalError CredentialInBackend, LiteralRequired, when the stack is made
   */
  custom(make: (stack: TerraformStack) => TerraformBackend): BackendDefinition {
    return define("custom", (stack) => {
      const written = make(stack).toTerraform() as object;
      checkSettings(written, "backend", stack.node.path);
    });
  },
};

function s3(kind: "r2" | "s3", key: string | undefined, config: Omit<S3BackendConfig, "key">): BackendDefinition {
  return define(kind, (stack) => {
    new S3Backend(stack, { ...config, key: key ?? `${stack.node.id}.tfstate` });
    // S3BackendConfig of cdktf does not know it. What it does know must go through it: references between stacks repeat it, but no override.
    stack.addOverride("terraform.backend.s3.use_lockfile", true);
  });
}

function checkBucket(props: R2BackendProps, faults: Fault[]): void {
  try {
    props.account.r2Bucket(props.bucket, props.jurisdiction === undefined ? {} : { jurisdiction: props.jurisdiction });
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    faults.push(...error.faults.map((f) => ({ ...f, path: `backend.${f.path}`, message: `backend.${f.message}` })));
  }
}

/**
 * Terraform reads a backend's settings before it knows any value, and whatever stands there is written to the file, which pipelines commit, cache
 * and upload.
 */
function checkSettings(value: object, path: string, scope?: string): void {
  if (Object.values(value).every((each) => each === undefined)) return;
  const { isCredentialName, isCredentialText } = loadTerraform();
  const found: Fault[] = [];
  const walk = (at: unknown, where: string, name: string): void => {
    if (at === undefined || at === null) return;
    if (name !== "" && isCredentialName(name)) found.push(fault.credentialInBackend(where, name));
    else if (typeof at === "object")
      for (const [key, inner] of Object.entries(at)) walk(inner, Array.isArray(at) ? `${where}[${key}]` : `${where}.${key}`, key);
    else if (typeof at === "string" && isCredentialText(at)) found.push(fault.credentialInBackend(where, name));
    else if (typeof at === "string" && isSymbol(at)) found.push(fault.literalRequired(where, "a backend's setting"));
  };
  walk(value, path, "");
  throwFaults(found, scope);
}
