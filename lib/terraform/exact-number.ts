/** A number of a file that JavaScript can't keep: Terraform counts exactly, so that 9007199254740993 is another number than 9007199254740992. */
export class ExactNumber {
  /** @param text as it stands in the file */
  constructor(readonly text: string) {}

  toJSON(): string {
    return this.text;
  }

  toString(): string {
    return this.text;
  }
}

/** The number of a JSON text. */
export function readNumber(text: string): number | ExactNumber {
  const value = Number(text);
  return Number.isFinite(value) && decimalOf(text) === decimalOf(String(value)) ? value : new ExactNumber(text);
}

/** Equal for texts of one number: its digits without zeros at the ends, and the power of ten of the last. */
function decimalOf(text: string): string {
  const [mantissa = "", exponent = "0"] = text.toLowerCase().split("e");
  const [whole = "", fraction = ""] = mantissa.replace("-", "").split(".");
  const digits = whole + fraction;
  let [start, end] = [0, digits.length];
  while (digits[start] === "0") start++;
  if (start === end) return "0";
  while (digits[end - 1] === "0") end--;
  return `${text.startsWith("-") ? "-" : ""}${digits.slice(start, end)}e${String(Number(exponent) - fraction.length + digits.length - end)}`;
}
