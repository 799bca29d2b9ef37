import { isUnknown } from "../../policy";
import { defineRule } from "../define-rule";
import type { Rule, Violation } from "../model";
import { checkParameters } from "../parameters";
import { addressOf, blocksOf, type Json, type StateUse, statesOf, type TerraformStack } from "../terraform";

/** No host at all, so that no list has it. */
const UNKNOWN = "a host that is known at plan time only";
/** What state may be kept at without being named: it takes the owner's credential. */
const STATE_HOSTS = ["r2.cloudflarestorage.com", "amazonaws.com", "amazonaws.com.cn", "app.terraform.io"];
/** Settings that name a host without `https://`. */
const HOST_SETTING = /(?:^|_)(?:hosts?|hostname|address|endpoints?|proxy|server|url|uri|conn_str)$/;

/**
 * With whom Terraform may speak besides Cloudflare: `http` data, remote states, backends, and providers by their settings.
 *
 * @param params.hosts hosts that are meant; those below them as well. @default [] - none but R2, S3 and HCP Terraform for state
 */
export function foreignHttp(params: { readonly hosts?: readonly string[] } = {}): Rule {
  checkParameters(params, { hosts: "texts" });
  const { hosts = [] } = params;
  return defineRule({
    id: "foreign-http",
    title: "Terraform speaks with known hosts only",
    why: "a request can carry secrets out, its answer can decide what is applied, and a state at a stranger's host is every token's value",
    fix: "remove it, or put its host on the pack's list",
    level: "error",
    waivable: false,
    terraform: (stack) => [
      ...httpData(stack, hosts),
      ...foreign(statesOf(stack), "keeps or reads a state at", [...STATE_HOSTS, ...hosts]),
      ...foreign(providers(stack), "speaks with", hosts),
    ],
  });
}

function httpData(stack: TerraformStack, hosts: readonly string[]): Violation[] {
  return (["data", "ephemeral", "resource"] as const).flatMap((type) =>
    blocksOf(stack, type)
      .filter(({ labels }) => labels[0] === "http")
      .flatMap((block) => {
        const host = hostOf(block.body["url"]);
        if (host !== undefined && isListed(host, hosts)) return [];
        const detail = addressOf(type, block);
        return [{ detail, message: `${detail} asks ${host ?? UNKNOWN}`, file: block.file }];
      }),
  );
}

/** The settings of providers; a `base_url` is the business of provider-base-url. */
function providers(stack: TerraformStack): StateUse[] {
  return blocksOf(stack, "provider").map((block) => {
    const { base_url: _, ...body } = block.body;
    return { address: addressOf("provider", block), body, file: block.file };
  });
}

function foreign(places: readonly StateUse[], does: string, hosts: readonly string[]): Violation[] {
  return places.flatMap(({ address, body, file, computed }) => {
    const host = hostsIn(body).find((each) => !isListed(each, hosts)) ?? (computed === undefined ? undefined : UNKNOWN);
    return host === undefined ? [] : [{ detail: address, message: `${address} ${does} ${host}`, file }];
  });
}

/** Every host that settings name, in whatever setting. Below `endpoints` each name is a service's, and each text a host. */
function hostsIn(value: unknown, setting = ""): string[] {
  if (typeof value === "string") {
    if (isUnknown(value)) return HOST_SETTING.test(setting) ? [UNKNOWN] : [];
    if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return [hostOf(value) ?? value];
    return HOST_SETTING.test(setting) && value !== "" ? [value.toLowerCase().replace(/[:/].*$/s, "")] : [];
  }
  if (Array.isArray(value)) return value.flatMap((entry) => hostsIn(entry, setting));
  if (typeof value !== "object" || value === null) return [];
  const inherited = /(?:^|_)endpoints?$/.test(setting) ? setting : undefined;
  return Object.entries(value as Json).flatMap(([key, inner]) => {
    if (key === "//") return [];
    return isUnknown(key) ? [UNKNOWN] : hostsIn(inner, inherited ?? key);
  });
}

/** The host of a literal URL. */
function hostOf(url: unknown): string | undefined {
  if (typeof url !== "string" || /[$%]\{/.test(url)) return undefined;
  try {
    const { hostname } = new URL(url);
    return hostname === "" ? undefined : hostname.toLowerCase();
  } catch {
    return undefined;
  }
}

function isListed(host: string, hosts: readonly string[]): boolean {
  return hosts.some((listed) => host === listed.toLowerCase() || host.endsWith(`.${listed.toLowerCase()}`));
}
