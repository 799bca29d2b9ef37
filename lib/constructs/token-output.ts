import { Lazy, TerraformOutput, type TerraformOutputConfig } from "cdktf";
import type { Construct } from "constructs";
import { isPreparing } from "./preparing";
import { nameForTerraform, withoutStackTraces } from "./token-resource";

/** An output of a token's own attribute, which is read late: its address may still be overridden. */
export class TokenOutput extends TerraformOutput {
  private readonly own: unknown;

  constructor(scope: Construct, id: string, attribute: () => string, config: Omit<TerraformOutputConfig, "value">) {
    super(scope, id, { ...config, value: Lazy.stringValue({ produce: () => withoutStackTraces(attribute) }) });
    this.own = this.value;
    nameForTerraform(this);
  }

  override toTerraform(): unknown {
    // As long as nobody changed it, it refers to its own stack only, and there is nothing to find.
    const untouched = this.value === this.own && Object.keys(this.rawOverrides as object).length === 0;
    return isPreparing(this) && untouched ? {} : (super.toTerraform() as unknown);
  }
}
