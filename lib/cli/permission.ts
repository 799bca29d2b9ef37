import { Option } from "commander";
import type { Permission, Scope } from "../catalogue";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { fault, PrincipalError } from "../errors";
import { loadCatalogue, loadReview } from "../lazy";

const SCOPES: readonly Scope[] = ["account", "zone", "user", "r2Bucket", "worker", "flagshipApp"];

/** `principals permission`: what is known of one permission. */
export const addPermission: AddCommand = (program, io, finish) => {
  program
    .command("permission")
    .summary("show one permission")
    .description("Shows the id, the scope and the name in code of one permission.")
    .argument("<name>", "Cloudflare's name, an id, or the name in code: zone.dns.write")
    .addOption(new Option("-s, --scope <scope>", "which one, where a name exists at several levels").choices(SCOPES))
    .action((name: string, { scope }: { readonly scope?: Scope }) => {
      const { permissionById, describePermission, formerNamesOf, treeNameOf, impliedBy } = loadCatalogue();
      const permission = find(name, scope);
      const { group, level } = treeNameOf(permission.name);
      const stronger = impliedBy(permission.id).map((id) => {
        const { name = id, scope: at = permission.scope } = permissionById(id) ?? {};
        return at === permission.scope ? name : `${name} (${at})`;
      });
      const rows = [
        ["id", permission.id],
        ["scope", permission.scope],
        ["code", `permissions.${permission.scope}.${group}.${level}`],
        ["covers", describePermission(permission)],
        ...(formerNamesOf(permission.id).length === 0 ? [] : [["formerly", formerNamesOf(permission.id).join(", ")]]),
        ...(stronger.length === 0 ? [] : [["part of", stronger.join(", ")]]),
      ];
      io.out(`${permission.name}\n${rows.map(([label = "", text = ""]) => `  ${label.padEnd(9)}${text}\n`).join("")}`);
      finish(EXIT.ok);
    });
};

/** @throws PrincipalError UnknownPermission, AmbiguousPermission, PermissionWithoutId */
function find(text: string, scope: Scope | undefined): Permission {
  const { namedPermission, namesInAnyCase, permissionById } = loadCatalogue();
  try {
    const found = permissionById(loadReview().findPermission(text, scope).id);
    if (found !== undefined) return found;
    // By its name alone, or by an id that nobody knows.
    const [name = text] = namesInAnyCase(text);
    return scope === undefined ? namedPermission(name) : namedPermission(name, scope);
  } catch (error) {
    if (PrincipalError.isPrincipalError(error) && error.code === "UnknownPermission")
      // With what was typed, and not how the catalogue would write it.
      return scope === undefined ? namedPermission(text) : namedPermission(text, scope);
    if (!PrincipalError.isPrincipalError(error) || error.code !== "AmbiguousPermission") throw error;
    const [name = text] = namesInAnyCase(text);
    const scopes = SCOPES.filter((each) => isNamed(name, each));
    throw new PrincipalError([fault.ambiguousPermission("name", text, scopes, "by option")]);
  }
}

function isNamed(name: string, scope: Scope): boolean {
  try {
    loadCatalogue().namedPermission(name, scope);
    return true;
  } catch {
    return false;
  }
}
