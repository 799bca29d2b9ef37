import { z } from "zod";
import { type AcknowledgementSpec, parseAcknowledgements, type RotationSpec } from "../policy";
import { isObject } from "../terraform";

/** What our constructs write beside a token: nothing of it is access, and nothing of it is trusted. */
export interface Metadata {
  readonly path?: string;
  readonly owner?: string;
  readonly purpose?: string;
  readonly rotation?: RotationSpec;
  /** Resource key (`outer/inner` for the nested form) to what people call it. */
  readonly names?: Readonly<Record<string, string>>;
  readonly acknowledgements?: readonly AcknowledgementSpec[];
}

const text = z.string();
const rotation = z.object({ principal: text, slot: text, generation: z.number().int() });

/** Reads `"//"` of a resource. A field of another shape is a stranger's comment and is left out, but for acknowledgements: those are named. */
export function readMetadata(comment: unknown): { readonly metadata: Metadata; readonly unreadable: readonly string[] } {
  const metadata = isObject(comment) && isObject(comment["metadata"]) ? comment["metadata"] : {};
  const path = text.safeParse(metadata["path"]).data;
  const owner = text.safeParse(metadata["owner"]).data;
  const purpose = text.safeParse(metadata["purpose"]).data;
  const slot = rotation.safeParse(metadata["rotation"]).data;
  const names = Object.entries(isObject(metadata["names"]) ? metadata["names"] : {}).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string",
  );
  const { acknowledgements, unreadable } = parseAcknowledgements(metadata["acknowledgements"]);
  return {
    metadata: {
      // The L1's own path ends in its construct id; the principal is its parent.
      ...(path === undefined ? {} : { path: path.replace(/\/Resource$/, "") }),
      ...(owner === undefined ? {} : { owner }),
      ...(purpose === undefined ? {} : { purpose }),
      ...(slot === undefined ? {} : { rotation: slot }),
      ...(names.length === 0 ? {} : { names: Object.fromEntries(names) }),
      ...(acknowledgements.length === 0 ? {} : { acknowledgements }),
    },
    unreadable,
  };
}
