import { createHash } from "node:crypto";

const SAFE = /^[a-z0-9](?:[a-z0-9_-]|\.(?!\.|$)){0,79}$/;
// Windows gives these names to devices, with any extension.
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/;

// Names that look like ours for unsafe names are not kept, else `foo-<hash of Foo>` would meet `Foo`.
const HASHED = /-[0-9a-f]{16}$/;

/**
 * One segment of a file path for a foreign name. A safe name is kept; any other is made safe and gets 16 characters of its hash, so that
 * two names never share a file, not even where case is ignored.
 */
export function fileName(name: string): string {
  if (SAFE.test(name) && !DEVICE.test(name) && !HASHED.test(name)) return name;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 16);
  const base = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60)
    .replace(/-+$/, "");
  return base === "" || DEVICE.test(base) ? `x-${hash}` : `${base}-${hash}`;
}
