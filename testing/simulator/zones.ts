import { assumed } from "./api-error";
import type { SimulatedZone } from "./options";

type Test = (value: string, wanted: string) => boolean;

/** The operators that may stand before a name, `contains:example` for instance. */
const OPERATORS: Readonly<Record<string, Test>> = {
  equal: (value, wanted) => value.toLowerCase() === wanted.toLowerCase(),
  not_equal: (value, wanted) => value.toLowerCase() !== wanted.toLowerCase(),
  starts_with: (value, wanted) => value.toLowerCase().startsWith(wanted.toLowerCase()),
  ends_with: (value, wanted) => value.toLowerCase().endsWith(wanted.toLowerCase()),
  contains: (value, wanted) => value.toLowerCase().includes(wanted.toLowerCase()),
  starts_with_case_sensitive: (value, wanted) => value.startsWith(wanted),
  ends_with_case_sensitive: (value, wanted) => value.endsWith(wanted),
  contains_case_sensitive: (value, wanted) => value.includes(wanted),
};

/** The zones that fit the filters of `GET /zones`. Internal zones are found only when asked for. */
export function listZones(zones: readonly SimulatedZone[], query: URLSearchParams): readonly SimulatedZone[] {
  const types = query
    .getAll("type")
    .flatMap((value) => value.split(","))
    .filter((value) => value !== "");
  const tests: ((zone: SimulatedZone) => boolean)[] = [];
  const filter = (key: string, test: (zone: SimulatedZone, value: string) => boolean) => {
    const value = query.get(key);
    if (value !== null && value !== "") tests.push((zone) => test(zone, value));
  };
  filter("name", (zone, value) => matches(zone.name, value));
  filter("account.id", (zone, value) => zone.accountId === value);
  filter("account.name", (zone, value) => matches(accountName(zone), value));
  filter("status", (zone, value) => (zone.status ?? "active") === value);
  const any = query.get("match") === "any" && tests.length > 0;
  return zones.filter((zone) => {
    const type = zone.type ?? "full";
    if (types.length === 0 ? type === "internal" : !types.includes(type)) return false;
    return any ? tests.some((test) => test(zone)) : tests.every((test) => test(zone));
  });
}

export function findZone(zones: readonly SimulatedZone[], id: string): SimulatedZone {
  const zone = zones.find((candidate) => candidate.id === id);
  if (zone === undefined) throw assumed.zoneNotFound();
  return zone;
}

export function zoneAnswer(zone: SimulatedZone): Readonly<Record<string, unknown>> {
  return {
    id: zone.id,
    name: zone.name,
    status: zone.status ?? "active",
    paused: false,
    type: zone.type ?? "full",
    development_mode: 0,
    name_servers: ["ns1.simulated.example", "ns2.simulated.example"],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: "2020-01-01T00:00:00Z",
    modified_on: "2020-01-01T00:00:00Z",
    activated_on: "2020-01-01T00:00:00Z",
    account: { id: zone.accountId, name: accountName(zone) },
    owner: { id: null, type: "user", email: null },
    permissions: [],
    plan: { id: "0".repeat(32), name: "Free Website", price: 0, currency: "USD", frequency: "", is_subscribed: false },
  };
}

function accountName(zone: SimulatedZone): string {
  return zone.accountName ?? "Simulated account";
}

function matches(value: string, filter: string): boolean {
  const colon = filter.indexOf(":");
  const name = filter.slice(0, Math.max(colon, 0));
  const operator = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  return operator === undefined ? value.toLowerCase() === filter.toLowerCase() : operator(value, filter.slice(colon + 1));
}
