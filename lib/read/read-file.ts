import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, normalize, relative, sep } from "node:path";
import { fault, PrincipalError, systemCode } from "../errors";
import { printable } from "../printable";
import { invalid, JsonFault, parseStrictJson } from "../terraform";

/** 64 MiB: some 50,000 tokens, a hundred times what an account may hold. */
export const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Reads one JSON file; everything that can be wrong with it is a PrincipalError that names it. */
export function readJsonFile(file: string, maxBytes = MAX_FILE_BYTES): unknown {
  const text = readTextFile(file, maxBytes);
  try {
    return parseStrictJson(text);
  } catch (error) {
    if (error instanceof JsonFault) throw invalid(file, error.at, error.message);
    throw error;
  }
}

/** Whether it is a folder; anything else that can be read is a file. */
export function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** Reads one file as text; everything that can be wrong with it is a PrincipalError that names it. */
export function readTextFile(file: string, maxBytes = MAX_FILE_BYTES): string {
  return decode(readBytes(file, maxBytes), file);
}

export function unreadable(file: string, error: unknown): PrincipalError {
  // Every command reads it unless another input is named, also before anything was synthesized.
  const synth = normalize(file) === "cdktf.out" && systemCode(error) === "ENOENT";
  return new PrincipalError([fault.unreadableFile(printable(file), reasonOf(error), synth ? "synth" : "file")]);
}

/** The real path of a file that has to lie within `root`: a link in a foreign folder must not lead out of it. */
export function realPathWithin(root: string, file: string): string {
  let real: string;
  let realRoot: string;
  try {
    realRoot = realpathSync(root);
    real = realpathSync(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  const way = relative(realRoot, real);
  if (way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way))
    throw new PrincipalError([fault.unreadableFile(printable(file), "it lies outside the folder that was given")]);
  return real;
}

function readBytes(file: string, maxBytes: number): Buffer {
  let descriptor: number | undefined;
  try {
    // O_NONBLOCK: opening a named pipe must not wait for a writer.
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Reason(stat.isDirectory() ? "it is a folder" : "it is not a regular file");
    if (stat.size > maxBytes) throw new Reason(`it is larger than ${String(Math.floor(maxBytes / 1024 / 1024))} MiB`);
    const buffer = Buffer.allocUnsafe(stat.size + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < buffer.length; length += read)
      read = readSync(descriptor, buffer, length, buffer.length - length, null);
    if (length !== stat.size) throw new Reason("it changed while it was read");
    return buffer.subarray(0, length);
  } catch (error) {
    throw unreadable(file, error);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function decode(bytes: Buffer, file: string): string {
  if (!isUtf8(bytes)) throw invalid(file, "", "not UTF-8 text");
  // A byte order mark is kept, and is then no JSON: Terraform refuses it as well.
  return bytes.toString("utf8");
}

/** A reason that may be shown as it is. */
class Reason extends Error {}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "there is no such file",
  EISDIR: "it is a folder",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its links lead in a circle",
  ENAMETOOLONG: "its name is too long",
};

function reasonOf(error: unknown): string {
  if (error instanceof Reason) return error.message;
  const code = systemCode(error);
  return REASONS[code] ?? code;
}
