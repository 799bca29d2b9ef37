import { defineRule } from "../define-rule";
import {
  addressOf,
  type Block,
  BLOCK_TYPES,
  type BlockType,
  blocksOf,
  fileAttributeIn,
  fileFunctionIn,
  holdsContentFile,
  isForeignFile,
  type TerraformStack,
  textsOf,
  uploadIn,
} from "../terraform";

export const readsLocalFiles = defineRule({
  id: "reads-local-files",
  title: "Terraform reads no files",
  why: "file(…), an attribute that names a file or a state that is one can read the pipeline's environment and credentials into an output, a name, a Worker or the plan",
  fix: "read the file in the program that synthesizes",
  level: "error",
  waivable: false,
  terraform: (stack, all) =>
    BLOCK_TYPES.flatMap((type) =>
      blocksOf(stack, type).flatMap((block) => {
        const reason = whyReading(type, block, all);
        const detail = addressOf(type, block);
        return reason === undefined ? [] : [{ detail, message: `${detail} ${reason}`, file: block.file }];
      }),
    ),
});

/** What a provider does something with when it reads or writes. */
const OF_PROVIDERS: readonly BlockType[] = ["resource", "data", "ephemeral", "action", "list"];

function whyReading(type: BlockType, block: Block, all: readonly TerraformStack[]): string | undefined {
  const { "//": _, ...body } = block.body;
  for (const text of textsOf(body)) {
    const call = fileFunctionIn(text);
    if (call !== undefined) return `calls ${call}`;
  }
  const [kind = ""] = block.labels;
  if (type === "resource" && kind.startsWith("cloudflare_")) {
    const upload = uploadIn(body);
    if (upload !== undefined) return `uploads what ${upload} names`;
  }
  // What a resource is given by a local, a variable's default or an output may stand there.
  if (holdsContentFile(Object.values(body))) return "holds a content_file: what is uploaded may be any file";
  if (type === "data" && kind === "terraform_remote_state" && isForeignFile(block, all))
    return "reads a file that is the state of no stack here";
  if (!OF_PROVIDERS.includes(type) || /^(?:cloudflare|terraform)_/.test(kind)) return undefined;
  const attribute = fileAttributeIn(block);
  return attribute === undefined ? undefined : `uses the file that ${attribute} names`;
}
