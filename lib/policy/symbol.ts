/**
 * Whether a text holds something that is known at plan or apply time only: a cdktf token or a Terraform expression.
 * This package knows such a value by its `${` alone, so that no cdktf type is needed to reason about it.
 */
export function isSymbol(text: string): boolean {
  return text.includes("${") || text.includes("#{TfToken[");
}

/** Whether any text within a list or a text is a symbol. Lists of cdktf are encoded as one entry `#{TfToken[…]}`. */
export function holdsSymbol(value: unknown): boolean {
  if (typeof value === "string") return isSymbol(value);
  // cdktf encodes numbers as large negative values; no date or count here is one.
  if (typeof value === "number") return value < -1e150;
  return Array.isArray(value) && value.some(holdsSymbol);
}
