import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fault, PrincipalError } from "../../lib/errors";
import { applyChanges, compareCatalogue, hasChanges } from "./compare";
import { ApiFailure, fetchAnswer, redactToken } from "./fetch-answer";
import { generateCatalogue, readDocument } from "./generate";
import { readAnswer } from "./read-answer";
import { printable, renderChanges } from "./render-changes";
import { type CatalogueSources, DATA_DIRECTORY, readSources } from "./sources";

/** What a run needs of the world. */
export interface RefreshWorld {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly now: Date;
  /** Where the data is read and written. @default data/catalogue */
  readonly directory?: string;
  readonly print: (text: string) => void;
  readonly complain: (text: string) => void;
}

const USAGE = `npm run catalogue:refresh -- [file] [--write] [--keep-removed]
  file            the JSON of GET /accounts/<id>/tokens/permission_groups; without it the API is asked, with
                  CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID (or --account <id>) from the environment
  --write         take the changes over into data/catalogue
  --keep-removed  keep groups that the answer does not have
`;

/**
 * Compares a live list of permission groups with the catalogue, prints what was added, removed, renamed and rescoped, and takes it over on demand.
 *
 * @returns the exit code: 0 fine, 2 usage or unreadable input, 4 the API could not be reached or refused
 */
export async function refreshCatalogue(args: readonly string[], world: RefreshWorld): Promise<0 | 2 | 4> {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { write: { type: "boolean" }, "keep-removed": { type: "boolean" }, account: { type: "string" }, help: { type: "boolean" } },
    });
    if (values.help === true) {
      world.print(USAGE);
      return 0;
    }
    const [file, ...more] = positionals;
    if (more.length > 0) throw new PrincipalError([fault.invalidFile("", "one file, not several")]);
    const text = file === undefined ? await ask(values.account, world) : readFile(file);
    const sources = readSources(world.directory);
    const changes = compareCatalogue(sources, readAnswer(text));
    world.print(withoutToken(renderChanges(changes), world));
    if (!hasChanges(changes)) return 0;
    if (values.write !== true) {
      world.print("nothing was written; --write takes this over into data/catalogue\n");
      return 0;
    }
    const after = applyChanges(sources, changes, {
      date: world.now.toISOString().slice(0, 10),
      keepRemoved: values["keep-removed"] === true,
    });
    write(after, world.directory ?? DATA_DIRECTORY);
    world.print("written to data/catalogue; run npm run catalogue:generate next, and look through the changes\n");
    tryGenerator(after, world);
    return 0;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    world.complain(`${clean(message, world)}\n`);
    return error instanceof ApiFailure ? 4 : 2;
  }
}

async function ask(account: string | undefined, { env, fetch }: RefreshWorld): Promise<string> {
  const token = env.CLOUDFLARE_API_TOKEN;
  const accountId = account ?? env.CLOUDFLARE_ACCOUNT_ID;
  const baseUrl = env.CLOUDFLARE_BASE_URL;
  if (token === undefined || token === "" || accountId === undefined || accountId === "") {
    throw new Error(`pass a file, or set CLOUDFLARE_API_TOKEN and CLOUDFLARE_ACCOUNT_ID\n${USAGE.trimEnd()}`);
  }
  return fetchAnswer({ token, accountId, ...(baseUrl === undefined || baseUrl === "" ? {} : { baseUrl }) }, fetch);
}

function readFile(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new PrincipalError([
      fault.unreadableFile(
        printable(file),
        typeof error === "object" && error !== null && "code" in error ? String(error.code) : "unknown reason",
      ),
    ]);
  }
}

function write(sources: CatalogueSources, directory: string): void {
  const files = {
    "permission-groups.json": sources.groups,
    "permission-groups-without-id.json": sources.namedOnly,
    "former-names.json": sources.aliases,
    "sources.json": sources.origins,
  };
  for (const [file, data] of Object.entries(files)) writeFileSync(join(directory, file), `${JSON.stringify(data, null, 1)}\n`);
}

/** Files written by hand name groups by name: they may need a hand after a rename. */
function tryGenerator(sources: CatalogueSources, world: RefreshWorld): void {
  try {
    generateCatalogue(sources, readDocument());
  } catch (error) {
    world.complain(`the generator will not take it yet: ${printable(error instanceof Error ? error.message : String(error))}\n`);
  }
}

/** Line breaks of our own messages stay; everything else that could repaint a terminal goes. */
function clean(message: string, world: RefreshWorld): string {
  return withoutToken(message, world).split("\n").map(printable).join("\n");
}

function withoutToken(text: string, { env }: RefreshWorld): string {
  return redactToken(text, env.CLOUDFLARE_API_TOKEN);
}
