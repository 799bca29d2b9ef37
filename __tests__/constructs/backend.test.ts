import {
  AzurermBackend,
  ConsulBackend,
  CosBackend,
  GcsBackend,
  HttpBackend,
  LocalBackend,
  OssBackend,
  PgBackend,
  RemoteBackend,
  SwiftBackend,
  type TerraformBackend,
  type TerraformStack,
  TerraformVariable,
  Testing,
} from "cdktf";
import { Account, allow, Backend, permissions, type R2BackendProps, type S3BackendProps, ServicePrincipal } from "../../lib";
import { account, ACCOUNT_ID, annotations, errorOf, newApp, newStack, read, type StackJson, synth } from "./support";

/** Obviously no credential. */
const FAKE = "not-a-real-credential";
const ci = process.env["CI"];
beforeEach(() => {
  delete process.env["CI"];
});
afterAll(() => {
  if (ci === undefined) delete process.env["CI"];
  else process.env["CI"] = ci;
});

/** The `terraform` block of a stack with this backend. Unlike app.synth() it runs no terraform, as cdktf's cloud backend does. */
function terraformOf(backend: ReturnType<typeof Backend.local>): StackJson["terraform"] & { readonly cloud?: unknown } {
  return (JSON.parse(Testing.synth(newStack("prod", { backend }))) as StackJson).terraform;
}

describe("a local backend", () => {
  test("takes another path", () => {
    expect(terraformOf(Backend.local("../../../state/prod.tfstate")).backend).toEqual({ local: { path: "../../../state/prod.tfstate" } });
  });

  test.each([undefined, Backend.local()])("is a warning under CI=true", (backend) => {
    process.env["CI"] = "true";
    const app = newApp();
    newStack("prod", { backend }, app);
    app.synth();
    expect(annotations(app).filter((a) => a.level === "@cdktf/warn")).toEqual([
      {
        constructPath: "prod",
        level: "@cdktf/warn",
        message: "the state is a local file, which a pipeline loses: every run would make new tokens; set backend",
      },
    ]);
  });

  test("warns of nothing when CI says anything else, and other backends never do", () => {
    const warned = (backend: ReturnType<typeof Backend.local>): number => {
      const app = newApp();
      newStack("prod", { backend }, app);
      app.synth();
      return annotations(app).filter((a) => a.level === "@cdktf/warn").length;
    };
    process.env["CI"] = "false";
    expect(warned(Backend.local())).toBe(0);
    process.env["CI"] = "true";
    expect([warned(Backend.r2({ bucket: "state", account })), warned(Backend.s3({ bucket: "state" }))]).toEqual([0, 0]);
  });
});

