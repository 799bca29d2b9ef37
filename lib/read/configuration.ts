import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { fault, PrincipalError } from "../errors";
import { compareText, stackOf, type TokenSpec } from "../policy";
import { printable } from "../printable";
import { asksCloudflare } from "./answers";
import { AppDefinitions, blocksOf, type Definitions, FROM_ENVIRONMENT, invalid, isObject, readDocument } from "../terraform";
import { MANIFEST, readManifest, type StackEntry, type WarningLevel } from "./manifest";
import { readForgotten, readMoves } from "./moves";
import { PairBudget } from "./pair-budget";
import { readJsonFile, realPathWithin, unreadable } from "./read-file";
import { readPermissionSources } from "./permission-sources";
import { readToken, TOKEN_TYPES } from "./read-token";
import { STACK_FILE, type StackFolder, stackFolders } from "./stack-folders";
import { entriesOf, terraformFiles, terraformNames } from "./terraform-files";
import { readZoneLookups } from "./zone-lookups";

/** Something to look at, and what it is about: a construct's path, a token's address, or the stack as a whole. */
export interface StackWarning {
  readonly level: WarningLevel;
  readonly message: string;
  readonly path?: string;
  readonly address?: string;
}

/** The tokens of one stack or file. */
export interface StackReading {
  readonly name: string;
  /** In normal form, ordered by name and address. */
  readonly specs: readonly TokenSpec[];
  /** What people call a resource, by its key (`outer/inner` for the nested form). Not trusted for access. */
  readonly names: ReadonlyMap<string, string>;
  /** The zone name that a data source looks for, by the expression of the id it finds. */
  readonly lookups: ReadonlyMap<string, string>;
  /** The data sources of permission groups whose answer is Cloudflare's, with the account they ask. @default - not known: all are */
  readonly permissionSources?: ReadonlyMap<string, string | undefined>;
  readonly warnings: readonly StackWarning[];
  /** Addresses that Terraform forgets without destroying what is there. */
  readonly forgotten?: readonly string[];
  /** Tokens that hang on something which files do not say: a comparison does not see it change. */
  readonly unseen?: readonly StackWarning[];
  /** Whether it stands in what cdktf wrote for an app, with the other stacks. @default false */
  readonly ofApp?: true;
  /** Where it keeps its state, as text that is equal where that is; where the files say so. */
  readonly backend?: string;
}

export interface Reading {
  readonly stacks: readonly StackReading[];
}

/** What the stacks of one input share. */
interface App {
  readonly pairs: PairBudget;
  readonly definitions: AppDefinitions;
}

/** A stack whose expressions can be told once the others are read as well. */
type Unfinished = () => StackReading;

/** See door.ts. */
export function readSynthesized(input: string): Reading {
  const app: App = { pairs: new PairBudget(), definitions: new AppDefinitions() };
  const stacks = isFolder(input)
    ? readFolder(input, app)
    : basename(input) === MANIFEST
      ? readFolder(dirname(input), app)
      : [readStack({ files: [input] }, app)];
  return { stacks: stacks.map((finish) => finish()).sort((a, b) => compareText(a.name, b.name)) };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw unreadable(path, error);
  }
}

function readFolder(folder: string, app: App): Unfinished[] {
  if (existsSync(join(folder, MANIFEST))) {
    const entries = readManifest(folder);
    const stacks = entries.map((entry) => readEntry(folder, entry, app));
    checkUnlisted(folder, entries);
    return stacks;
  }
  const below = stackFolders(folder);
  if (below.length > 0) return below.map((stack) => readStackFolder(stack, app));
  const files = terraformFiles(folder);
  if (files.length === 0)
    throw new PrincipalError([
      fault.invalidFile(
        printable(folder),
        `neither ${MANIFEST} of cdktf nor a Terraform JSON file (*.tf.json), nor <stack>/${STACK_FILE}, is in this folder`,
      ),
    ]);
  return [readStack({ name: basename(resolve(folder)), files }, app)];
}

/** The folder's name and the stack's are one: nobody can give one stack's file for another's. */
function readStackFolder({ name, file }: StackFolder, app: App): Unfinished {
  const stated = stackNameOf(readDocument(readJsonFile(file), file));
  if (stated !== undefined && stated !== name)
    throw invalid(file, '["//"].metadata.stackName', "the file is of another stack than its folder");
  return readStack({ name, files: [file], place: name }, app);
}

function readEntry(folder: string, entry: StackEntry, app: App): Unfinished {
  const file = join(folder, entry.file);
  realPathWithin(folder, file);
  const others = terraformFiles(dirname(file)).filter((other) => basename(other) !== basename(file));
  // Terraform reads every file of its folder; one that cdktf did not write would be applied unseen.
  if (others[0] !== undefined)
    throw invalid(others[0], "", "not written by cdktf, but Terraform would read it; remove it or read it on its own");
  return readStack({ name: entry.name, files: [file], annotations: entry.annotations, place: entry.name }, app);
}

/** Terraform files beside what the manifest lists would be applied unseen: a manifest must not hide them. */
function checkUnlisted(folder: string, listed: readonly StackEntry[]): void {
  const known = new Set(listed.map(({ file }) => dirname(resolve(folder, file))));
  const stacks = join(folder, "stacks");
  const below = existsSync(stacks) && isFolder(stacks) ? entriesOf(stacks).map(({ name }) => join(stacks, name)) : [];
  for (const place of [folder, stacks, ...below]) {
    if (known.has(resolve(place)) || !existsSync(place) || !isFolder(place)) continue;
    const [name] = terraformNames(place);
    if (name !== undefined)
      throw invalid(join(place, name), "", `${MANIFEST} lists no stack here, but Terraform would read it; remove it or read it on its own`);
  }
}

