export type { Block, Json, TerraformFile, TerraformStack } from "../../terraform";
