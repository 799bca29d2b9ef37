import { isUnknown } from "../policy";
import { addressOf, type Block, COMMENT, innerBlocks, isTrue, type TerraformStack } from "./blocks";
import { isCredentialName, isCredentialText } from "./credentials";
import { type EntryName, hostLine, type OutsideRow, row } from "./findings";
import { isObject, type Json } from "./json";
import { backendsOf, type BackendUse, encryptionsOf, homesOf, remoteStatesOf, type Setting, type Settings, stateKindOf } from "./states";
import { openVariables, type OutsideApp } from "./outside-app";

/** Where a stack keeps its state, and whose states it reads. */
export function statesOutside(stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const own = encryptsItself(stack);
  return [
    ...backendsOf(stack).flatMap((backend) => ofBackend(backend, own, app)),
    ...remoteStatesOf(stack).flatMap((block) => ofRemoteState(block, app)),
    ...encryptionsOf(stack).flatMap((block) => ofEncryption(block, stack, app)),
  ];
}

function placeOf(address: string, type: string, file: string, app: OutsideApp): SettingsPlace {
  return { app, address, kind: `backend.${type}`, file, does: "keeps or reads a state at" };
}

function ofBackend({ type, body, file }: BackendUse, encryptsItself: boolean, app: OutsideApp): OutsideRow[] {
  const address = `backend.${type}`;
  const kind = stateKindOf(type);
  const settings = settingsOutside(body, kind?.settings ?? {}, { ...placeOf(address, type, file, app), lenient: kind === undefined });
  if (kind === undefined) return [row("other-state", address, `backend ${type} is on no list`, file), ...settings];
  const unlocked = kind.whyUnlocked?.(body);
  const acl = body["acl"] ?? "private";
  const clear =
    acl !== "private" && acl !== ""
      ? `the ${type} backend gives the state to others than its owner (acl)`
      : encryptsItself
        ? undefined
        : kind.whyClear?.(body);
  return [
    ...settings,
    ...(unlocked === undefined ? [] : [row("backend-without-lock", address, unlocked, file)]),
    ...(clear === undefined ? [] : [row("backend-without-encryption", address, clear, file)]),
    ...(kind.notInPipelines === undefined ? [] : [row("pipelines-only", address, `${address} ${kind.notInPipelines}`, file)]),
  ];
}

/** What a remote state may say besides where it is. */
const ARGUMENTS: readonly string[] = ["//", "backend", "config", "workspace", "defaults", "depends_on", "provider"];

function ofRemoteState(block: Block, app: OutsideApp): OutsideRow[] {
  const { body, file } = block;
  const address = addressOf("data", block);
  const { backend: type, config } = body;
  const others = Object.keys(body)
    .filter((name) => !ARGUMENTS.includes(name) && body[name] !== null)
    .map((name) => row("unknown-argument", `${address}.${name}`, `${address} has ${name}, which is on no list`, file));
  const inPipelines = row("pipelines-only", address, `${address} reads the state of another stack`, file);
  const known = typeof type === "string" && !isUnknown(type);
  const kind = known ? stateKindOf(type) : undefined;
  const place = { ...placeOf(address, known ? type : "", file, app), within: "config.", lenient: kind === undefined };
  const configs: readonly unknown[] = Array.isArray(config) ? config : [config];
  const settings = configs.flatMap((each) => (known && isObject(each) ? settingsOutside(each, kind?.settings ?? {}, place) : []));
  const computed = !known || configs.some((each) => typeof each === "string");
  return [
    ...others,
    inPipelines,
    ...settings,
    ...(computed
      ? [row("foreign-http", address, `${address} keeps or reads a state at a host that is known at plan time only`, file)]
      : []),
    ...(known && kind === undefined
      ? [row("other-state", address, `${address} reads a state of backend ${type}, which is on no list`, file)]
      : []),
    ...((type === "local" || !known) && homesOf(block, app.places).length === 0
      ? [row("reads-local-files", address, `${address} reads a file that is the state of no stack here`, file)]
      : []),
  ];
}

