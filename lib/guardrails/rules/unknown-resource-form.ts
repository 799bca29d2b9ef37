import { isKnownNesting } from "../../policy";
import { defineRule } from "../define-rule";

export const unknownResourceForm = defineRule({
  id: "unknown-resource-form",
  title: "resources within others stand in an account",
  why: "what Cloudflare makes of any other nesting is not documented: an allow may reach further than it reads, a deny may hold nothing",
  fix: "name the resource by itself, or within its account",
  level: "error",
  token: ({ policies }) => {
    const found = policies.flatMap(({ resources }) =>
      Object.entries(resources).flatMap(([outer, value]) =>
        value === "*" ? [] : Object.keys(value).flatMap((inner) => (isKnownNesting(outer, inner) ? [] : [`${outer}/${inner}`])),
      ),
    );
    return [...new Set(found)].map((key) => ({ detail: key, message: `what ${key} means is not known` }));
  },
});
