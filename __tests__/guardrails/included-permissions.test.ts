import { allow, deny, permissions, type Policy } from "../../lib";
import { RULES } from "../../lib/guardrails/rules";
import { account, ofToken, token } from "./support";

/* Workers R2 Storage on an account includes Workers R2 Storage Bucket Item on each of its buckets. */
const { read, write } = permissions.account.workersR2Storage;
const items = permissions.r2Bucket.workersR2StorageBucketItem;
const bucket = account.r2Bucket("backups");
const DETAIL = `r2Bucket.workersR2StorageBucketItem.read on ${bucket.key}`;
const ITEMS = `${DETAIL}: Workers R2 Storage Bucket Item Read on R2 bucket ${account.id}_default_backups`;

const findings = (rule: keyof typeof RULES, ...policies: readonly Policy[]): string[] => ofToken(RULES[rule], token(policies));

test("objects of a bucket are allowed twice beside R2 storage of the account", () => {
  expect(findings("redundantAllow", allow(items.read).on(bucket), allow(write).on(account))).toEqual([
    `${ITEMS} is allowed by Workers R2 Storage Write as well`,
  ]);
  expect(findings("redundantAllow", allow(items.write).on(account.allR2Buckets()), allow(read).on(account))).toEqual([]);
});

test("a permission of the account does nothing on a bucket, and makes nothing superfluous there", () => {
  const policies = [items.read.id, write.id].map((id) => ({
    effect: "allow" as const,
    permissionGroups: [id],
    resources: { [bucket.key]: "*" as const },
  }));
  expect(ofToken(RULES.redundantAllow, { ...token([]), policies })).toEqual([]);
});

test("a deny of objects where R2 storage of the account is allowed is not unused, and its effect is not known", () => {
  const policies = [allow(read).on(account), deny(items.read).on(bucket)];
  expect(findings("unusedDeny", ...policies)).toEqual([]);
  expect(findings("denyReadUnderWrite", ...policies)).toEqual([`${ITEMS} is denied while Workers R2 Storage Read is allowed`]);
  expect(findings("unusedDeny", allow(read).on(account), deny(items.write).on(bucket))).toHaveLength(1);
});
