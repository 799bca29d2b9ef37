import { isUnknown } from "../../policy";
import { addressOf, innerBlocks, isObject } from "../blocks";
import { stateKindOf } from "../list";
import type { Block, TerraformStack } from "../model";
import { type OutsideApp, openVariables } from "./app";
import { backendsOf, type BackendUse, encryptionsOf, remoteStatesOf } from "./backends";
import { type OutsideRow, row } from "./row";
import { settingsOutside, type SettingsPlace } from "./settings";
import { homesOf } from "./state-places";

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
