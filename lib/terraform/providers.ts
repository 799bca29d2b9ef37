import type { Definition } from "./definition";

type Body = Readonly<Record<string, unknown>>;

/** What of a provider's block says nothing of whose credential it is, and of who is asked. */
const UNSIGNED = ["//", "alias", "version", "user_agent_operator_suffix"];

/** The fingerprint of a provider that takes all it needs from the environment: files do not say more. */
export const FROM_ENVIRONMENT = "environment";

/** The provider configurations of a stack, by the name that a `provider` argument calls them: with which credential tokens are managed. */
export class Providers {
  private readonly bodies = new Map<string, unknown[]>();
  private readonly made = new Map<string, Definition>();

  /** @param referredTo what expressions within it refer to */
  constructor(private readonly referredTo: (bodies: readonly unknown[]) => readonly Definition[]) {}

  add(provider: string, body: Body): void {
    const alias = body["alias"];
    const name = typeof alias === "string" ? `${provider}.${alias}` : provider;
    const bodies = this.bodies.get(name) ?? [];
    this.bodies.set(name, bodies);
    const own = Object.fromEntries(Object.entries(body).filter(([key, value]) => value !== null && !UNSIGNED.includes(key)));
    if (Object.keys(own).length > 0) bodies.push(own);
  }

  /** The fingerprint of a configuration: of what it says, with what that refers to. */
  fingerprint(name = "cloudflare", fingerprintOf: (definition: Definition) => string): string {
    const bodies = this.bodies.get(name) ?? [];
    if (bodies.length === 0) return FROM_ENVIRONMENT;
    const known = this.made.get(name) ?? { name: "provider", bodies, next: () => this.referredTo(bodies) };
    this.made.set(name, known);
    return fingerprintOf(known);
  }
}
