import { compareText, type TokenSpec } from "../policy";
import { invalid, isObject } from "../terraform";
import { openDocument, tokensOfModule } from "./show";
import { ShownReading } from "./show-token";

/** See door.ts. */
export function readState(json: unknown, file = "state"): TokenSpec[] {
  const document = openDocument(json, file, "state");
  if (Object.hasOwn(document, "planned_values") || Object.hasOwn(document, "resource_changes"))
    throw invalid(file, "", "this is the JSON of a Terraform plan, not of a state");
  const values = document["values"];
  // An empty state has no values at all.
  if (values === undefined && Object.keys(document).every((key) => ["format_version", "terraform_version", "checks"].includes(key)))
    return [];
  if (!isObject(values) || !Object.hasOwn(values, "root_module")) throw invalid(file, "values", "the state's values are missing");
  return tokensOfModule(values["root_module"], file, ["values", "root_module"], new ShownReading(1))
    .map((token) => token.read())
    .sort((a, b) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
}
