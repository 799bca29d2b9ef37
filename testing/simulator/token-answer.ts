import type { Random } from "./random";
import type { SimulatorOptions } from "./options";
import type { Resources } from "./resource-key";
import type { StoredToken, TokenStatus } from "./token-store";

/** How answers are ordered. */
export interface AnswerOrder {
  readonly keyOrder: NonNullable<SimulatorOptions["keyOrder"]>;
  readonly policyOrder: NonNullable<SimulatorOptions["policyOrder"]>;
  readonly random: Random;
}

/** A token as the API answers it; the value is added by create alone. */
export function tokenAnswer(token: StoredToken, status: TokenStatus, order: AnswerOrder): Readonly<Record<string, unknown>> {
  const { name, requestIp, notBefore, expiresOn } = token.input;
  const policies = order.policyOrder === "shuffled" ? order.random.shuffled(token.policies) : token.policies;
  return {
    id: token.id,
    name,
    status,
    issued_on: instant(token.issuedOn),
    modified_on: instant(token.modifiedOn),
    ...(token.lastUsedOn === undefined ? {} : { last_used_on: instant(token.lastUsedOn) }),
    ...(notBefore === undefined ? {} : { not_before: instant(notBefore) }),
    ...(expiresOn === undefined ? {} : { expires_on: instant(expiresOn) }),
    policies: policies.map((policy) => ({
      id: policy.id,
      effect: policy.effect,
      resources: order.keyOrder === "sorted" ? sortedKeys(policy.resources) : policy.resources,
      permission_groups: [...policy.groups].sort((a, b) => compare(a.id, b.id)).map(({ id, name }) => ({ id, name })),
    })),
    ...(requestIp === undefined ? {} : { condition: { request_ip: requestIp } }),
  };
}

/** UTC in whole seconds. */
export function instant(time: Date): string {
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}

function sortedKeys(resources: Resources): Resources {
  return Object.fromEntries(
    Object.entries(resources)
      .sort(([a], [b]) => compare(a, b))
      .map(([key, entry]) => [key, entry === "*" ? entry : (sortedKeys(entry) as Readonly<Record<string, "*">>)]),
  );
}

/** By code unit, which for the ASCII of keys and ids is the order of their bytes. */
function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
