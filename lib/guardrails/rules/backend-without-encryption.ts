import { defineRule } from "../define-rule";
import { backendsOf, type BackendUse, blocksOf, innerBlocks } from "../terraform";

export const backendWithoutEncryption = defineRule({
  id: "backend-without-encryption",
  title: "Terraform's state is encrypted",
  why: "the state holds the value of every token in clear",
  fix: "use Backend.r2, Backend.s3 or Backend.cloud",
  waivable: false,
  terraform: (stack) => {
    // OpenTofu can encrypt the state itself.
    if (blocksOf(stack, "terraform").some((block) => innerBlocks(block, "encryption", 0).some(({ body }) => Object.hasOwn(body, "state"))))
      return [];
    return backendsOf(stack).flatMap((backend) => {
      const reason = whyClear(backend);
      return reason === undefined ? [] : [{ detail: `backend.${backend.type}`, message: reason, file: backend.file }];
    });
  },
});

const ENCRYPTED = ["gcs", "azurerm", "cloud", "remote"];

function whyClear({ type, body }: BackendUse): string | undefined {
  if (ENCRYPTED.includes(type)) return undefined;
  if (type === "local") return "the state is a plain local file";
  if (type === "s3") return body["encrypt"] === true || isR2(body) ? undefined : "the s3 backend has no encrypt";
  if (type === "oss" || type === "cos") return body["encrypt"] === true ? undefined : `the ${type} backend has no encrypt`;
  return `nothing is known of encryption of backend ${type}`;
}

/** R2 encrypts every object. Source: https://developers.cloudflare.com/r2/reference/data-security/ */
function isR2(body: BackendUse["body"]): boolean {
  const endpoints = body["endpoints"];
  const list: readonly unknown[] = Array.isArray(endpoints) ? endpoints : [endpoints];
  return list.some(
    (each) =>
      typeof each === "object" &&
      each !== null &&
      "s3" in each &&
      typeof each.s3 === "string" &&
      /^https:\/\/[0-9a-z.-]+\.r2\.cloudflarestorage\.com\/?$/.test(each.s3),
  );
}
