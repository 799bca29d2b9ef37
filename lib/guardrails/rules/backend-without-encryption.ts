import { defineRule } from "../define-rule";
import { backendsOf, type BackendUse, encryptionsOf, innerBlocks, isObject, isTrue, type TerraformStack } from "../terraform";

export const backendWithoutEncryption = defineRule({
  id: "backend-without-encryption",
  title: "Terraform's state is encrypted, and its owner's alone",
  why: "the state holds the value of every token in clear",
  fix: "use Backend.r2, Backend.s3 or Backend.cloud",
  waivable: false,
  terraform: (stack) => {
    const own = encryptsItself(stack);
    return backendsOf(stack).flatMap((backend) => {
      const reason = whyOpen(backend) ?? (own ? undefined : whyClear(backend));
      return reason === undefined ? [] : [{ detail: `backend.${backend.type}`, message: reason, file: backend.file }];
    });
  },
});

/** OpenTofu can encrypt the state itself; it has a method `unencrypted` as well. */
function encryptsItself(stack: TerraformStack): boolean {
  const states = encryptionsOf(stack).flatMap((block) => innerBlocks(block, "state", 0));
  return (
    states.length > 0 &&
    states.every(({ body }) => typeof body["method"] === "string" && /^(?:\$\{\s*)?method\.(?!unencrypted\b)\w/.test(body["method"]))
  );
}

/** On the way there the state is as open as the connection, and where it is as open as its ACL. */
function whyOpen({ type, body }: BackendUse): string | undefined {
  if (type === "s3" && isTrue(body["insecure"])) return "the s3 backend does not check whom it speaks with (insecure)";
  if (type === "http" && isTrue(body["skip_cert_verification"]))
    return "the http backend does not check whom it speaks with (skip_cert_verification)";
  const acl = body["acl"] ?? "private";
  if (acl !== "private" && acl !== "") return `the ${type} backend gives the state to others than its owner (acl)`;
  return plainUrl(body) ? `the ${type} backend speaks plain http` : undefined;
}

function plainUrl(value: unknown): boolean {
  if (typeof value === "string") return /^http:\/\//i.test(value);
  if (Array.isArray(value)) return value.some(plainUrl);
  // A proxy passes on what is encrypted between the ends.
  return isObject(value) && Object.entries(value).some(([key, inner]) => key !== "//" && !key.endsWith("proxy") && plainUrl(inner));
}

const ENCRYPTED = ["gcs", "azurerm", "cloud", "remote"];

function whyClear({ type, body }: BackendUse): string | undefined {
  if (ENCRYPTED.includes(type)) return undefined;
  if (type === "local") return "the state is a plain local file";
  if (type === "s3") return isTrue(body["encrypt"]) || isR2(body) ? undefined : "the s3 backend has no encrypt";
  if (type === "oss" || type === "cos") return isTrue(body["encrypt"]) ? undefined : `the ${type} backend has no encrypt`;
  return `nothing is known of encryption of backend ${type}`;
}

/** R2 encrypts every object. Source: https://developers.cloudflare.com/r2/reference/data-security/ */
function isR2(body: BackendUse["body"]): boolean {
  const endpoints = body["endpoints"];
  const list: readonly unknown[] = Array.isArray(endpoints) ? endpoints : [endpoints];
  return list.some(
    (each) => isObject(each) && typeof each["s3"] === "string" && /^https:\/\/[0-9a-z.-]+\.r2\.cloudflarestorage\.com\/?$/.test(each["s3"]),
  );
}
