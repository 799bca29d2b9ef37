import { Option } from "commander";
import type { Scope } from "../catalogue";
import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadCatalogue } from "./lazy";

const SCOPES: readonly Scope[] = ["account", "zone", "user", "r2Bucket", "worker", "flagshipApp"];

/** `principals permission`: what is known of one permission. */
export const addPermission: AddCommand = (program, io, finish) => {
  program
    .command("permission")
    .summary("show one permission")
    .description("Shows the id, the scope and the name in code of one permission.")
    .argument("<name>", "Cloudflare's name, or an id")
    .addOption(new Option("-s, --scope <scope>", "which one, where a name exists at several levels").choices(SCOPES))
    .action((name: string, { scope }: { readonly scope?: Scope }) => {
      const { permissionById, namedPermission, describePermission, treeNameOf, impliedBy } = loadCatalogue();
      const permission = permissionById(name) ?? (scope === undefined ? namedPermission(name) : namedPermission(name, scope));
      const { group, level } = treeNameOf(permission.name);
      const stronger = impliedBy(permission.id).map((id) => permissionById(id)?.name ?? id);
      const rows = [
        ["id", permission.id],
        ["scope", permission.scope],
        ["code", `permissions.${permission.scope}.${group}.${level}`],
        ["covers", describePermission(permission)],
        ...(stronger.length === 0 ? [] : [["part of", stronger.join(", ")]]),
      ];
      io.out(`${permission.name}\n${rows.map(([label = "", text = ""]) => `  ${label.padEnd(9)}${text}\n`).join("")}`);
      finish(EXIT.ok);
    });
};
