import { holdsCredential } from "../../errors";
import { defineRule } from "../define-rule";
import type { Violation } from "../model";
import {
  addressOf,
  BLOCK_TYPES,
  blocksOf,
  credentialsIn,
  encryptionsOf,
  isTrue,
  type Json,
  type StateUse,
  statesOf,
  type TerraformStack,
  textsOf,
} from "../terraform";

export const credentialInFile = defineRule({
  id: "credential-in-file",
  title: "no credential stands in the files",
  why: "they are committed, cached and uploaded; and a provider with a credential of its own takes what it is given to somebody else's account",
  fix: "give it by the environment, a provider's by a variable without a default as well",
  level: "error",
  waivable: false,
  terraform: (stack) => {
    const found = [...settings(stack), ...variables(stack), ...texts(stack)];
    return [...new Map(found.map((violation) => [violation.detail, violation])).values()];
  },
});

/** Backends, remote states, OpenTofu's encryption and providers: a setting that is called a credential holds one. */
function settings(stack: TerraformStack): Violation[] {
  const places: StateUse[] = [
    ...statesOf(stack),
    ...encryptionsOf(stack).map(({ body, file }) => ({ address: "encryption", body: withoutVariables(body, stack), file })),
    ...blocksOf(stack, "provider").map((block) => ({
      address: addressOf("provider", block),
      body: withoutVariables(block.body, stack),
      file: block.file,
    })),
  ];
  return places.flatMap(({ address, body, file, computed }) => [
    ...credentialsIn(body).map((setting) => ({
      detail: `${address}.${setting}`,
      message: `${address} holds a credential in ${setting}`,
      file,
    })),
    ...(computed === undefined
      ? []
      : [{ detail: `${address}.${computed}`, message: `${address} may hold a credential in ${computed}, which is computed`, file }]),
  ]);
}

/** What comes from outside the files is no credential in them. */
function withoutVariables(body: Json, stack: TerraformStack): Json {
  const open = new Set(
    blocksOf(stack, "variable").flatMap(({ labels, body: variable }) =>
      variable["default"] === undefined || variable["default"] === null ? [labels[0] ?? ""] : [],
    ),
  );
  const strip = (value: unknown): unknown => {
    if (typeof value === "string") return open.has(/^\$\{\s*var\.([\w-]+)\s*\}$/.exec(value)?.[1] ?? "") ? null : value;
    if (Array.isArray(value)) return value.map(strip);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, strip(inner)]));
  };
  return strip(body) as Json;
}

function variables(stack: TerraformStack): Violation[] {
  return blocksOf(stack, "variable").flatMap((block) => {
    const { sensitive, default: value } = block.body;
    if (!isTrue(sensitive) || value === undefined || value === null || value === "") return [];
    const detail = addressOf("variable", block);
    return [{ detail, message: `${detail} is sensitive and has its value as a default`, file: block.file }];
  });
}

/** Cloudflare's own can be told by their form, wherever they stand. */
function texts(stack: TerraformStack): Violation[] {
  return BLOCK_TYPES.flatMap((type) =>
    blocksOf(stack, type).flatMap((block) => {
      if (!textsOf({ body: block.body }).some(holdsCredential)) return [];
      const detail = addressOf(type, block);
      return [{ detail, message: `${detail} holds a Cloudflare credential`, file: block.file }];
    }),
  );
}
