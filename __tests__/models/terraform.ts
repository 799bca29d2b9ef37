/*
 * As much of Terraform as the texts of a token use: strings, names, objects with computed keys, lists, format, jsonencode, sort, distinct and one
 * form of `for`. A name stands for the value that `values` has for it.
 */

type Value = string | readonly Value[] | { readonly [key: string]: Value };

/** What Terraform makes of an attribute whose whole text is one `${…}`. */
export function evaluateTemplate(template: string, values: Readonly<Record<string, string>>): Value {
  if (!template.startsWith("${") || !template.endsWith("}")) throw new Error(`not one expression: ${template}`);
  return new Evaluation(template.slice(2, -1), values).whole();
}

class Evaluation {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly values: Readonly<Record<string, string>>,
  ) {}

  whole(): Value {
    const value = this.expression();
    this.spaces();
    if (this.at !== this.text.length) throw new Error(`left over: ${this.text.slice(this.at)}`);
    return value;
  }

  private expression(): Value {
    this.spaces();
    const char = this.text.charAt(this.at);
    if (char === '"') return this.string();
    if (char === "{") return this.object();
    if (char === "[") return this.list();
    if (char === "(") return this.between("(", ")", () => this.expression());
    const name = this.take(/^[\w.-]+/);
    return this.text.charAt(this.at) === "(" ? this.call(name) : this.value(name);
  }

  private value(name: string): string {
    const value = this.values[name];
    if (value === undefined) throw new Error(`unknown name ${name}`);
    return value;
  }

  private call(name: string): Value {
    const args = this.between("(", ")", () => this.separated(")", () => this.expression()));
    const [first] = args;
    if (name === "format" && typeof first === "string") return format(first, args.slice(1));
    if (name === "jsonencode" && first !== undefined && args.length === 1) return encode(first);
    if (name === "distinct" && Array.isArray(first)) return [...new Set(first as string[])];
    if (name === "sort" && Array.isArray(first)) return [...(first as string[])].sort((a, b) => (a < b ? -1 : 1));
    throw new Error(`unknown call ${name}`);
  }

  private object(): Value {
    const fields = this.between("{", "}", () =>
      this.separated("}", (): [string, Value] => {
        const key = this.expression();
        this.expect("=");
        if (typeof key !== "string") throw new Error("a key is a text");
        return [key, this.expression()];
      }),
    );
    return Object.fromEntries(fields);
  }

  private list(): Value {
    return this.between("[", "]", () => {
      this.spaces();
      if (!this.text.startsWith("for ", this.at)) return this.separated("]", () => this.expression());
      this.take(/^for id in /);
      const source = this.expression();
      this.take(/^ : \{ id = id \}/);
      return (source as readonly string[]).map((id) => ({ id }));
    });
  }

  private string(): string {
    const text = this.take(/^"(?:[^"\\]|\\.)*"/);
    if (/(?<!\$)\$\{|(?<!%)%\{/.test(text)) throw new Error(`a template within ${text}`);
    return JSON.parse(text) as string;
  }

  private separated<T>(end: string, one: () => T): T[] {
    const found: T[] = [];
    this.spaces();
    while (this.text.charAt(this.at) !== end) {
      found.push(one());
      this.spaces();
      if (this.text.charAt(this.at) !== end) this.expect(",");
      this.spaces();
    }
    return found;
  }

  private between<T>(open: string, close: string, inner: () => T): T {
    this.expect(open);
    const value = inner();
    this.expect(close);
    return value;
  }

  private expect(char: string): void {
    this.spaces();
    if (this.text.charAt(this.at) !== char) throw new Error(`expected ${char} at ${this.text.slice(this.at)}`);
    this.at++;
  }

  private take(pattern: RegExp): string {
    const found = pattern.exec(this.text.slice(this.at))?.[0];
    if (found === undefined) throw new Error(`expected ${String(pattern)} at ${this.text.slice(this.at)}`);
    this.at += found.length;
    return found;
  }

  private spaces(): void {
    while (this.text.charAt(this.at) === " ") this.at++;
  }
}

function format(template: string, args: readonly Value[]): string {
  const left = [...args];
  const text = template.replace(/%(.?)/g, (_, verb: string) => {
    if (verb === "%") return "%";
    const next = left.shift();
    if (verb !== "s" || typeof next !== "string") throw new Error(`bad format ${template}`);
    return next;
  });
  if (left.length > 0) throw new Error(`too many values for ${template}`);
  return text;
}

/** Compact, keys sorted. */
function encode(value: Value): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isList(value)) return `[${value.map(encode).join(",")}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([key, inner]) => `${JSON.stringify(key)}:${encode(inner)}`).join(",")}}`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
