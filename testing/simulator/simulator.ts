import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, assumed } from "./api-error";
import { answer, createToken, type World } from "./endpoints";
import { failure, success } from "./envelope";
import { FaultQueue } from "./faults";
import type { SimulatedFault, SimulatedOwner, SimulatorOptions } from "./options";
import { DEFAULT_PERMISSION_GROUPS } from "./permission-groups";
import { Random } from "./random";
import { parseJson, readBody } from "./request-body";
import { digest, withoutSecrets } from "./secret";
import { tokenAnswer } from "./token-answer";
import { TokenStore, type StoredToken } from "./token-store";

/** A token on the server, without its secret. */
export interface SimulatedToken {
  readonly id: string;
  readonly owner: SimulatedOwner;
  readonly name: string;
  readonly status: "active" | "disabled" | "expired";
  /** 1 for the secret made at creation; each roll adds 1. */
  readonly secretVersion: number;
  /** The whole answer of `GET .../tokens/<id>`, policies in the order they were sent. */
  readonly answer: Readonly<Record<string, unknown>>;
}

/** A request that arrived. Headers are not kept, and token values are cut out. */
export interface SimulatedRequest {
  readonly method: string;
  /** Below `/client/v4`, without the query. */
  readonly path: string;
  /** As it was sent, without `?`. */
  readonly query: string;
  /** The status of the answer; 0 where the connection was closed instead. */
  readonly status: number;
  /** The JSON that was sent. */
  readonly body?: unknown;
}

/** A running simulator. */
export interface Simulator {
  /** For `base_url` of the provider or `CLOUDFLARE_BASE_URL`: ends in `/client/v4`. */
  readonly url: string;
  /** The tokens on the server, in the order of their creation. */
  tokens(): readonly SimulatedToken[];
  /** The requests so far, in the order of their arrival. */
  requests(): readonly SimulatedRequest[];
  /** Empties the log of requests. */
  forgetRequests(): void;
  /** Makes the next request, or the next that `only` selects, go wrong. Faults wait in line. */
  failNext(fault: SimulatedFault): void;
  /**
   * Makes a token as somebody would in the dashboard: same checks, no request. The value is given out here and never again.
   *
   * @throws Error with the API's message when the API would refuse the body
   */
  createToken(owner: SimulatedOwner, body: unknown): { readonly id: string; readonly value: string };
  /** Whether the value is the token's present secret. */
  holdsValue(id: string, value: string): boolean;
  /** Stops at once, also in the middle of answers. */
  close(): Promise<void>;
}

const PREFIX = "/client/v4";

