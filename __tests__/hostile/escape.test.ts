import { parseFragment } from "parse5";
import ts from "typescript";
import {
  fileName,
  guardOutput,
  htmlText,
  markdownCode,
  markdownName,
  markdownText,
  printable,
  shorten,
  terminalName,
  terminalText,
  terraformText,
  typescriptComment,
  typescriptString,
  workflowData,
  workflowProperty,
} from "../../lib/review";
import { abridge, digest } from "../../lib/printable";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";

const texts = CORPUS.map(({ tries, text }) => [tries, text] as const);

/** Runs a check over the corpus and names each payload that fails it. */
function failing(check: (text: string) => boolean): string[] {
  return texts.filter(([, text]) => !check(text)).map(([tries, text]) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

describe("a text that is cut", () => {
  it("is never cut within a character, and says how long it is", () => {
    const text = `${"a".repeat(9)}😀${"b".repeat(10)}`;
    expect(shorten(text, 10)).toBe(`${"a".repeat(9)}… (21 characters)`);
    expect(shorten(text, 11)).toBe(`${"a".repeat(9)}😀… (21 characters)`);
    expect(abridge(text, 10)).toBe(`${"a".repeat(9)}… (21 characters, SHA-256 ${digest([text])})`);
    expect([shorten("a".repeat(10), 10), abridge("a".repeat(10), 10)]).toEqual(["a".repeat(10), "a".repeat(10)]);
  });

  it("has a digest that nobody finds two texts for", () => {
    expect(digest(["a", "b"])).toMatch(/^[0-9a-f]{32}$/);
    expect(digest(["a", "b"])).not.toBe(digest(["ab"]));
  });
});

describe("terminal, with every payload,", () => {
  it("holds no control, bidi or invisible character and stays on one line", () => {
    for (const escape of [printable, terminalText, terminalName]) expect(failing((text) => !TRICKS.test(escape(text)))).toEqual([]);
  });

  it("keeps plain texts as they are", () => {
    for (const text of ["dns-publisher", "publishes records from CI", "Müller & Söhne", "日本語", "Привет"]) {
      expect(terminalText(text)).toBe(text);
      expect(terminalName(text)).toBe(text);
    }
  });

  it("isolates right-to-left text, so that it can't reorder what follows", () => {
    expect(terminalText("שלום 192.0.2.0/24")).toBe("\u2068שלום 192.0.2.0/24\u2069");
    expect(terminalText("שלום\u2069")).toBe("\u2068שלום\\u{2069}\u2069");
  });

  it("quotes names that could be read as part of the page", () => {
    expect(terminalName("a (00000000…), zone b")).toBe('"a (00000000…), zone b"');
    expect(terminalName('say "x" \\')).toBe('"say \\"x\\" \\\\"');
    expect(terminalName("x [disabled]")).toBe('"x [disabled]"');
    expect(terminalName("")).toBe('""');
    expect(terminalName("trailing space ")).toBe('"trailing space "');
  });

  it("shows what it does not print", () => {
    expect(terminalText("a\u001b[31m\n\t\u202e\u200b")).toBe("a\\u{1b}[31m\\n\\t\\u{202e}\\u{200b}");
    expect(terminalText("\ud800")).toBe("\\u{d800}");
  });
});

describe("Markdown, with every payload,", () => {
  it.each([
    ["text", markdownText],
    ["name", markdownName],
    ["code", markdownCode],
  ])("%s within a line is one text or one code span, nothing else", (_, escape) => {
    expect(failing((text) => parseMarkdown(`- **owner** ${escape(text)}\n`).onlyText)).toEqual([]);
  });

  it("within a table cell is one cell", () => {
    const rows = failing((text) => {
      const { cells, onlyText } = parseMarkdown(`| a | b |\n| --- | --- |\n| ${markdownText(text)} | ${markdownCode(text)} |\n`);
      return cells === 4 && onlyText;
    });
    expect(rows).toEqual([]);
  });

  it("holds no bar, since parsers differ on escaped ones", () => {
    expect(failing((text) => !markdownText(text).includes("|") && !markdownCode(text).includes("|"))).toEqual([]);
  });

  it("mentions nobody and refers to nothing", () => {
    expect(failing((text) => parseMarkdown(`- ${markdownText(text)}\n`).references.length === 0)).toEqual([]);
  });

  it("shows the text that was meant", () => {
    const shown = (text: string): string => (text === "" ? " " : printable(text).replaceAll("|", "\\u{7c}"));
    expect(failing((text) => parseMarkdown(`- **is** ${markdownText(text)}\n`).text === `is ${shown(text)}`)).toEqual([]);
  });
});

describe("HTML, with every payload,", () => {
  it("is one text between tags and one value within a quoted attribute", () => {
    const broken = failing((text) => {
      const [element, ...others] = parseFragment(`<p title="${htmlText(text)}" lang='${htmlText(text)}'>${htmlText(text)}</p>`).childNodes;
      if (element === undefined || !("tagName" in element) || others.length > 0) return false;
      const inner = element.childNodes.map((node) => ("value" in node ? node.value : `<${node.nodeName}>`)).join("");
      return inner === printable(text) && element.attrs.length === 2 && element.attrs.every(({ value }) => value === printable(text));
    });
    expect(broken).toEqual([]);
  });
});

describe("TypeScript, with every payload,", () => {
  const parse = (source: string): ts.SourceFile => ts.createSourceFile("x.ts", source, ts.ScriptTarget.Latest, true);
  const faults = (file: ts.SourceFile): readonly unknown[] =>
    "parseDiagnostics" in file ? (file.parseDiagnostics as readonly unknown[]) : [];

  it("a string literal has exactly the text as its value", () => {
    const broken = failing((text) => {
      const file = parse(`const x = ${typescriptString(text)};\n`);
      const [statement] = file.statements;
      if (faults(file).length > 0 || file.statements.length !== 1 || statement === undefined || !ts.isVariableStatement(statement))
        return false;
      const value = statement.declarationList.declarations[0]?.initializer;
      return value !== undefined && ts.isStringLiteral(value) && value.text === text;
    });
    expect(broken).toEqual([]);
  });

  it.each([
    ["line", (text: string) => `// ${text}\nconst y = 1;\n`],
    ["block", (text: string) => `/* ${text} */ const y = 1;\n`],
    ["doc", (text: string) => `/**\n * ${text}\n */\nconst y = 1;\n`],
  ])("a %s comment ends where we end it and directs nothing", (_, comment) => {
    const broken = failing((text) => {
      const file = parse(comment(typescriptComment(text)));
      const directives = "commentDirectives" in file ? file.commentDirectives : undefined;
      const pragmas = "pragmas" in file && file.pragmas instanceof Map ? file.pragmas.size : -1;
      const check = "checkJsDirective" in file ? file.checkJsDirective : undefined;
      return (
        faults(file).length === 0 &&
        file.statements.length === 1 &&
        directives === undefined &&
        pragmas === 0 &&
        check === undefined &&
        file.referencedFiles.length === 0
      );
    });
    expect(broken).toEqual([]);
  });

  it("holds no character that shows source code as other code", () => {
    expect(failing((text) => !/[^\n\x20-\x7e\p{L}\p{M}\p{N}\p{P}\p{S}]/u.test(typescriptComment(text)))).toEqual([]);
    expect(failing((text) => !TRICKS.test(typescriptString(text)))).toEqual([]);
  });
});

describe("CI runners, with every payload,", () => {
  it("obey nothing in guarded output, at the start of a line or within it", () => {
    for (const frame of [
      (text: string) => text,
      (text: string) => `  ${text}`,
      (text: string) => `a\n${text}`,
      (text: string) => `a ${text}`,
    ]) {
      expect(failing((text) => obeyedCommands(guardOutput(frame(text))).length === 0)).toEqual([]);
    }
  });

  it("would obey some of the payloads, were they not guarded", () => {
    expect(texts.flatMap(([, text]) => obeyedCommands(text)).length).toBeGreaterThan(5);
  });

  it("leave guarded output as it is where it is harmless", () => {
    const harmless = "    from     ::1/128, 2001:db8::/32\n  a::b\n## heading\n";
    expect(guardOutput(harmless)).toBe(harmless);
  });

  it("see one command in one that we write", () => {
    const broken = failing((text) => {
      const line = `::error file=${workflowProperty(text)},line=1::${workflowData(text)}`;
      return !/[\r\n]/.test(line) && !/##[a-z]*\[/i.test(line) && line.split("::").at(1)?.split(",").length === 2;
    });
    expect(broken).toEqual([]);
  });

  it("give back the text of a command that we write", () => {
    const decode = (text: string): string => text.replace(/%0D/g, "\r").replace(/%0A/g, "\n").replace(/%23/g, "#").replace(/%25/g, "%");
    expect(failing((text) => decode(workflowData(text)) === text)).toEqual([]);
  });
});

describe("file names, with every payload,", () => {
  it("are one segment that every file system takes", () => {
    const name = /^[a-z0-9](?:[a-z0-9_-]|\.(?=[a-z0-9_-])){0,99}$/;
    expect(failing((text) => name.test(fileName(text)) && !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/.test(fileName(text)))).toEqual([]);
  });

  it("differ where the names differ", () => {
    const distinct = new Set(texts.map(([, text]) => text));
    const more = [...distinct, ...Array.from(distinct, fileName)];
    expect(new Set(more.map(fileName)).size).toBe(new Set(more).size);
  });

  it("keep a simple name", () => {
    expect(["dns-publisher", "a.b", "x_1", "foo"].map(fileName)).toEqual(["dns-publisher", "a.b", "x_1", "foo"]);
  });
});

describe("Terraform, with every payload,", () => {
  /** What Terraform makes of a template without anything to evaluate; undefined when there is something. */
  function evaluate(template: string): string | undefined {
    let text = "";
    for (let at = 0; at < template.length; at++) {
      const three = template.slice(at, at + 3);
      if (three === "$${" || three === "%%{") {
        text += three.slice(1);
        at += 2;
      } else if (three.startsWith("${") || three.startsWith("%{")) return undefined;
      else text += template.charAt(at);
    }
    return text;
  }

  it("evaluates nothing and gets the text back", () => {
    expect(failing((text) => evaluate(terraformText(text)) === text)).toEqual([]);
  });
});
