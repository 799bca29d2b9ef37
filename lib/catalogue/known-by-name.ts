import { KNOWN_BY_NAME } from "./generated/names";
import type { Scope } from "./permission";

/** A permission group that sources name and whose id none of them gives. `Permission.lookup` finds it at plan time. */
export interface NamedOnly {
  /** Cloudflare's name of it. */
  readonly name: string;
  /** What it acts on; absent where no source says. */
  readonly scope?: Scope;
  /** `stated` by a source, or `product`: concluded from the product it belongs to. Absent where the scope is. */
  readonly scopeEvidence?: "stated" | "product";
}

/** Every permission group that is known by name only. */
export const permissionsKnownByName: readonly NamedOnly[] = KNOWN_BY_NAME;
