import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadCatalogue, loadReview } from "../lazy";

/** `principals search`: permissions by a part of their name. */
export const addSearch: AddCommand = (program, io, finish) => {
  program
    .command("search")
    .summary("find permissions by name")
    .description('Finds permissions by words of their names, former names included; "dns edit" finds DNS Write.')
    .argument("<text...>", "words of the name, or an id")
    .action((words: readonly string[]) => {
      const { nearPermissionNames, permissionsKnownByName, searchPermissions } = loadCatalogue();
      const text = words.join(" ");
      const found = searchPermissions(text);
      const byNameOnly = permissionsKnownByName.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      const rows = [
        ...found.map(({ name, scope, id }) => [name, scope, id]),
        ...byNameOnly.map(({ name, scope }) => [name, scope ?? "scope unknown", "by Permission.lookup only"]),
      ];
      if (rows.length === 0) {
        const near = nearPermissionNames(text);
        const guess = near.length === 0 ? "" : `; did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?`;
        io.err(`no permission fits ${loadReview().terminalName(text)}${guess}\n`);
        finish(EXIT.no);
        return;
      }
      const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
      io.out(
        rows
          .map(
            (row) =>
              row
                .map((cell, column) => cell.padEnd(widths[column] ?? 0))
                .join("  ")
                .trimEnd() + "\n",
          )
          .join(""),
      );
      finish(EXIT.ok);
    });
};
