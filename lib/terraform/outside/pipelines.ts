import { addressOf, BLOCK_TYPES, type BlockType, blocksOf, COMMENT } from "../blocks";
import { type Allowed, CLOUDFLARE, EMITTED, typeLine } from "../list";
import type { Block, TerraformStack } from "../model";
import { OutsideApp } from "./app";
import { backendsOf } from "./backends";
import { outsideOf } from "./outside-of";
import { StackProviders } from "./providers";
import { type OutsideRow, row } from "./row";

/** What of a stack no pipeline applies: what is outside the list, and what of the list our own stacks do not write and no team allows. */
export function outsidePipelines(stack: TerraformStack, allowed: Allowed): OutsideRow[] {
  const app = new OutsideApp([stack], allowed);
  const providers = new StackProviders(stack);
  const rows = outsideOf(stack, app);
  const lines = new Set(rows.map(({ allowable }) => allowable));
  const more = BLOCK_TYPES.flatMap((type) => blocksOf(stack, type).flatMap((block) => notEmitted(type, block, app, providers)));
  const states = backendsOf(stack);
  const [first] = states;
  const several = states.length > 1 ? [row("pipelines-only", "backend", "the state has several places", first?.file ?? "")] : [];
  return [...rows, ...several, ...more.filter(({ allowable }) => allowable === undefined || !lines.has(allowable))];
}

function notEmitted(type: BlockType, block: Block, app: OutsideApp, providers: StackProviders): OutsideRow[] {
  const address = addressOf(type, block);
  const emitted = EMITTED[type];
  const found = (what: string, allowable?: string): OutsideRow[] => [
    row("pipelines-only", address, `${address} ${what}`, block.file, allowable === undefined ? {} : { allowable }),
  ];
  if (emitted === undefined) return found("is of a kind that our stacks do not write");
  const [kind = ""] = block.labels;
  if (emitted.types !== undefined && !Object.hasOwn(emitted.types, kind)) {
    // Those of other providers are on no list at all.
    if (type === "provider" || providers.sourceOfBlock(block) !== CLOUDFLARE) return [];
    const line = type === "resource" ? kind : `${type}.${kind}`;
    return app.allowsType(line) ? [] : found("is of a type that our stacks do not write", typeLine(line));
  }
  const names = emitted.types?.[kind] ?? emitted.names;
  return Object.keys(block.body)
    .filter((name) => name !== COMMENT && names?.includes(name) === false)
    .flatMap((name) => found(`has ${name}, which our stacks do not write`));
}