/** OpenTofu asks a program for the key, or to encrypt, if it is told to. */
function ofEncryption(block: Block, stack: TerraformStack, app: OutsideApp): OutsideRow[] {
  const programs = ["key_provider", "method"].flatMap((name) =>
    innerBlocks(block, name, 2)
      .filter(({ labels }) => labels[0] === "external")
      .map(({ labels, file }) => {
        const address = `encryption.${labels.join(".")}`;
        return row("external-program", address, `${address} runs a program`, file);
      }),
  );
  const place = { ...placeOf("encryption", "encryption", block.file, app), variables: openVariables(stack), lenient: true };
  return [...programs, ...settingsOutside(block.body, {}, place)];
}

/** OpenTofu can encrypt the state itself; it has a method `unencrypted` as well. */
function encryptsItself(stack: TerraformStack): boolean {
  const states = encryptionsOf(stack).flatMap((block) => innerBlocks(block, "state", 0));
  return (
    states.length > 0 &&
    states.every(({ body }) => typeof body["method"] === "string" && /^(?:\$\{\s*)?method\.(?!unencrypted\b)\w/.test(body["method"]))
  );
}

/** Settings that name a program, or a file which may name one (`credential_process` of AWS, `exec` of Kubernetes). */
const PROGRAM = /^(?:exec|credential_process|shared_config_files?|shared_credentials_files?|config_paths?)$/;
const FILE = /(?:^|_)(?:files?|paths?|dir|directory|bundle)$|^profile$/;
/** Settings that name a host without `https://`. */
const HOST = /(?:^|_)(?:hosts?|hostname|address|endpoints?|proxy|server|url|uri)$/;
const UNCHECKED = new Set(["insecure", "skip_cert_verification", "skip_tls_verify", "tls_insecure_skip_verify"]);
const UNKNOWN_HOST = "a host that is known at plan time only";

/** The block whose settings are looked at. */
export interface SettingsPlace {
  readonly app: OutsideApp;
  /** `backend.s3`, `data.terraform_remote_state.net`. */
  readonly address: string;
  /** How a line that allows a host names it: `backend.s3`, `provider.vault`. */
  readonly kind: string;
  /** What the settings stand in within the block: `config.`. @default - nothing */
  readonly within?: string;
  readonly file: string;
  /** `keeps or reads a state at`. */
  readonly does: string;
  /**
   * Variables that a credential may come from, where expressions are taken at all. @default - none are: a state's settings are read before any value
   * is known, and a computed one may name any host, program or secret
   */
  readonly variables?: ReadonlySet<string>;
  /** Whether what is on no list is a finding only if it can be told to do harm. @default false */
  readonly lenient?: boolean;
}

/** What of a block's settings is outside its list. */
export function settingsOutside(body: Json, settings: Settings, place: SettingsPlace): OutsideRow[] {
  const rows = entriesOf(body).flatMap(([key, value]) => ofSetting(key, value, settings[key], key, place));
  return [...new Map(rows.map((each) => [`${each.entry} ${each.where} ${each.what}`, each])).values()];
}

function entriesOf(body: Json): [string, unknown][] {
  return Object.entries(body).filter(([key, value]) => key !== COMMENT && value !== null);
}

function ofSetting(key: string, value: unknown, setting: Setting | undefined, path: string, place: SettingsPlace): OutsideRow[] {
  if (isUnknown(key) || (key === "dynamic" && setting === undefined)) return [computed(place)];
  if (Array.isArray(value)) return (value as readonly unknown[]).flatMap((each) => ofSetting(key, each, setting, path, place));
  if (setting === undefined) return ofUnlisted(key, value, path, place);
  if (isObject(value)) {
    const inner = typeof setting === "object" && "block" in setting ? setting.block : undefined;
    return entriesOf(value).flatMap(([name, each]) =>
      ofSetting(name, each, inner === undefined ? "plain" : inner[name], `${path}.${name}`, place),
    );
  }
  if (typeof value !== "string") return [];
  const host = typeof setting === "object" && "hosts" in setting ? setting.hosts : undefined;
  if (isUnknown(value)) return place.variables === undefined || host !== undefined ? [computed(place)] : [];
  if (isCredentialText(value)) return [credential(path, place)];
  if (host !== undefined) return value === "" ? [] : ofHost(value, host, path, place);
  if (typeof setting === "object" && "form" in setting && value !== "" && !new RegExp(setting.form).test(value))
    return [row("foreign-http", whereOf(path, place), `${place.address} makes a host of ${path}, which is no plain name`, place.file)];
  return [];
}

/** What is on no list, by what its name and its value say it does. */
function ofUnlisted(key: string, value: unknown, path: string, place: SettingsPlace): OutsideRow[] {
  const { address, file } = place;
  const of = (entry: EntryName, what: string): OutsideRow[] => [row(entry, whereOf(path, place), `${address} ${what}`, file)];
  if (value === "" || value === false || value === "false") return [];
  if (PROGRAM.test(key)) return of("external-program", `may run a program that ${key} names`);
  if (FILE.test(key)) return of("reads-local-files", `uses the file that ${path} names`);
  if (UNCHECKED.has(key)) return isTrue(value) ? of("backend-without-encryption", `does not check whom it speaks with (${key})`) : [];
  if (isCredentialName(key)) return isOpenVariable(value, place) ? [] : [credential(path, place)];
  if (isObject(value)) {
    // Below `endpoints` each name is a service's, and each text a host.
    const inner = entriesOf(value).flatMap(([name, each]) =>
      ofSetting(name, each, /(?:^|_)endpoints?$/.test(key) ? { hosts: [] } : undefined, `${path}.${name}`, place),
    );
    return inner.length > 0 || place.lenient === true ? inner : of("unknown-argument", `has ${path}, which is on no list`);
  }
  if (typeof value === "string") {
    if (isUnknown(value)) {
      if (place.variables === undefined || HOST.test(key)) return [computed(place)];
    } else if (isCredentialText(value)) return [credential(path, place)];
    else if (HOST.test(key) || /^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return ofHost(value, [], path, place);
  }
  return place.lenient === true ? [] : of("unknown-argument", `has ${path}, which is on no list`);
}

function isOpenVariable(value: unknown, { variables }: SettingsPlace): boolean {
  const name = typeof value === "string" ? /^\$\{\s*var\.([\w-]+)\s*\}$/.exec(value)?.[1] : undefined;
  return name !== undefined && variables?.has(name) === true;
}

function credential(path: string, place: SettingsPlace): OutsideRow {
  const what = `${place.address} holds a credential in ${place.within ?? ""}${path}`;
  return row("credential-in-file", whereOf(path, place), what, place.file);
}

function whereOf(path: string, { address, within = "" }: SettingsPlace): string {
  return `${address}.${within}${path}`;
}

function computed({ address, does, file }: SettingsPlace): OutsideRow {
  return row("foreign-http", address, `${address} ${does} ${UNKNOWN_HOST}`, file);
}

function ofHost(text: string, listed: readonly string[], path: string, place: SettingsPlace): OutsideRow[] {
  const { app, address, does, file } = place;
  const setting = `${place.kind}.${path}`;
  const url = urlOf(text);
  const plainHttp = url?.protocol === "http:" && !path.endsWith("proxy");
  const clear = plainHttp ? [row("backend-without-encryption", whereOf(path, place), `${address} speaks plain http`, file)] : [];
  const host = url === undefined ? undefined : url.host.toLowerCase();
  // On a listed host a path or a port could be anybody's.
  const bare =
    url !== undefined && ["", "443"].includes(url.port) && ["", "/"].includes(url.pathname) && url.search === "" && url.hash === "";
  if (host !== undefined && ((bare && listed.some((each) => new RegExp(each).test(host))) || app.allowsHost(host, setting))) return clear;
  const line = host !== undefined && /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d+)?$/.test(host) ? { allowable: hostLine(host, setting) } : {};
  return [row("foreign-http", whereOf(path, place), `${address} ${does} ${host ?? "what is no host"}`, file, line), ...clear];
}

/** A URL, or a host without `https://` before it. */
function urlOf(text: string): URL | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(text);
  try {
    const url = new URL(
      scheme === null ? `https://${text}` : text.replace(scheme[0], scheme[1]?.toLowerCase() === "http" ? "http://" : "https://"),
    );
    return url.hostname === "" ? undefined : url;
  } catch {
    return undefined;
  }
}

/** The host of a literal URL that nobody has to allow again. */
export function hostOf(url: unknown): string | undefined {
  return typeof url === "string" && !isUnknown(url) ? urlOf(url)?.host.toLowerCase() : undefined;
}
