import { defineRule } from "../define-rule";
import { addressOf, BLOCK_TYPES, blocksOf, textsOf } from "../terraform";

// Comments and spaces may stand between a function's name and its parenthesis.
const READS =
  /\b(file|filebase64|filemd5|filesha1|filesha256|filesha512|filebase64sha256|filebase64sha512|fileexists|fileset|templatefile)(?:\s|\/\*[^]*?\*\/|(?:#|\/\/)[^\n]*\n)*\(/;

export const readsLocalFiles = defineRule({
  id: "reads-local-files",
  title: "Terraform reads no files",
  why: "file(…) can read the pipeline's environment and credentials into an output, a name or the plan",
  fix: "read the file in the program that synthesizes",
  level: "error",
  waivable: false,
  terraform: (stack) =>
    BLOCK_TYPES.flatMap((type) =>
      blocksOf(stack, type).flatMap((block) => {
        const call = textsOf(block.body)
          .filter((text) => /[$%]\{/.test(text))
          .map((text) => READS.exec(text)?.[1])
          .find((name) => name !== undefined);
        if (call === undefined) return [];
        const detail = addressOf(type, block);
        return [{ detail, message: `${detail} calls ${call}`, file: block.file }];
      }),
    ),
});
