import { distance } from "fastest-levenshtein";
import { type Fault, fault } from "../errors";

/**
 * Faults for properties that nothing reads. `tsx` runs TypeScript without checking its types, and a misspelt `expiresOn` must not silently make a
 * token that never expires.
 *
 * @param of how a sentence names the object
 */
export function unknownProperties(object: object, known: readonly string[], path: string, of: string): Fault[] {
  return Object.keys(object)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const plain = name.toLowerCase().replaceAll("_", "");
      const near = known.filter((each) => distance(plain, each.toLowerCase()) <= 2);
      return fault.unknownProperty(path === "" ? name : `${path}.${name}`, of, (object as Record<string, unknown>)[name], near.slice(0, 1));
    });
}
