import { compareText, type TokenSpec } from "../policy";
import { invalid, isObject } from "../terraform";
import { openDocument, tokensOfModule } from "./show";
import { ShownReading } from "./show-token";
import type { StackWarning } from "./stack";

/** What a state says of its tokens. */
export interface StateReading {
  readonly specs: readonly TokenSpec[];
  readonly warnings: readonly StackWarning[];
}

/**
 * The tokens of a Terraform state, as `terraform show -json` writes it; otherwise as `readPlan`.
 *
 * @throws PrincipalError InvalidFile
 */
export function readState(json: unknown, file = "state"): TokenSpec[] {
  return [...readWholeState(json, file).specs];
}

/** A state with what there is to say of it. */
export function readWholeState(json: unknown, file: string): StateReading {
  const document = openDocument(json, file, "state");
  if (Object.hasOwn(document, "planned_values") || Object.hasOwn(document, "resource_changes"))
    throw invalid(file, "", "this is the JSON of a Terraform plan, not of a state");
  const values = document["values"];
  // An empty state has no values at all.
  if (values === undefined && Object.keys(document).every((key) => ["format_version", "terraform_version", "checks"].includes(key)))
    return { specs: [], warnings: [] };
  if (!isObject(values) || !Object.hasOwn(values, "root_module")) throw invalid(file, "values", "the state's values are missing");
  // Terraform knows all of a state, and does not say which arguments are written.
  const reading = new ShownReading(1, "", () => false);
  const specs = tokensOfModule(values["root_module"], file, ["values", "root_module"], reading)
    .map((token): TokenSpec => ({ ...token.read(), provider: { name: "cloudflare" } }))
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
  return { specs, warnings: reading.warnings };
}