describe("an R2 backend", () => {
  test("is Terraform's S3 backend at the account's endpoint, with a lock file and without credentials", () => {
    expect(terraformOf(Backend.r2({ bucket: "state", account })).backend).toEqual({
      s3: {
        bucket: "state",
        key: "prod.tfstate",
        region: "auto",
        endpoints: { s3: `https://${ACCOUNT_ID}.r2.cloudflarestorage.com` },
        skip_credentials_validation: true,
        skip_metadata_api_check: true,
        skip_region_validation: true,
        skip_requesting_account_id: true,
        skip_s3_checksum: true,
        use_path_style: true,
        use_lockfile: true,
      },
    });
  });

  test.each([
    ["default", `https://${ACCOUNT_ID}.r2.cloudflarestorage.com`],
    ["eu", `https://${ACCOUNT_ID}.eu.r2.cloudflarestorage.com`],
    ["fedramp", `https://${ACCOUNT_ID}.fedramp.r2.cloudflarestorage.com`],
  ] as const)("reaches a bucket of jurisdiction %s at %s", (jurisdiction, endpoint) => {
    const { backend } = terraformOf(Backend.r2({ bucket: "state", account, jurisdiction, key: "team/prod.tfstate" }));
    expect(backend?.["s3"]).toMatchObject({ endpoints: { s3: endpoint }, key: "team/prod.tfstate" });
  });

  test("tells a stack that refers to another one everything that reading the state takes", () => {
    const app = newApp();
    const backend = Backend.r2({ bucket: "state", account });
    const ids = newStack("ids", { backend }, app);
    const id = new TerraformVariable(ids, "zone", { type: "string" });
    new ServicePrincipal(newStack("prod", { backend }, app), "ci", {
      policies: [allow(permissions.zone.dns.write).on(account.zone(id.stringValue))],
    });
    expect(synth(app).data?.["terraform_remote_state"]).toEqual({
      "cross-stack-reference-input-ids": {
        backend: "s3",
        workspace: "${terraform.workspace}",
        config: {
          bucket: "state",
          key: "ids.tfstate",
          region: "auto",
          endpoints: { s3: `https://${ACCOUNT_ID}.r2.cloudflarestorage.com` },
          skip_credentials_validation: true,
          skip_metadata_api_check: true,
          skip_region_validation: true,
          skip_requesting_account_id: true,
          skip_s3_checksum: true,
          use_path_style: true,
        },
      },
    });
  });

  const variable = (): string => new TerraformVariable(newStack(), "v", { type: "string" }).stringValue;
  test.each<[string, () => R2BackendProps, string]>([
    [
      "an id for an account",
      () => ({ bucket: "state", account: ACCOUNT_ID as unknown as Account }),
      `backend.account: account is an Account with a literal id, got "${ACCOUNT_ID}"; check the backend's settings`,
    ],
    [
      "a symbolic account",
      () => ({ bucket: "state", account: Account.of(variable()) }),
      "backend.account: account is an Account with a literal id, got <token>; check the backend's settings",
    ],
    [
      "a bucket name",
      () => ({ bucket: "My_Bucket", account }),
      'backend.bucketName: an R2 bucket name has 3 to 63 characters of a-z, 0-9 and -, and neither starts nor ends with -, got "My_Bucket"; check the name',
    ],
    [
      "a jurisdiction",
      () => ({ bucket: "state", account, jurisdiction: "US" }),
      'backend.jurisdiction: a jurisdiction is "default", "eu", "us", "fedramp", "fedramp-high" or another name of that form, got "US"; check the name',
    ],
    [
      "a symbolic bucket",
      () => ({ bucket: variable(), account }),
      "backend.bucket: a backend's setting must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    ],
    [
      "a symbolic key",
      () => ({ bucket: "state", account, key: variable() }),
      "backend.key: a backend's setting must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    ],
  ])("fails for %s", (_, props, message) => {
    expect(errorOf(() => Backend.r2(props())).message).toBe(message);
  });
});

describe("an S3 backend", () => {
  test("is encrypted and locked by a file", () => {
    expect(terraformOf(Backend.s3({ bucket: "state", region: "eu-central-1" })).backend).toEqual({
      s3: { bucket: "state", region: "eu-central-1", key: "prod.tfstate", encrypt: true, use_lockfile: true },
    });
  });

  test("keeps what it is told", () => {
    const props = {
      bucket: "state",
      key: "k",
      encrypt: false,
      kmsKeyId: "alias/state",
      profile: "ci",
      assumeRole: { roleArn: "arn:aws:iam::1:role/x", externalId: "x" },
    };
    expect(terraformOf(Backend.s3(props)).backend).toEqual({
      s3: {
        bucket: "state",
        key: "k",
        encrypt: false,
        kms_key_id: "alias/state",
        profile: "ci",
        assume_role: { role_arn: "arn:aws:iam::1:role/x", external_id: "x" },
        use_lockfile: true,
      },
    });
  });

  test.each([
    ["accessKey", { accessKey: FAKE }, "backend.accessKey"],
    ["secretKey", { secretKey: FAKE }, "backend.secretKey"],
    ["token", { token: FAKE }, "backend.token"],
    ["sseCustomerKey", { sseCustomerKey: FAKE }, "backend.sseCustomerKey"],
    ["webIdentityToken", { assumeRoleWithWebIdentity: { webIdentityToken: FAKE } }, "backend.assumeRoleWithWebIdentity.webIdentityToken"],
  ])("fails for the credential %s without repeating it", (name, more, path) => {
    const error = errorOf(() => Backend.s3({ bucket: "state", ...more }));
    expect(error.message).toBe(
      `${path}: ${JSON.stringify(name)} is a credential and would be written to the synthesized file; pass it by the environment or by -backend-config at terraform init`,
    );
    expect(JSON.stringify(error)).not.toContain(FAKE);
  });

  test("fails for all credentials at once", () => {
    const error = errorOf(() => Backend.s3({ bucket: "state", accessKey: FAKE, secretKey: FAKE } as S3BackendProps));
    expect(error.faults.map((f) => [f.code, f.path])).toEqual([
      ["CredentialInBackend", "backend.accessKey"],
      ["CredentialInBackend", "backend.secretKey"],
    ]);
  });

  test("fails for a password within a URL", () => {
    expect(errorOf(() => Backend.s3({ bucket: "state", endpoints: { s3: `https://user:${FAKE}@s3.example` } })).message).toBe(
      'backend.endpoints.s3: "s3" is a credential and would be written to the synthesized file; pass it by the environment or by -backend-config at terraform init',
    );
  });

  test.each([
    `https://${FAKE}@state.example/prod`,
    `https://user:${FAKE}@state.example/prod`,
    `user:${FAKE}@state.example/prod`,
    `https://state.example/prod?token=${FAKE}`,
    `https://state.example/prod?a=b&access_token=${FAKE}`,
    `https://state.example/prod?a=b;private-token=${FAKE}`,
    `https://state.example/prod?%74oken=${FAKE}`,
    `https://state.example/prod?sv=2024&sp=rw&sig=${FAKE}`,
    `https://state.example/prod?X-Amz-Credential=x&X-Amz-Date=x`,
    `https://state.example/prod?x-amz-signature=${FAKE}`,
    `https://state.example/prod?X-Goog-Signature=${FAKE}`,
    `https://state.example/prod?code=${FAKE}`,
    `https://state.example/prod#apikey=${FAKE}`,
    `https://state.example/cfat_${"0".repeat(40)}`,
    `https://state.example/glpat-${"0".repeat(20)}`,
  ])("fails for the address %s", (address) => {
    const backend = Backend.custom((stack) => new HttpBackend(stack, { address, lockAddress: address }));
    const error = errorOf(() => newStack("prod", { backend }));
    expect(error.faults.map((f) => [f.code, f.path])).toEqual([
      ["CredentialInBackend", "backend.terraform.backend.http.address"],
      ["CredentialInBackend", "backend.terraform.backend.http.lock_address"],
    ]);
    expect(JSON.stringify([error, error.message])).not.toContain(FAKE);
    expect(() => Backend.s3({ bucket: "state", endpoints: { s3: address } })).toThrow("is a credential");
  });

  test.each([
    "https://gitlab.example/api/v4/projects/1/terraform/state/prod?lock=true&monkeys=3",
    "https://state.example/@scope/prod",
    "https://state.example/prod?tokens=&keyboard=x",
  ])("takes the address %s, which holds none", (address) => {
    expect(() => newStack("prod", { backend: Backend.custom((stack) => new HttpBackend(stack, { address })) })).not.toThrow();
  });
});

describe("HCP Terraform", () => {
  test("uses a workspace named after the stack", () => {
    expect(terraformOf(Backend.cloud({ organization: "example" }))).toMatchObject({
      cloud: { organization: "example", workspaces: { name: "prod" } },
    });
  });

  test("uses another workspace, tags and host", () => {
    expect(terraformOf(Backend.cloud({ organization: "example", workspace: "tokens", hostname: "tfe.example.com" })).cloud).toEqual({
      organization: "example",
      workspaces: { name: "tokens" },
      hostname: "tfe.example.com",
    });
    expect(terraformOf(Backend.cloud({ organization: "example", tags: ["a", "b"] })).cloud).toEqual({
      organization: "example",
      workspaces: { tags: ["a", "b"] },
    });
  });

  test("has no other backend beside it", () => {
    expect(terraformOf(Backend.cloud({ organization: "example" })).backend).toBeUndefined();
  });

  test("fails for a token", () => {
    const props = { organization: "example", token: FAKE };
    expect(errorOf(() => Backend.cloud(props)).faults.map((f) => [f.code, f.path])).toEqual([["CredentialInBackend", "backend.token"]]);
  });

  test("fails for tags known at plan time only", () => {
    const { stringValue } = new TerraformVariable(newStack(), "v", { type: "string" });
    expect(errorOf(() => Backend.cloud({ organization: "example", tags: ["a", stringValue] })).message).toBe(
      "backend.tags[1]: a backend's setting must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    );
  });
});

describe("a backend of one's own", () => {
  test("is written as cdktf writes it", () => {
    const backend = Backend.custom(
      (stack) => new GcsBackend(stack, { bucket: "state", prefix: "prod", kmsEncryptionKey: "projects/p/keys/k" }),
    );
    expect(terraformOf(backend).backend).toEqual({ gcs: { bucket: "state", prefix: "prod", kms_encryption_key: "projects/p/keys/k" } });
  });

  type Make = (stack: TerraformStack) => TerraformBackend;
  test.each<[string, string, Make]>([
    ["azurerm", "access_key", (s) => new AzurermBackend(s, { storageAccountName: "s", containerName: "c", key: "k", accessKey: FAKE })],
    ["azurerm", "sas_token", (s) => new AzurermBackend(s, { storageAccountName: "s", containerName: "c", key: "k", sasToken: FAKE })],
    [
      "azurerm",
      "client_secret",
      (s) => new AzurermBackend(s, { storageAccountName: "s", containerName: "c", key: "k", clientSecret: FAKE }),
    ],
    [
      "azurerm",
      "client_certificate_password",
      (s) => new AzurermBackend(s, { storageAccountName: "s", containerName: "c", key: "k", clientCertificatePassword: FAKE }),
    ],
    [
      "azurerm",
      "oidc_request_token",
      (s) => new AzurermBackend(s, { storageAccountName: "s", containerName: "c", key: "k", oidcRequestToken: FAKE }),
    ],
    ["consul", "access_token", (s) => new ConsulBackend(s, { path: "p", accessToken: FAKE })],
    ["consul", "http_auth", (s) => new ConsulBackend(s, { path: "p", accessToken: "", httpAuth: FAKE })],
    ["cos", "secret_key", (s) => new CosBackend(s, { bucket: "b", secretKey: FAKE })],
    ["gcs", "credentials", (s) => new GcsBackend(s, { bucket: "b", credentials: FAKE })],
    ["gcs", "access_token", (s) => new GcsBackend(s, { bucket: "b", accessToken: FAKE })],
    ["gcs", "encryption_key", (s) => new GcsBackend(s, { bucket: "b", encryptionKey: FAKE })],
    ["http", "password", (s) => new HttpBackend(s, { address: "https://state.example", password: FAKE })],
    ["http", "client_private_key_pem", (s) => new HttpBackend(s, { address: "https://state.example", clientPrivateKeyPem: FAKE })],
    ["http", "address", (s) => new HttpBackend(s, { address: `https://user:${FAKE}@state.example` })],
    ["oss", "security_token", (s) => new OssBackend(s, { bucket: "b", securityToken: FAKE })],
    ["pg", "conn_str", (s) => new PgBackend(s, { connStr: FAKE })],
    [
      "remote",
      "token",
      (s) =>
        new RemoteBackend(s, {
          organization: "o",
          workspaces: { name: "w", toTerraform: () => ({ name: "w" }), toHclTerraform: () => ({}) },
          token: FAKE,
        }),
    ],
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- cdktf still writes it
    ["swift", "application_credential_secret", (s) => new SwiftBackend(s, { container: "c", applicationCredentialSecret: FAKE })],
  ])("fails for a credential of %s, %s", (name, key, make) => {
    const app = newApp();
    const error = errorOf(() => newStack("prod", { backend: Backend.custom(make) }, app));
    expect(error.faults.map((f) => f.code)).toContain("CredentialInBackend");
    expect(error.message).toContain(
      `prod: backend.terraform.backend.${name}.${key}: "${key}" is a credential and would be written to the synthesized file`,
    );
    expect(JSON.stringify([error, error.message])).not.toContain(FAKE);
    expect(app.node.tryFindChild("prod")).toBeUndefined();
  });

  test("fails for a setting known at plan time only", () => {
    const backend = Backend.custom(
      (stack) => new LocalBackend(stack, { path: new TerraformVariable(stack, "v", { type: "string" }).stringValue }),
    );
    expect(errorOf(() => newStack("prod", { backend })).message).toBe(
      "prod: backend.terraform.backend.local.path: a backend's setting must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    );
  });
});

test("fails for a backend that no function of Backend made, and shows nothing of it", () => {
  const error = errorOf(() => newStack("prod", { backend: { kind: "s3", secretKey: FAKE } as never }));
  expect(error.message).toBe('prod: backend: a backend is made by a function of Backend, got "object"; check the backend\'s settings');
  expect(JSON.stringify(error.faults)).not.toContain(FAKE);
});

test("a definition serves several stacks, each with a state of its own", () => {
  const app = newApp();
  const backend = Backend.r2({ bucket: "state", account });
  for (const name of ["a", "b"]) newStack(name, { backend }, app);
  app.synth();
  expect(["a", "b"].map((name) => read(app.outdir, name).terraform.backend?.["s3"]?.["key"])).toEqual(["a.tfstate", "b.tfstate"]);
});
