import { type DefaultTreeAdapterMap, parse } from "parse5";

/* How a browser reads a page. */

type Node = DefaultTreeAdapterMap["node"];
export type Element = DefaultTreeAdapterMap["element"];

export function elementsOf(node: Node): Element[] {
  const own = "tagName" in node ? [node] : [];
  return [...own, ...("childNodes" in node ? node.childNodes.flatMap(elementsOf) : [])];
}

export function textOf(node: Node): string {
  if ("value" in node) return node.value;
  return "childNodes" in node ? node.childNodes.map(textOf).join("") : "";
}

export const attribute = (element: Element, name: string): string | undefined => element.attrs.find((attr) => attr.name === name)?.value;

export interface ParsedPage {
  readonly errors: readonly string[];
  readonly elements: readonly Element[];
}

export function parseDocument(html: string): ParsedPage {
  const errors: string[] = [];
  const document = parse(html, { onParseError: ({ code }) => errors.push(code) });
  return { errors, elements: elementsOf(document) };
}

/** What stands before the script: texts of strangers are nowhere else. */
export const bodyOf = (html: string): string => html.slice(html.indexOf("<body>"), html.indexOf("<script>"));

export function parsePage(body: string): ParsedPage {
  return parseDocument(`<!doctype html><html lang="en"><head><meta charset="utf-8"><title>x</title></head>${body}</body></html>`);
}

export const shapeOf = ({ tagName, attrs }: Element): string =>
  `${tagName} ${attrs
    .map(({ name }) => name)
    .sort()
    .join(" ")}`;
