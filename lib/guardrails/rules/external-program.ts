import { defineRule } from "../define-rule";
import type { Violation } from "../model";
import {
  addressOf,
  type BlockType,
  blocksOf,
  encryptionsOf,
  innerBlocks,
  isObject,
  type Json,
  type StateUse,
  statesOf,
  type TerraformStack,
} from "../terraform";

const TYPES: readonly BlockType[] = ["data", "resource", "ephemeral", "action"];
/** Settings that name a program, or a file which may name one (`credential_process` of AWS, `exec` of Kubernetes). */
const PROGRAMS = /^(?:exec|credential_process|shared_config_files?|shared_credentials_files?|config_paths?)$/;

export const externalProgram = defineRule({
  id: "external-program",
  title: "Terraform runs no other program",
  why: "the program runs at plan, beside the credential, and can do what the pipeline can",
  fix: "remove it; compute the value in the program that synthesizes",
  level: "error",
  waivable: false,
  terraform: (stack) => [
    ...TYPES.flatMap((type) =>
      blocksOf(stack, type)
        .filter(({ labels }) => /^(?:external|shell)(?:_|$)|^local_command$/.test(labels[0] ?? ""))
        .map((block): Violation => ({
          detail: addressOf(type, block),
          message: `${addressOf(type, block)} runs a program`,
          file: block.file,
        })),
    ),
    // OpenTofu asks such a program for the key, or to encrypt.
    ...encryptionsOf(stack)
      .flatMap((block) => [...innerBlocks(block, "key_provider", 2), ...innerBlocks(block, "method", 2)])
      .filter(({ labels }) => labels[0] === "external")
      .map(({ labels, file }): Violation => {
        const detail = `encryption.${labels.join(".")}`;
        return { detail, message: `${detail} runs a program`, file };
      }),
    ...settings(stack),
  ],
});

/** Backends and providers get their credentials from programs as well, if they are told to. */
function settings(stack: TerraformStack): Violation[] {
  const places: StateUse[] = [
    ...statesOf(stack),
    ...blocksOf(stack, "provider").map((block) => ({ address: addressOf("provider", block), body: block.body, file: block.file })),
  ];
  return places.flatMap(({ address, body, file, computed }) =>
    [...new Set([...programsIn(body), ...(computed === undefined ? [] : [computed])])].map((setting) => ({
      detail: `${address}.${setting}`,
      message: `${address} may run a program that ${setting} names`,
      file,
    })),
  );
}

function programsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(programsIn);
  if (!isObject(value)) return [];
  return Object.entries<unknown>(value satisfies Json).flatMap(([key, inner]) => [
    ...(PROGRAMS.test(key) && inner !== null ? [key] : []),
    ...(key === "//" ? [] : programsIn(inner)),
  ]);
}
