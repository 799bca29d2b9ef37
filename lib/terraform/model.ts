/** A parsed object of Terraform JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** One parsed file of Terraform JSON. */
export interface TerraformFile {
  /** As people find it: relative to where the command runs. */
  readonly file: string;
  /** Its top-level objects: Terraform reads a list of objects as if they stood in one. */
  readonly document: readonly Json[];
}

/** What Terraform would read for one stack. */
export interface TerraformStack {
  /** The stack's name. */
  readonly name: string;
  /** Its files, opened. */
  readonly files: readonly TerraformFile[];
  /** Names of everything else that lies in the folder. */
  readonly others: readonly string[];
}

/** One block, taken out of the object and array forms that Terraform JSON allows. */
export interface Block {
  /** `["cloudflare_account_token", "ci"]`. */
  readonly labels: readonly string[];
  readonly body: Json;
  readonly file: string;
  /** Where it stands in the document: `resource.cloudflare_account_token.ci`, `moved[0]`. */
  readonly at: string;
}
