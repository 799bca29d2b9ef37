import { Account, type PolicySet, templates, User } from "../../lib";

const account = Account.of("0123456789abcdef0123456789abcdef");
const zone = account.zone("11111111111111111111111111111111");
const zones = [zone];
const bucket = account.r2Bucket("terraform-state");
const user = User.of("33333333333333333333333333333333");

interface Row {
  /** The call, as code. */
  readonly call: string;
  readonly set: PolicySet;
  /** What the table says of it besides. */
  readonly note?: string;
}

/** One row a template, and one for each choice that changes its permissions. */
const ROWS: Readonly<Record<"dashboard" | "common", readonly Row[]>> = {
  dashboard: [
    { call: "editZoneDns(...zones)", set: templates.editZoneDns(...zones) },
    { call: "readBilling(account)", set: templates.readBilling(account) },
    { call: "readAnalyticsAndLogs(...zones)", set: templates.readAnalyticsAndLogs(...zones) },
    { call: "editCloudflareWorkers({ account, zones })", set: templates.editCloudflareWorkers({ account, zones }) },
    {
      call: "editCloudflareWorkers({ account, zones, user })",
      set: templates.editCloudflareWorkers({ account, zones, user }),
      note: "`UserToken` only",
    },
    { call: "editLoadBalancing({ account, zones })", set: templates.editLoadBalancing({ account, zones }) },
    { call: "wordPress({ account, zones })", set: templates.wordPress({ account, zones }) },
    { call: "createAdditionalTokens(user)", set: templates.createAdditionalTokens(user), note: "`UserToken` only" },
    { call: "readAllResources({ account, zones })", set: templates.readAllResources({ account, zones }) },
    {
      call: "readAllResources({ account, zones, user })",
      set: templates.readAllResources({ account, zones, user }),
      note: "`UserToken` only",
    },
  ],
  common: [
    { call: "manageAccountTokens(account)", set: templates.manageAccountTokens(account) },
    { call: "certManager(...zones)", set: templates.certManager(...zones) },
    { call: "externalDns(...zones)", set: templates.externalDns(...zones) },
    { call: "deployWorkers({ account })", set: templates.deployWorkers({ account }) },
    { call: "deployWorkers({ account, zones })", set: templates.deployWorkers({ account, zones }) },
    {
      call: "deployWorkers({ account, creates })",
      set: templates.deployWorkers({ account, creates: ["kv", "r2", "d1", "queues", "hyperdrive", "vectorize", "pages"] }),
      note: "all that `creates` can add",
    },
    { call: "terraformState(bucket)", set: templates.terraformState(bucket) },
    { call: "logpushReader({ account, zones })", set: templates.logpushReader({ account, zones }) },
  ],
};

const LONG = 12;
const WORDS = {
  account: "account",
  zone: "zone",
  user: "user",
  r2Bucket: "bucket",
  worker: "Worker",
  flagshipApp: "Flagship app",
} as const;

/** The table of one kind of templates, with what each of them holds. */
export function templateTable(kind: keyof typeof ROWS): string {
  const rows = ROWS[kind].map(
    ({ call, set, note }) => `| \`${call}\` | ${set.purpose} | ${set.policies.map(policyCell).join("<br>")} | ${note ?? ""} |`,
  );
  return ["| `templates.` | purpose | holds | |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

/** The templates that have a row. */
export function tabledTemplates(): readonly string[] {
  return [...new Set(Object.values(ROWS).flatMap((rows) => rows.map(({ call }) => call.slice(0, call.indexOf("(")))))];
}

function policyCell({ permissions, resources }: PolicySet["policies"][number]): string {
  const on = [...new Set(resources.map(({ scope }) => WORDS[scope]))].join(", ");
  const names = permissions.map(({ name }) => name).sort();
  return `${names.length > LONG ? `${String(names.length)} groups that read` : names.join(", ")} (${on})`;
}
