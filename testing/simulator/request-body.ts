import type { IncomingMessage } from "node:http";
import { assumed } from "./api-error";

/** The whole body; at the limit it stops keeping what comes. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const keep = (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limit) {
        chunks.push(chunk);
        return;
      }
      // The rest is read and dropped until the answer closes the connection: a caller who still writes would not see the answer.
      request.off("data", keep);
      request.resume();
      reject(assumed.bodyTooLarge());
    };
    request.on("data", keep);
    request.once("end", () => {
      resolve(Buffer.concat(chunks));
    });
    request.once("error", reject);
  });
}

/** The body as JSON; undefined for an empty one. */
export function parseJson(body: Buffer): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    throw assumed.malformedBody();
  }
}