/**
 * Starts a stand-in for Cloudflare's API for tokens on 127.0.0.1, at a free port. It knows `/accounts/<id>/tokens`, `/user/tokens` with
 * everything below them, and `/zones` for reading. Nothing is logged or written, and every secret it makes is a fake.
 *
 * @example
 * const simulator = await startSimulator({ zones: [{ id: "1".repeat(32), name: "example.com", accountId: "0".repeat(32) }] });
 * const answer = await fetch(`${simulator.url}/zones?name=example.com`, { headers: { authorization: "Bearer anything" } });
 * await simulator.close();
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = worldOf(options);
  const faults = new FaultQueue();
  const log: SimulatedRequest[] = [];
  const stop = new AbortController();
  const settings = { latency: options.latency ?? 0, bodyLimit: options.bodyLimit ?? 1 << 20, signal: stop.signal };
  const server = createServer((request, response) => {
    void serve(world, faults, log, settings, request, response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the simulator has no port");

  return {
    url: `http://127.0.0.1:${String(address.port)}${PREFIX}`,
    tokens: () => world.store.all().map((token) => describe(world, token)),
    requests: () => [...log],
    forgetRequests: () => {
      log.length = 0;
    },
    failNext: (fault) => {
      faults.add(fault);
    },
    createToken: (owner, body) => {
      const { token, value } = createToken(world, owner, structuredClone(body));
      return { id: token.id, value };
    },
    holdsValue: (id, value) => world.store.all().some((token) => token.id === id && token.digest === digest(value)),
    close: async () => {
      stop.abort();
      if (!server.listening) return;
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function worldOf(options: SimulatorOptions): World {
  const seed = options.seed ?? 1;
  const clock = options.clock ?? (() => new Date());
  const quota = { account: options.quota?.account ?? 500, user: options.quota?.user ?? 50 };
  return {
    store: new TokenStore(seed, clock, quota),
    // A stream of its own: reading tokens must not change the ids of later ones.
    order: {
      keyOrder: options.keyOrder ?? "sorted",
      policyOrder: options.policyOrder ?? "shuffled",
      random: new Random(seed ^ 0x5eed),
    },
    groups: new Map((options.permissionGroups ?? DEFAULT_PERMISSION_GROUPS).map((group) => [group.id, group])),
    zones: options.zones ?? [],
    userId: options.userId ?? "00000000000000000000000000005afe",
    credentials: options.credentials,
    nameFilter: options.nameFilter ?? "equal",
    statusOnCreate: options.statusOnCreate ?? "kept",
  };
}

interface Settings {
  readonly latency: number;
  readonly bodyLimit: number;
  readonly signal: AbortSignal;
}

async function serve(
  world: World,
  faults: FaultQueue,
  log: SimulatedRequest[],
  settings: Settings,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const [target = "", query = ""] = (request.url ?? "").split(/\?(.*)/s);
  const method = request.method ?? "";
  const path = target.startsWith(`${PREFIX}/`) ? target.slice(PREFIX.length) : target;
  const entry: { -readonly [K in keyof SimulatedRequest]: SimulatedRequest[K] } = { method, path, query, status: 0 };
  log.push(entry);
  try {
    const reply = await replyTo();
    if (settings.latency > 0) await sleep(settings.latency, undefined, { signal: settings.signal });
    if (reply === undefined) {
      request.socket.destroy();
      return;
    }
    entry.status = reply.status;
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
    response.end(reply.body);
  } catch {
    // The caller hung up, or the simulator was closed.
    request.socket.destroy();
  }

  async function replyTo(): Promise<Reply | undefined> {
    const fault = faults.take({ method, path });
    try {
      const bytes = await readBody(request, settings.bodyLimit);
      if (fault !== undefined && fault.when !== "after") return faultReply(fault);
      const body = parseJson(bytes);
      if (body !== undefined) entry.body = withoutSecrets(body);
      if (!target.startsWith(`${PREFIX}/`)) throw assumed.noRoute();
      const result = answer(world, { method, path, query: new URLSearchParams(query), headers: request.headers, body });
      return fault === undefined ? { status: 200, body: success(result), headers: {} } : faultReply(fault);
    } catch (error) {
      if (request.destroyed && !request.complete) throw error;
      const known = error instanceof ApiError ? error : assumed.internal();
      const headers: Record<string, string> = known.status === 413 ? { connection: "close" } : {};
      return { status: known.status, body: failure(known), headers };
    }
  }
}

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

function faultReply(fault: SimulatedFault): Reply | undefined {
  if (fault.disconnect === true) return undefined;
  const { code, message } = assumed.internal();
  const status = fault.status ?? 500;
  if (fault.body !== undefined) return { status, body: fault.body, headers: { "content-type": "text/html", ...fault.headers } };
  return { status, body: failure({ code: fault.code ?? code, message: fault.message ?? message }), headers: { ...fault.headers } };
}

function describe(world: World, token: StoredToken): SimulatedToken {
  const status = world.store.statusOf(token);
  return {
    id: token.id,
    owner: token.owner,
    name: token.input.name,
    status,
    secretVersion: token.secretVersion,
    answer: tokenAnswer(token, status, { ...world.order, policyOrder: "asSent" }),
  };
}
