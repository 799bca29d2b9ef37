import { TerraformOutput, type TerraformOutputConfig } from "cdktf";
import type { Construct } from "constructs";
import { isPreparing } from "./preparing";
import { nameForTerraform } from "./token-resource";

/** An output of a token's own attribute. */
export class TokenOutput extends TerraformOutput {
  constructor(scope: Construct, id: string, config: TerraformOutputConfig) {
    super(scope, id, config);
    nameForTerraform(this);
  }

  override toTerraform(): unknown {
    // It refers to its own stack only, so there is nothing to find.
    return isPreparing(this) ? {} : (super.toTerraform() as unknown);
  }
}
