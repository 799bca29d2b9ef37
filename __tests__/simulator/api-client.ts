import { startSimulator, type Simulator, type SimulatorOptions } from "../../testing";

export const ACCOUNT = "0123456789abcdef0123456789abcdef";
export const OTHER_ACCOUNT = "ffffffffffffffffffffffffffffffff";
export const ZONE_1 = "11111111111111111111111111111111";
export const ZONE_2 = "22222222222222222222222222222222";
export const NOW = new Date("2026-01-01T00:00:00Z");

export const DNS_READ = "82e64a83756745bbbb1c9c2701bf816b";
export const DNS_WRITE = "4755a26eedb94da69e1066d98aa820be";
export const WORKERS_SCRIPTS_WRITE = "e086da7e2179491d91ee5f35b3ca210a";
export const USER_DETAILS_READ = "8acbe5bb0d54464ab867149d7f7cf8ac";
export const ACCOUNT_API_TOKENS_READ = "eb56a6953c034b9d97dd838155666f06";
export const ACCOUNT_API_TOKENS_WRITE = "5bc3f8b21c554832afc660159ab75fa4";

export const zoneKey = (id: string): string => `com.cloudflare.api.account.zone.${id}`;
export const accountKey = (id: string): string => `com.cloudflare.api.account.${id}`;

export interface Reply {
  readonly status: number;
  readonly success: boolean;
  readonly errors: readonly { readonly code: number; readonly message: string }[];
  readonly messages: readonly unknown[];
  readonly result: unknown;
  readonly result_info?: unknown;
}

/** A policy as a request holds it. */
export function policy(groups: readonly string[], resources: Readonly<Record<string, unknown>>, effect = "allow"): object {
  return { effect, permission_groups: groups.map((id) => ({ id })), resources };
}

export const DNS_ON_ZONE_1 = policy([DNS_READ], { [zoneKey(ZONE_1)]: "*" });

/** A client that says little: the path below `/client/v4`, a body, a credential. */
export class ApiClient {
  constructor(
    readonly simulator: Simulator,
    readonly bearer = "simulated_not_a_real_token_0000000000000000",
  ) {}

  as(bearer: string): ApiClient {
    return new ApiClient(this.simulator, bearer);
  }

  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const response = await fetch(this.simulator.url + path, {
      method,
      headers: { authorization: `Bearer ${this.bearer}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    return { status: response.status, ...((await response.json()) as Omit<Reply, "status">) };
  }

  get(path: string): Promise<Reply> {
    return this.send("GET", path);
  }

  async create(body: object, owner = `/accounts/${ACCOUNT}`): Promise<{ readonly id: string; readonly value: string }> {
    const reply = await this.send("POST", `${owner}/tokens`, body);
    if (!reply.success) throw new Error(reply.errors.map(({ message }) => message).join());
    return reply.result as { id: string; value: string };
  }
}

/** What a refusal says, in one line. */
export function refusal(reply: Reply): string {
  return `${String(reply.status)} ${reply.errors.map(({ code, message }) => `${String(code)} ${message}`).join()}`;
}

const running: Simulator[] = [];

/** Starts a simulator whose clock stands still; `stopSimulators` ends it. */
export async function start(options: SimulatorOptions = {}): Promise<ApiClient> {
  const simulator = await startSimulator({ clock: () => NOW, ...options });
  running.push(simulator);
  return new ApiClient(simulator);
}

export async function stopSimulators(): Promise<void> {
  await Promise.all(running.splice(0).map((simulator) => simulator.close()));
}
