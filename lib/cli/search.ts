import type { AddCommand } from "./command";
import { EXIT } from "./exit-code";
import { loadCatalogue, loadReview } from "../lazy";

/** `principals search`: permissions by a part of their name. */
export const addSearch: AddCommand = (program, io, finish) => {
  program
    .command("search")
    .summary("find permissions by name")
    .description(
      'Finds permissions by words of their names, former names included, and by tools and tasks: "dns edit" finds DNS Write, "wrangler" what it takes and its templates.',
    )
    .argument("<text...>", "words of the name, an id, or a tool")
    .action((words: readonly string[]) => {
      const { formerNamesOf, nearPermissionNames, permissionsKnownByName, searchPermissions, searchPurposes, treeNameOf } = loadCatalogue();
      const text = words.join(" ");
      const purposes = searchPurposes(text);
      const found = [...new Set([...purposes.flatMap(({ permissions }) => permissions), ...searchPermissions(text)])];
      const byNameOnly = permissionsKnownByName.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase()));
      const rows = [
        ...found.map(({ name, scope, id }) => {
          const { group, level } = treeNameOf(name);
          const former = formerNamesOf(id);
          return [name, `permissions.${scope}.${group}.${level}`, id, ...(former.length === 0 ? [] : [`formerly ${former.join(", ")}`])];
        }),
        ...byNameOnly.map(({ name, scope }) => [name, scope ?? "scope unknown", "by Permission.lookup only"]),
      ];
      const advice = purposes.flatMap((purpose) => purpose.advice ?? []);
      const templates = [...new Set(purposes.flatMap((purpose) => purpose.templates))];
      if (rows.length + templates.length === 0) {
        const near = nearPermissionNames(text);
        const guess = near.length === 0 ? "" : `; did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?`;
        io.err(`no permission fits ${loadReview().terminalName(text)}${guess}\n`);
        finish(EXIT.no);
        return;
      }
      const widths = [0, 1, 2].map((column) => Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
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
      for (const call of templates) io.out(`template: ${call}\n`);
      for (const line of advice) io.out(`note: ${line}\n`);
      finish(EXIT.ok);
    });
};
