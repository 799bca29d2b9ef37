import { isWildcard } from "../../policy";
import { allowsOf, byGroup, permissionDetail, permissionName } from "../access";
import { defineRule } from "../define-rule";

/** Account permissions whose work the permissions of one bucket do. */
const ACCOUNT_WIDE = ["Workers R2 Storage Read", "Workers R2 Storage Write"];

export const accountWideR2 = defineRule({
  id: "account-wide-r2",
  title: "a token reaches named R2 buckets",
  why: "a permission on single buckets exists, and the account-wide one reaches every bucket, the one with Terraform's state included",
  fix: "use permissions.r2Bucket.workersR2StorageBucketItem on account.r2Bucket(name)",
  token: (token, { once }) =>
    byGroup(
      allowsOf(token, once).filter(
        ({ permission, entry }) =>
          (permission?.scope === "account" && ACCOUNT_WIDE.includes(permission.name)) || (entry.scope === "r2Bucket" && isWildcard(entry)),
      ),
    ).map((pair) => ({ detail: permissionDetail(pair), message: `${permissionName(pair)} reaches every R2 bucket of the account` })),
});
