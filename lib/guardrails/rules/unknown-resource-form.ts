import { isKnownNesting, lowerCaseIds, unknownJurisdiction } from "../../policy";
import { defineRule } from "../define-rule";

export const unknownResourceForm = defineRule({
  id: "unknown-resource-form",
  title: "resources are written as Cloudflare documents them: within an account, with ids in lower case",
  why: "what Cloudflare makes of another nesting or of upper case is not documented: an allow may reach further than it reads, a deny may hold nothing",
  fix: "name the resource by itself or within its account, by its id as Cloudflare gives it",
  level: "error",
  token: ({ policies, kind }) => {
    const found = policies.flatMap(({ resources }) =>
      Object.entries(resources).flatMap(([outer, value]) =>
        value === "*"
          ? isLowerCase(outer)
            ? kind === "account" && outer === FLAT_BUCKETS
              ? [outer]
              : []
            : [outer]
          : Object.keys(value).flatMap((inner) =>
              isKnownNesting(outer, inner) && isLowerCase(outer) && isLowerCase(inner) ? [] : [`${outer}/${inner}`],
            ),
      ),
    );
    const keys = policies.flatMap(({ resources }) =>
      Object.entries(resources).flatMap(([outer, value]) => [outer, ...(value === "*" ? [] : Object.keys(value))]),
    );
    const jurisdictions = [...new Set(keys)].flatMap((key) => {
      const jurisdiction = unknownJurisdiction(key);
      if (jurisdiction === undefined) return [];
      return [
        {
          detail: key,
          message: `jurisdiction ${jurisdiction} of R2 is not known here`,
          fix: "check its name",
          levels: { error: "warning" } as const,
        },
      ];
    });
    const forms = [...new Set(found)].map((key) => ({
      detail: key,
      message: `what ${key} means is not known`,
      ...(key === FLAT_BUCKETS
        ? { fix: `name a bucket, or all of the account: {"com.cloudflare.api.account.<id>":{"${FLAT_BUCKETS}":"*"}}` }
        : {}),
    }));
    return [...forms, ...jurisdictions];
  },
});

/** Every bucket, of no account: documented for none of the two kinds of tokens. */
const FLAT_BUCKETS = "com.cloudflare.edge.r2.bucket.*";

function isLowerCase(key: string): boolean {
  return lowerCaseIds(key) === key;
}
