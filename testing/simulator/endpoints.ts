import type { IncomingHttpHeaders } from "node:http";
import { assumed, reported } from "./api-error";
import { authorize, bearerOf, findCaller, mayVerify } from "./caller";
import { pageOf, type Answer } from "./envelope";
import type { SimulatedCredential, SimulatedOwner, SimulatedPermissionGroup, SimulatedZone, SimulatorOptions } from "./options";
import { listPermissionGroups } from "./permission-groups";
import { instant, tokenAnswer, type AnswerOrder } from "./token-answer";
import { parseTokenInput } from "./token-input";
import type { StoredToken, TokenStore } from "./token-store";
import { findZone, listZones, zoneAnswer } from "./zones";

/** Everything the endpoints work on. */
export interface World {
  readonly store: TokenStore;
  readonly order: AnswerOrder;
  readonly groups: ReadonlyMap<string, SimulatedPermissionGroup>;
  readonly zones: readonly SimulatedZone[];
  readonly userId: string;
  readonly credentials: readonly SimulatedCredential[] | undefined;
  readonly nameFilter: NonNullable<SimulatorOptions["nameFilter"]>;
  readonly statusOnCreate: NonNullable<SimulatorOptions["statusOnCreate"]>;
}

/** A request as the endpoints see it. */
export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

interface Call extends ApiRequest {
  readonly owner: SimulatedOwner;
  readonly id: string;
}

type Endpoint = (world: World, call: Call) => Answer;

/** What stands below an owner's path, by method; `*` is a token's id. */
const TOKEN_ENDPOINTS: Readonly<Record<string, Readonly<Partial<Record<string, Endpoint>>>>> = {
  tokens: { GET: list, POST: create },
  "tokens/permission_groups": { GET: permissionGroups },
  "tokens/verify": { GET: verify },
  "tokens/*": { GET: get, PUT: update, DELETE: remove },
  "tokens/*/value": { PUT: roll },
};

const ID = /^[0-9a-f]{32}$/;
const NAMED = new Set(["permission_groups", "verify"]);

/** Finds the endpoint, checks the caller, answers. */
export function answer(world: World, request: ApiRequest): Answer {
  const [first, ...rest] = request.path.split("/").slice(1);
  if (first === "zones") return zones(world, request, rest);
  let owner: SimulatedOwner;
  if (first === "user") owner = "user";
  else if (first === "accounts" && rest.length > 1) {
    const [accountId = ""] = rest.splice(0, 1);
    if (!ID.test(accountId)) throw reported.malformedId(request.path);
    owner = { accountId };
  } else throw assumed.noRoute();
  const [, second = ""] = rest;
  const isId = rest[0] === "tokens" && rest.length > 1 && !NAMED.has(second);
  const pattern = (isId ? ["tokens", "*", ...rest.slice(2)] : rest).join("/");
  const endpoints = Object.hasOwn(TOKEN_ENDPOINTS, pattern) ? TOKEN_ENDPOINTS[pattern] : undefined;
  if (endpoints === undefined) throw assumed.noRoute();
  if (isId && !ID.test(second)) throw reported.malformedId(request.path);
  const endpoint = Object.hasOwn(endpoints, request.method) ? endpoints[request.method] : undefined;
  if (endpoint === undefined) throw assumed.noMethod(request.method);
  const call = { ...request, owner, id: isId ? second : "" };
  if (endpoint !== verify) admit(world, call, owner);
  return endpoint(world, call);
}

function admit(world: World, request: ApiRequest, owner: SimulatedOwner): void {
  const caller = findCaller(bearerOf(request.headers), world.store, world.credentials);
  authorize(caller, owner, request.method, world.store);
  if (caller?.token !== undefined) world.store.touch(caller.token);
}

function list({ store, order }: World, { owner, query }: Call): Answer {
  const tokens = store.of(owner).filter((token) => query.get("include_expired") === "true" || store.statusOf(token) !== "expired");
  const page = pageOf(query.get("direction") === "desc" ? [...tokens].reverse() : tokens, query);
  return { result: page.rows.map((token) => tokenAnswer(token, store.statusOf(token), order)), resultInfo: page.info };
}

function create(world: World, { owner, body }: Call): Answer {
  const { token, value } = createToken(world, owner, body);
  return { result: { ...tokenAnswer(token, world.store.statusOf(token), world.order), value } };
}

/** The create endpoint without a caller. */
export function createToken(world: World, owner: SimulatedOwner, body: unknown): { readonly token: StoredToken; readonly value: string } {
  const input = parseTokenInput(body, { owner, userId: world.userId, groups: world.groups, creating: true });
  return world.store.create(owner, input, world.statusOnCreate === "kept" ? (input.status ?? "active") : "active");
}

function get({ store, order }: World, { owner, id }: Call): Answer {
  const token = store.get(owner, id);
  return { result: tokenAnswer(token, store.statusOf(token), order) };
}

function update({ store, order, userId, groups }: World, { owner, id, body }: Call): Answer {
  const token = store.get(owner, id);
  store.replace(token, parseTokenInput(body, { owner, userId, groups, creating: false }));
  return { result: tokenAnswer(token, store.statusOf(token), order) };
}

function remove({ store }: World, { owner, id }: Call): Answer {
  store.delete(store.get(owner, id));
  return { result: { id } };
}

function roll({ store }: World, { owner, id }: Call): Answer {
  return { result: store.roll(store.get(owner, id)) };
}

function verify({ store, credentials }: World, { owner, headers }: Call): Answer {
  const caller = findCaller(bearerOf(headers), store, credentials);
  if (caller === undefined || !mayVerify(caller, owner)) throw reported.invalidToken();
  const { token } = caller;
  if (token === undefined) return verified(caller.id, "active");
  const { notBefore, expiresOn } = token.input;
  return verified(token.id, store.statusOf(token), {
    ...(notBefore === undefined ? {} : { not_before: instant(notBefore) }),
    ...(expiresOn === undefined ? {} : { expires_on: instant(expiresOn) }),
  });
}

function verified(id: string, status: string, times: Readonly<Record<string, string>> = {}): Answer {
  const message = status === "active" ? "This API Token is valid and active" : `This API Token is ${status}`;
  return { result: { id, status, ...times }, messages: [{ code: 10000, message, type: null }] };
}

function permissionGroups({ groups, nameFilter }: World, { owner, query }: Call): Answer {
  return { result: listPermissionGroups([...groups.values()], owner, query, nameFilter), resultInfo: null };
}

/** Zones are readable for every caller that works: which zones a token sees is not simulated. */
function zones(world: World, request: ApiRequest, rest: readonly string[]): Answer {
  const [id] = rest;
  if (rest.length > 1) throw assumed.noRoute();
  if (id !== undefined && !ID.test(id)) throw reported.malformedId(request.path);
  if (request.method !== "GET") throw assumed.noMethod(request.method);
  const caller = findCaller(bearerOf(request.headers), world.store, world.credentials);
  if (caller === undefined || (caller.token !== undefined && !world.store.isUsable(caller.token))) throw reported.deadCredential();
  if (id !== undefined) return { result: zoneAnswer(findZone(world.zones, id)) };
  const page = pageOf(listZones(world.zones, request.query), request.query);
  return { result: page.rows.map(zoneAnswer), resultInfo: page.info };
}
