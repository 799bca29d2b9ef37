import { z } from "zod";
import type { RotationSpec } from "../policy";
import { isObject } from "../terraform";

/** What our constructs write beside a token: nothing of it is access, and nothing of it is trusted. */
export interface Metadata {
  readonly path?: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly rotation?: RotationSpec;
  /** Resource key (`outer/inner` for the nested form) to what people call it. */
  readonly names: ReadonlyMap<string, string>;
}

const text = z.string();
const rotation = z.object({ principal: text, slot: text, generation: z.number().int() });

/** Reads `"//"` of a resource. A field of another shape is a stranger's comment and is left out. */
export function readMetadata(comment: unknown): Metadata {
  const metadata = isObject(comment) && isObject(comment["metadata"]) ? comment["metadata"] : {};
  const path = text.safeParse(metadata["path"]).data;
  const owner = text.safeParse(metadata["owner"]).data;
  const purpose = text.safeParse(metadata["purpose"]).data;
  const slot = rotation.safeParse(metadata["rotation"]).data;
  const names = Object.entries(isObject(metadata["names"]) ? metadata["names"] : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  return {
    // The L1's own path ends in its construct id; the principal is its parent.
    ...(path === undefined ? {} : { path: path.replace(/\/Resource$/, "") }),
    ...(owner === undefined ? {} : { owner }),
    ...(purpose === undefined ? {} : { purpose }),
    ...(slot === undefined ? {} : { rotation: slot }),
    names: new Map(names),
  };
}
