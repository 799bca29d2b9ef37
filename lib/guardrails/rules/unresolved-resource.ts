import { splitKey, splitSymbols } from "../../policy";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";

/** `var.zone`, `cloudflare_zone.site.id`, `data.cloudflare_zone.x["a"].id`: a reference and nothing that computes. */
const REFERENCE = /^[A-Za-z_][\w-]*(?:\.[\w-]+|\[(?:\d+|"[^"\\$%]*")\])+$/;

export const unresolvedResource = defineRule({
  id: "unresolved-resource",
  title: "every resource is an id or a plain reference",
  why: "an expression that computes a resource may turn out to be every zone, or another account",
  fix: "name the resource by its id, or by a reference such as var.zone or cloudflare_zone.site.id",
  waivable: false,
  token: (token) => {
    const found = new Set(pairsOf(token).flatMap((pair) => (splitKey(pair.resource).every(isPlain) ? [] : [pair.resource])));
    return [...found].map((resource) => ({
      detail: resource,
      message: `which resource ${resource} is shows at plan time only: it may be any`,
    }));
  },
});

function isPlain(key: string): boolean {
  const { literals, symbols } = splitSymbols(key);
  return symbols.length === 0 || (literals[0] !== "" && symbols.every((symbol) => REFERENCE.test(symbol)));
}
