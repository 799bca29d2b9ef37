import { namedPermission, namesInAnyCase, permissionById, permissions, type Scope } from "../../catalogue";
import { type Fault, PrincipalError } from "../../errors";
import { lowerCaseIds } from "../../policy";

/** A permission that somebody asks about. */
export interface AskedPermission {
  /** Its id, or an expression for one that is known by name only. */
  readonly id: string;
  readonly name: string;
  readonly scope?: Scope;
}

/** How a permission stands for which only the name is known. */
export function idOfName(name: string): string {
  return `\${lookup(${JSON.stringify(name)})}`;
}

/** Whether an id is what `idOfName` gives. */
export function isNameOnly(id: string): boolean {
  return id.startsWith('${lookup("');
}

/**
 * Reads a permission's name (a former one, or Edit for Write, as well; in any case where that leaves one), its id, or its name in code
 * (`zone.dns.write`).
 *
 * @param scope the resource's, for names that exist at several levels
 * @throws PrincipalError UnknownPermission, AmbiguousPermission
 */
export function findPermission(text: string, scope: Scope | undefined): AskedPermission {
  const id = lowerCaseIds(text);
  const known = permissionById(id) ?? byCode(text);
  if (known !== undefined) return known;
  if (/^[0-9a-f]{32}$/.test(id)) return { id, name: `permission ${id}` };
  try {
    return inAnyCase(text, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error)) throw error;
    throw new PrincipalError(error.faults.map(ofQuestion));
  }
}

function inAnyCase(text: string, scope: Scope | undefined): AskedPermission {
  try {
    return byName(text, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error) || error.code !== "UnknownPermission") throw error;
    const [name, ...more] = namesInAnyCase(text);
    // Names that differ in case alone may be two permissions.
    if (name === undefined || name === text || more.length > 0) throw error;
    return byName(name, scope);
  }
}

function byName(name: string, scope: Scope | undefined): AskedPermission {
  try {
    return scope === undefined ? namedPermission(name) : namedPermission(name, scope);
  } catch (error) {
    if (!PrincipalError.isPrincipalError(error) || error.code !== "PermissionWithoutId") throw error;
    return { id: idOfName(name), name };
  }
}

/** A question has a name of its own, that of the token. */
function ofQuestion(fault: Fault): Fault {
  return { ...fault, path: "permission", message: fault.message.replace(/^name: /, "permission: ") };
}

function byCode(text: string): AskedPermission | undefined {
  const [scope = "", group = "", level = "", ...more] = text.replace(/^permissions\./, "").split(".");
  const own = (of: unknown, key: string): unknown =>
    typeof of === "object" && of !== null && Object.hasOwn(of, key) ? (of as Record<string, unknown>)[key] : undefined;
  const found = own(own(own(permissions, scope), group), level);
  return more.length === 0 ? (found as AskedPermission | undefined) : undefined;
}
