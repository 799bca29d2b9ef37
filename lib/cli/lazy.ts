/*
 * Parts of the library that a command loads when it runs, so that `principals --help` and each command start fast. `require` and not
 * `import()`: the package is CommonJS, and its source is run by tsx, by jest and compiled alike.
 */
/* eslint-disable @typescript-eslint/no-require-imports */

/** Readers, questions, comparisons and what shows them. */
export const loadReview = (): typeof import("../review") => require("../review") as typeof import("../review");
/** What Cloudflare calls permissions, and what they cover. */
export const loadCatalogue = (): typeof import("../catalogue") => require("../catalogue") as typeof import("../catalogue");
/** Token specs and their meaning, and the clock. */
export const loadPolicy = (): typeof import("../policy") => require("../policy") as typeof import("../policy");
/** Rules and packs. */
export const loadGuardrails = (): typeof import("../guardrails") => require("../guardrails") as typeof import("../guardrails");
/** Terraform JSON, and what a stack of principals may hold. */
export const loadTerraform = (): typeof import("../terraform") => require("../terraform") as typeof import("../terraform");
