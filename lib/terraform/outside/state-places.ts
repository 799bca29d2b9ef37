import { isUnknown } from "../../policy";
import { isObject, textsOf } from "../blocks";
import type { Block, TerraformStack } from "../model";
import { backendsOf } from "./backends";

/** Settings that say how a state is written, and not where it is. References between stacks leave some of them out. */
const HOW: ReadonlySet<string> = new Set(["//", "acl", "dynamodb_table", "encrypt", "kms_key_id", "use_lockfile"]);
/** HCP Terraform is a backend of its own, and a remote state of another name. */
const NAMES: Readonly<Record<string, string>> = { cloud: "remote" };

/** Names of stacks by where they keep their state. */
export type StatePlaces = ReadonlyMap<string, readonly string[]>;

/** The stacks that keep their state where a remote state reads one; none where that is elsewhere, in another workspace, or computed. */
export function homesOf({ body }: Block, places: StatePlaces): readonly string[] {
  const { backend, config, workspace } = body;
  if (typeof backend !== "string" || textsOf({ backend, config }).some(isUnknown)) return [];
  if (![undefined, null, "default", "${terraform.workspace}"].includes(workspace as string | null | undefined)) return [];
  return places.get(placeOf(backend, config)) ?? [];
}

/** Where each stack keeps its state; a local one without a path is not told from another. */
export function placesOf(stacks: readonly TerraformStack[]): StatePlaces {
  const places = new Map<string, string[]>();
  for (const stack of stacks) {
    for (const { type, body } of backendsOf(stack)) {
      if (type === "local" && typeof body["path"] !== "string") continue;
      const place = placeOf(type, body);
      const names = places.get(place);
      if (names === undefined) places.set(place, [stack.name]);
      else names.push(stack.name);
    }
  }
  return places;
}

function placeOf(type: string, settings: unknown): string {
  const body = isObject(settings) ? Object.entries(settings).filter(([name]) => !HOW.has(name)) : [["", settings] as const];
  return JSON.stringify([NAMES[type] ?? type, plain(Object.fromEntries(body))]);
}

/** The same for the same settings: blocks as lists of one or as objects, whatever the order, and what is not set left out. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 1 ? plain(value[0]) : value.map(plain);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, inner]) => [key, plain(inner)]);
}
