import { isUnknown, splitKey, splitSymbols } from "../../policy";
import { isPlainReference } from "../../terraform";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";

/** Where a key may leave an id to a reference: nothing but the id, so that the key's scope shows. */
const FORMS: readonly RegExp[] = [
  /^com\.cloudflare\.api\.(?:account|account\.zone|user)\.\0$/,
  /^com\.cloudflare\.edge\.worker\.script\.\0$/,
  /^com\.cloudflare\.edge\.r2\.bucket\.(?:\0|[0-9a-f]{32})_(?:\0|default|eu|fedramp)_(?:\0|[a-z0-9-]+)$/,
];

export const unresolvedResource = defineRule({
  id: "unresolved-resource",
  title: "every resource is an id or a plain reference",
  why: "an expression that computes a resource may turn out to be every zone, or another account",
  fix: "name the resource by its id, or by a reference such as var.zone or cloudflare_zone.site.id",
  waivable: false,
  token: (token, { once }) => {
    const found = new Set(pairsOf(token, once).flatMap((pair) => (splitKey(pair.resource).every(isPlain) ? [] : [pair.resource])));
    return [...found].map((resource) => ({
      detail: resource,
      message: `which resource ${resource} is shows at plan time only: it may be any`,
    }));
  },
});

function isPlain(key: string): boolean {
  if (!isUnknown(key)) return true;
  const { literals, symbols } = splitSymbols(key);
  return (
    !literals.some((literal) => literal.includes("%{")) &&
    FORMS.some((form) => form.test(literals.join("\0"))) &&
    symbols.every(isPlainReference)
  );
}
