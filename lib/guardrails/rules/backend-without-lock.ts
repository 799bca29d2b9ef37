import { defineRule } from "../define-rule";
import { backendsOf, type BackendUse, isTrue } from "../terraform";

export const backendWithoutLock = defineRule({
  id: "backend-without-lock",
  title: "Terraform's state is locked while it changes",
  why: "two runs at once make two tokens for one, and one of them is in no state",
  fix: "use Backend.r2, Backend.s3 or Backend.cloud",
  waivable: false,
  terraform: (stack) =>
    backendsOf(stack).flatMap((backend) => {
      const reason = whyUnlocked(backend);
      return reason === undefined ? [] : [{ detail: `backend.${backend.type}`, message: reason, file: backend.file }];
    }),
});

const LOCKED = ["gcs", "azurerm", "kubernetes", "pg", "cos", "cloud", "remote"];

function whyUnlocked({ type, body }: BackendUse): string | undefined {
  if (LOCKED.includes(type)) return undefined;
  switch (type) {
    case "local":
      return "the state is a local file, which no other machine sees or locks";
    case "s3":
      return isTrue(body["use_lockfile"]) || isSet(body["dynamodb_table"]) ? undefined : "the s3 backend has no use_lockfile";
    case "http":
      return isSet(body["lock_address"]) ? undefined : "the http backend has no lock_address";
    case "consul":
      return !isTrue(body["lock"] ?? true) ? "the consul backend has its lock switched off" : undefined;
    case "oss":
      return isSet(body["tablestore_table"]) ? undefined : "the oss backend has no tablestore_table";
    default:
      return `nothing is known of a lock of backend ${type}`;
  }
}

function isSet(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}
