import { type Scope, SCOPE_WORDS, SCOPES } from "../../catalogue";
import { isUnknown, splitKey, splitSymbols, type TokenSpec } from "../../policy";
import { isPlainReference } from "../../terraform";
import { pairsOf } from "../access";
import { defineRule } from "../define-rule";
import { isNothing, NOT_AN_ID, shownNothing } from "../missing-id";

/** Where a key may leave an id to a reference: nothing but the id, so that the key's scope shows. */
const FORMS: readonly RegExp[] = [
  /^com\.cloudflare\.api\.(?:account|account\.zone|user)\.\0$/,
  /^com\.cloudflare\.edge\.worker\.script\.\0$/,
  /^com\.cloudflare\.edge\.r2\.bucket\.(?:\0|[0-9a-f]{32})_(?:\0|[a-z][a-z0-9-]*)_(?:\0|[a-z0-9-]+)$/,
];

export const unresolvedResource = defineRule({
  id: "unresolved-resource",
  title: "every resource is an id or a plain reference",
  why: "an expression that computes a resource may turn out to be every zone, or another account",
  fix: "name the resource by its id, or by a reference such as var.zone or cloudflare_zone.site.id",
  waivable: false,
  token: (token, { once }) => {
    const resources = new Set(pairsOf(token, once).map((pair) => pair.resource));
    const account = token.accountId === undefined ? undefined : oddIdOf(`${SCOPES.account}.${token.accountId}`);
    const own =
      account === undefined
        ? []
        : [
            {
              detail: "accountId",
              message: `account_id is ${shownNothing(account.text)} ${NOT_AN_ID}`,
              fix: fixOf(account, { ...token, accountId: "" }),
            },
          ];
    const odd = [...resources].flatMap((resource) => {
      const parts = splitKey(resource);
      const [odd] = parts.flatMap((part) => oddIdOf(part) ?? []);
      if (odd !== undefined)
        return [{ detail: resource, message: `${resource} has ${shownNothing(odd.text)} ${NOT_AN_ID}`, fix: fixOf(odd, token) }];
      return parts.every(isPlain)
        ? []
        : [{ detail: resource, message: `which resource ${resource} is shows at plan time only: it may be any` }];
    });
    return [...own, ...odd];
  },
});

/** What stands in a key in place of an id. */
interface OddId {
  readonly scope: Scope;
  readonly text: string;
}

const ID = /^(?:[0-9a-f]{32}|\*)$/i;
/** The longer ones first: the name of a zone's scope begins with that of an account's. */
const WITH_IDS = ["zone", "account", "user", "r2Bucket", "worker"] as const satisfies readonly Scope[];

function oddIdOf(key: string): OddId | undefined {
  const scope = WITH_IDS.find((each) => key.startsWith(`${SCOPES[each]}.`));
  if (scope === undefined) return undefined;
  const rest = key.slice(SCOPES[scope].length + 1);
  // A bucket's key begins with its account; of Workers it is not documented what their ids look like.
  const text = scope === "r2Bucket" && rest.includes("_") ? rest.slice(0, rest.indexOf("_")) : rest;
  const named = scope === "zone" || (scope === "account" && !rest.includes("."));
  if (isNothing(text)) return { scope: scope === "r2Bucket" && text !== rest ? "account" : scope, text };
  return named && !isUnknown(text) && !ID.test(text) ? { scope, text } : undefined;
}

/** The id of what the token's file calls so, or of the token's own account. */
function fixOf({ scope, text }: OddId, { accountId, names = {} }: TokenSpec): string {
  const word = SCOPE_WORDS[scope];
  const [key] = Object.keys(names).filter(
    (each) => oddIdOf(each) === undefined && each.startsWith(`${SCOPES[scope]}.`) && names[each] === text,
  );
  if (key !== undefined) return `write ${key.slice(SCOPES[scope].length + 1)}, the id of ${word} ${text}`;
  if (scope === "account" && accountId !== undefined && ID.test(accountId)) return `write ${accountId}, the token's own account`;
  return `write the id of the ${word} that is meant${isNothing(text) ? "; what wrote this had none" : ""}`;
}

function isPlain(key: string): boolean {
  if (!isUnknown(key)) return true;
  const { literals, symbols } = splitSymbols(key);
  return (
    !literals.some((literal) => literal.includes("%{")) &&
    FORMS.some((form) => form.test(literals.join("\0"))) &&
    symbols.every(isPlainReference)
  );
}