interface StackSource {
  readonly name?: string;
  readonly files: readonly string[];
  readonly annotations?: readonly StackWarning[];
  /** The stack, where cdktf's manifest or the folder's name says so; else all files together are one, of whatever name. */
  readonly place?: string;
}

function readStack({ name, files, annotations = [], place }: StackSource, app: App): Unfinished {
  const specs: TokenSpec[] = [];
  const names = new Map<string, string>();
  const lookups = new Map<string, string>();
  const permissionSources = new Map<string, string | undefined>();
  const warnings: StackWarning[] = [...annotations];
  const addresses = new Set<string>();
  const forgotten: string[] = [];
  let asked = true;
  const definitions = app.definitions.stack();
  const moves: ReturnType<typeof readMoves>[] = [];
  let stackName = name;
  let writtenName: string | undefined;
  for (const file of files) {
    const document = readDocument(readJsonFile(file), file);
    writtenName ??= stackNameOf(document);
    stackName ??= writtenName ?? basename(file).replace(/\.(?:tf|tofu)\.json$|\.json$/, "");
    const stack = { files: [{ file, document }] };
    for (const block of blocksOf(stack, "resource")) {
      if (!TOKEN_TYPES.has(block.labels[0] ?? "")) continue;
      const address = block.labels.join(".");
      if (!/^[\p{L}_][\p{L}\p{M}\p{N}_-]*$/u.test(block.labels[1] ?? "")) throw invalid(file, block.at, "not a name that Terraform allows");
      if (addresses.has(address)) throw invalid(file, block.at, "this resource stands twice");
      addresses.add(address);
      const token = readToken(block, file, app.pairs);
      specs.push(token.spec);
      addNames(names, token.metadata.names, address, warnings);
      if (token.ignored.length > 0) {
        warnings.push({
          level: "warning",
          address,
          message: `Terraform ignores changes of ${token.ignored.join(", ")}: what is live may differ from what is shown`,
        });
      }
    }
    for (const [expression, zone] of readZoneLookups(stack)) lookups.set(expression, zone);
    asked &&= asksCloudflare(stack);
    for (const [address, account] of readPermissionSources(stack)) permissionSources.set(address, account);
    definitions.add(stack);
    moves.push(readMoves(stack));
    for (const address of readForgotten(stack)) {
      forgotten.push(address);
      warnings.push({ level: "warning", message: `Terraform only forgets ${address}: what is there stays, and keeps its access` });
    }
    for (const block of blocksOf(stack, "module")) {
      warnings.push({ level: "warning", message: `module ${block.labels[0] ?? ""} is not read: tokens within it are not shown` });
    }
  }
  specs.sort((a, b) => compareText(a.name, b.name) || compareText(a.address ?? "", b.address ?? ""));
  const unseen: StackWarning[] = [];
  return () => ({
    name: stackName ?? "",
    specs: specs.map((spec) => withOrigins(spec, place ?? writtenName ?? "", moves, definitions, unseen)),
    names,
    lookups: asked ? lookups : new Map(),
    permissionSources: asked ? permissionSources : new Map(),
    warnings,
    ...(forgotten.length === 0 ? {} : { forgotten }),
    ...(unseen.length === 0 ? {} : { unseen }),
    ...(place === undefined ? {} : { ofApp: true }),
    ...(definitions.backend === undefined ? {} : { backend: definitions.backend }),
  });
}

/**
 * What tells apart what two files call alike: the stack, former addresses, and the meaning of expressions. The path is what somebody wrote beside the
 * token: it must not be able to pass the token off as that of another stack.
 *
 * @param unseen what is not told by the files is added to it
 */
function withOrigins(
  spec: TokenSpec,
  stack: string,
  moves: readonly ReturnType<typeof readMoves>[],
  definitions: Definitions,
  unseen: StackWarning[],
): TokenSpec {
  const movedFrom = moves.flatMap((from) => from(spec.address ?? ""));
  const { references, unseen: cause } = definitions.meaningOf(spec);
  if (cause !== undefined)
    unseen.push({
      level: "warning",
      address: spec.address ?? "",
      message: `an expression ${cause}: what it becomes is not seen here, so compare the plan`,
    });
  const fingerprint = definitions.providerOf(spec);
  return {
    ...spec,
    ...(stackOf(spec) === stack ? {} : { stack }),
    ...(movedFrom.length === 0 ? {} : { movedFrom }),
    ...(references === undefined ? {} : { references }),
    ...(spec.provider === undefined && fingerprint === FROM_ENVIRONMENT
      ? {}
      : { provider: { name: spec.provider?.name ?? "cloudflare", fingerprint } }),
  };
}

/** Names are cosmetic, so two for one thing are no error; but a second one must not pass for the first. */
function addNames(names: Map<string, string>, more: ReadonlyMap<string, string>, address: string, warnings: StackWarning[]): void {
  for (const [key, name] of more) {
    const known = names.get(key);
    if (known === undefined) names.set(key, name);
    else if (known !== name)
      warnings.push({
        level: "warning",
        address,
        message: `${key} is called ${JSON.stringify(name)} here and ${JSON.stringify(known)} elsewhere`,
      });
  }
}

function stackNameOf(document: readonly Readonly<Record<string, unknown>>[]): string | undefined {
  const comment = document[0]?.["//"];
  const metadata = isObject(comment) ? comment["metadata"] : undefined;
  const name = isObject(metadata) ? metadata["stackName"] : undefined;
  return typeof name === "string" ? name : undefined;
}
