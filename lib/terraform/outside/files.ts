import { isUnknown } from "../../policy";
import { isObject, textsOf } from "../blocks";
import { expressionTokens } from "../expression-tokens";
import type { Json } from "../model";

/** Why a resource of Cloudflare's reads a file; undefined for one that reads none. */
export function cloudflareFileIn(body: Json): string | undefined {
  const upload = uploadIn(body);
  if (upload !== undefined) return `uploads what ${upload} names`;
  const attribute = namedFileIn("", body);
  return attribute === undefined ? undefined : `uses the file that ${attribute} names`;
}

/** Whether a value holds the name of Cloudflare's attribute for a file, as a key or within an expression: it may become one elsewhere. */
export function holdsContentFile(value: unknown): boolean {
  return textsOf({ value }).some(
    (text) => text === "content_file" || (isUnknown(text) && text.includes("content_file") && hasWord(text, "content_file")),
  );
}

function hasWord(text: string, word: string): boolean {
  for (const token of expressionTokens(text)) if (token.text === word) return true;
  return false;
}

/** Objects of Workers that may hold a `content_file` or a `directory`: an expression in their place may as well. */
const HOLDERS: ReadonlySet<string> = new Set(["assets", "modules"]);

/** `content_file` and `assets.directory` of Workers, or what may hold them: the provider reads the file itself. */
function uploadIn(value: unknown, within?: string): string | undefined {
  if (typeof value === "string") return within;
  if (Array.isArray(value)) return firstOf(value, (each) => uploadIn(each, within));
  if (!isObject(value)) return undefined;
  return firstOf(Object.entries(value), ([key, inner]) => {
    if (inner === null) return undefined;
    if (key === "content_file" || key === "directory") return key;
    if (isUnknown(key) && within !== undefined) return within;
    return key === "//" && within === undefined ? undefined : uploadIn(inner, HOLDERS.has(key) ? key : undefined);
  });
}

/** Attributes by which resources of well-known providers are given a file; at the top of a resource only, since others mean something else further down. */
const AT_TOP = /^(?:source|source_dir|source_directory|source_path|filename)$/;
const ANYWHERE = /_(?:files?|filename|file_path)$|^(?:content_file|file_path)$/;
/** Secrets and roles have a path as well, which is none of a file. */
const LOCAL_PATH = /^(?:~|\.{1,2})\/|^\/(?:dev|etc|home|mnt|opt|private|proc|root|run|srv|tmp|usr|var|Users)(?:\/|$)/;

/** The attribute of a resource or a data source, not of Cloudflare's, that may name a file here. */
export function fileAttributeIn(body: Json): string | undefined {
  return firstOf(Object.entries(body), ([name, value]) => {
    if (AT_TOP.test(name) && mayBeFile(value)) return name;
    if (name === "path" && typeof value === "string" && LOCAL_PATH.test(value)) return name;
    return namedFileIn(name, value);
  });
}

function namedFileIn(name: string, value: unknown): string | undefined {
  if (ANYWHERE.test(name) && mayBeFile(value)) return name;
  if (Array.isArray(value)) return firstOf(value, (each) => namedFileIn("", each));
  return isObject(value) ? firstOf(Object.entries(value), ([key, inner]) => namedFileIn(key, inner)) : undefined;
}

/** A text, or a list of them, that is neither empty nor a URL nor an ARN. */
function mayBeFile(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(mayBeFile);
  return typeof value === "string" && value !== "" && !/^(?!file:)[a-z][a-z0-9+.-]+:/i.test(value);
}

function firstOf<T>(list: readonly T[], found: (each: T) => string | undefined): string | undefined {
  for (const each of list) {
    const name = found(each);
    if (name !== undefined) return name;
  }
  return undefined;
}
