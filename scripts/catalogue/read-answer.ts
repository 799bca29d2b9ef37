import { type Fault, fault, PrincipalError, throwFaults } from "../../lib/errors";

/** A permission group of a live answer, checked. */
export interface LiveGroup {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly string[];
}

/** The first faults say enough: a list of another kind has one in every row. */
const MOST_FAULTS = 10;
const MOST_GROUPS = 10_000;

/**
 * Reads an answer of `GET /accounts/{id}/tokens/permission_groups`, or the list in it alone. The text is foreign: everything in it is checked,
 * and nothing of it is kept but id, name and scopes.
 *
 * @throws PrincipalError InvalidCatalogueAnswer
 */
export function readAnswer(text: string): readonly LiveGroup[] {
  const groups = readList(parse(text)).map(readGroup);
  const faults = groups.flatMap((group) => group.faults);
  faults.push(
    ...repeated(groups.map((group) => group.id)).map((i) =>
      fault.invalidCatalogueAnswer(`result[${String(i)}].id`, groups[i]?.id, "an id that stands twice"),
    ),
  );
  const named = groups.map(({ name, scopes }) => `${name} at ${scopes.join(", ")}`);
  faults.push(
    ...repeated(named).map((i) =>
      fault.invalidCatalogueAnswer(`result[${String(i)}].name`, named[i], "a name that stands twice at one level"),
    ),
  );
  throwFaults(faults.slice(0, MOST_FAULTS));
  return groups.map(({ id, name, scopes }) => ({ id, name, scopes }));
}

/** A fault for something of another kind. It may be anything, a state or a list of tokens for instance, so nothing of it is shown. */
function notShown(path: string, value: unknown, what = "not an answer of the permission groups API"): Fault {
  const kind = value === null ? "null" : Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : `a ${typeof value}`;
  const { code, message } = fault.invalidCatalogueAnswer(path, undefined, what);
  return { code, path, message: message.replace(", got nothing;", value === undefined ? ", got nothing;" : `, got ${kind};`) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PrincipalError([notShown("", text, "not JSON")]);
  }
}

function readList(answer: unknown): readonly unknown[] {
  const list = Array.isArray(answer) ? (answer as readonly unknown[]) : readEnvelope(answer);
  if (list.length === 0) throw new PrincipalError([fault.invalidCatalogueAnswer("result", list, "an empty list")]);
  if (list.length > MOST_GROUPS)
    throw new PrincipalError([fault.invalidCatalogueAnswer("result", list.length, `more than ${String(MOST_GROUPS)} permission groups`)]);
  return list;
}

function readEnvelope(answer: unknown): readonly unknown[] {
  if (!isObject(answer)) throw new PrincipalError([notShown("", answer)]);
  if (answer.success === false)
    throw new PrincipalError([fault.invalidCatalogueAnswer("errors", answer.errors, "an answer that says it failed")]);
  const list = answer.result;
  if (!Array.isArray(list)) throw new PrincipalError([notShown("result", list, "an answer without a list")]);
  const info = answer.result_info;
  const pages = isObject(info) ? info.total_pages : undefined;
  const total = isObject(info) ? info.total_count : undefined;
  if ((typeof pages === "number" && pages > 1) || (typeof total === "number" && total > list.length)) {
    throw new PrincipalError([fault.invalidCatalogueAnswer("result_info", info, "one page of several")]);
  }
  return list as readonly unknown[];
}

function readGroup(row: unknown, index: number): LiveGroup & { readonly faults: readonly Fault[] } {
  const path = `result[${String(index)}]`;
  const faults: Fault[] = [];
  const { id, name, scopes } = isObject(row) ? row : {};
  if (!isObject(row)) faults.push(notShown(path, row, "not a permission group"));
  else {
    if (!isId(id)) faults.push(fault.invalidCatalogueAnswer(`${path}.id`, id, "not 32 lower-case hexadecimal characters"));
    if (!isName(name)) faults.push(fault.invalidCatalogueAnswer(`${path}.name`, name, "not a name of 1 to 200 printable characters"));
    if (!isScopes(scopes))
      faults.push(fault.invalidCatalogueAnswer(`${path}.scopes`, scopes, "not a list of scopes such as com.cloudflare.api.account"));
  }
  // What is wrong gets a stand-in that is unique, so that it is not reported as a repetition as well.
  return { id: isId(id) ? id : path, name: isName(name) ? name : path, scopes: isScopes(scopes) ? scopes : [path], faults };
}

function isId(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
}

function isName(value: unknown): value is string {
  // No control, format, line separating or unpaired characters: names end up in code, on terminals and in pull requests.
  return typeof value === "string" && value.length <= 200 && value.trim() === value && /^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+$/u.test(value);
}

function isScopes(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((scope) => typeof scope === "string" && scope.length <= 100 && /^com\.cloudflare(?:\.[a-z0-9_-]+)+$/.test(scope))
  );
}

/** The places of values that stood before. */
function repeated(values: readonly string[]): readonly number[] {
  const seen = new Set<string>();
  return values.flatMap((value, i) => {
    if (seen.has(value)) return [i];
    seen.add(value);
    return [];
  });
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
