import { snapshotOf } from "../../lib/review";
import { MARKER, RECORD_HEADING } from "../../lib/review/record/write";
import { readRecord } from "../../lib/review/record/read";
import { obeyedCommands, parseMarkdown, TRICKS } from "./checks";
import { CORPUS } from "./corpus";
import { hostileStacks } from "./stacks";

const snapshots = CORPUS.map(({ tries, text }) => ({ tries, text, files: snapshotOf(hostileStacks(text)) }));

/** Names the payloads that fail a check. */
function failing(check: (file: { readonly path: string; readonly text: string }) => boolean): string[] {
  return snapshots.filter(({ files }) => !files.every(check)).map(({ tries, text }) => `${tries}: ${JSON.stringify(text.slice(0, 80))}`);
}

describe("the snapshot, with every payload in every place that a stranger writes,", () => {
  it("has safe paths, one a principal", () => {
    expect(failing(({ path }) => /^[a-z0-9][a-z0-9._-]*\/[a-z0-9][a-z0-9._-]*\.md$/.test(path) && !path.includes(".."))).toEqual([]);
    // Both stacks have one rotation each, whose slots share a file; they differ in access, so its slots have parts of their own.
    expect(new Set(snapshots.flatMap(({ files }) => files.length))).toEqual(new Set([2]));
  });

  it("has words that are nothing but words, and tricks nobody", () => {
    expect(
      failing(({ text }) => {
        const words = text.slice(MARKER.length, text.lastIndexOf(RECORD_HEADING));
        const { onlyText, references } = parseMarkdown(words);
        return (
          onlyText && references.length === 0 && obeyedCommands(text).length === 0 && text.split("\n").every((line) => !TRICKS.test(line))
        );
      }),
    ).toEqual([]);
  });

  it("has one block of ASCII for the record, from which the same file is made again", () => {
    expect(
      failing(({ text }) => {
        const json = text.slice(text.lastIndexOf(RECORD_HEADING));
        return /^[\n\x20-\x7e]*$/.test(json) && json.match(/```/g)?.length === 2 && readRecord(text) !== undefined;
      }),
    ).toEqual([]);
  });
});
