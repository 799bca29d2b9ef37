/**
 * Whether a text holds something that is known at plan or apply time only: a cdktf token or a Terraform expression.
 * This package knows such a value by its `${` alone, so that no cdktf type is needed to reason about it.
 */
export function isSymbol(text: string): boolean {
  return text.includes("${") || text.includes("#{TfToken[");
}

/** Whether a text of foreign Terraform is known at plan or apply time only: `%{if …}` makes it as unknown as `${…}` does. */
export function isUnknown(text: string): boolean {
  return isSymbol(text) || text.includes("%{");
}

/** Whether any text within a list or a text is a symbol. Lists of cdktf are encoded as one entry `#{TfToken[…]}`. */
export function holdsSymbol(value: unknown): boolean {
  if (typeof value === "string") return isSymbol(value);
  // cdktf encodes numbers as large negative values; no date or count here is one.
  if (typeof value === "number") return value < -1e150;
  return Array.isArray(value) && value.some(holdsSymbol);
}

/**
 * Whether each `${…}` of a text is one whole value: brackets and quotes closed, nothing after a comma. What is pasted into an expression of ours
 * must not be able to end it and go on with its own.
 */
export function hasWholeSymbols(text: string): boolean {
  for (let at = text.indexOf("${"); at !== -1;) {
    const end = endOfWhole(text, at + 2);
    if (end === undefined) return false;
    at = text.indexOf("${", end);
  }
  return true;
}

/** Index behind the brace that closes the value begun at `from`; undefined for a value that is not whole. */
function endOfWhole(text: string, from: number): number | undefined {
  const open: string[] = [];
  for (let i = from; i < text.length; i++) {
    const char = text.charAt(i);
    if (char === '"') {
      const end = /^"(?:[^"\\]|\\.)*"/.exec(text.slice(i, i + 1000))?.[0].length;
      if (end === undefined) return undefined;
      i += end - 1;
    } else if (char === "}" && open.length === 0) return i > from ? i + 1 : undefined;
    else if ("([{".includes(char)) open.push(char === "(" ? ")" : char === "[" ? "]" : "}");
    else if (")]}".includes(char) && open.pop() !== char) return undefined;
    else if ((char === "," && open.length === 0) || char === "#" || char === "\n" || text.startsWith("//", i) || text.startsWith("/*", i))
      return undefined;
  }
  return undefined;
}
