import { canonicalText, isObject, isPlaceless, type Json, sinkOf } from "../terraform";
import type { Document } from "./show";
import { TOKEN_TYPES } from "./token-arguments";

/** Which tokens' values a plan takes to where they were not before. Values are compared, and never shown. */
export class PlannedValues {
  /** Sinks and outputs that are new, sinks that become another place, and outputs that Terraform shows from now on. */
  private readonly made = new Set<string>();
  /** Sinks whose secret changes. */
  private readonly refilled = new Set<string>();
  /** Tokens that get a new value. */
  private readonly renewed = new Set<string>();

  constructor(document: Document) {
    const { resource_changes: changes, output_changes: outputs } = document;
    for (const { address, type, change } of Array.isArray(changes) ? (changes as readonly unknown[]).filter(isObject) : [])
      if (isObject(change)) this.add(String(address), String(type), change);
    for (const [name, change] of isObject(outputs) ? Object.entries(outputs) : []) {
      const isShown = isObject(change) && change["before_sensitive"] === true && change["after_sensitive"] !== true;
      if (isObject(change) && (isShown || isMade(change))) this.made.add(`output.${name}`);
    }
  }

  /** Whether a sink or an output that has a token's value after the plan had it before. */
  isNew(where: string, token: string): boolean {
    // A sink whose secret changes while the token's value stays is given that value from now on.
    return this.made.has(where) || (this.refilled.has(where) && !this.renewed.has(token));
  }

  private add(address: string, type: string, change: Json): void {
    const { actions, before, after, after_unknown: unknown } = change;
    if (TOKEN_TYPES.has(type) && Array.isArray(actions) && actions.includes("create")) this.renewed.add(address);
    if (isMade(change)) this.made.add(address);
    const attributes = sinkOf(type)?.attributes;
    if (attributes === undefined || !isObject(before) || !isObject(after)) return;
    const opened = isObject(unknown) ? unknown : {};
    const differs = (name: string): boolean =>
      opened[name] === true || canonicalText(before[name] ?? null) !== canonicalText(after[name] ?? null);
    if (attributes.some(differs)) this.refilled.add(address);
    // What is known after apply only is computed, or follows from what is compared by its references.
    if (Object.keys(after).some((name) => !attributes.includes(name) && !isPlaceless(name) && opened[name] !== true && differs(name)))
      this.made.add(address);
  }
}

function isMade({ actions }: Json): boolean {
  return Array.isArray(actions) && actions.join() === "create";
}
