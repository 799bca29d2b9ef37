import type { AddCommand } from "./command";

/* eslint-disable @typescript-eslint/no-require-imports -- each command is loaded when it is run, or when the help lists all of them */

/** Every command, in the order of the help. */
export const COMMANDS: readonly { readonly name: string; readonly load: () => AddCommand }[] = [
  { name: "summary", load: () => (require("./summary") as typeof import("./summary")).addSummary },
  { name: "diff", load: () => (require("./diff") as typeof import("./diff")).addDiff },
  { name: "check", load: () => (require("./check") as typeof import("./check")).addCheck },
  { name: "report", load: () => (require("./report") as typeof import("./report")).addReport },
  { name: "snapshot", load: () => (require("./snapshot") as typeof import("./snapshot")).addSnapshot },
  { name: "prepare", load: () => (require("./prepare") as typeof import("./prepare")).addPrepare },
  { name: "gate", load: () => (require("./gate") as typeof import("./gate")).addGate },
  { name: "stacks", load: () => (require("./stacks") as typeof import("./stacks")).addStacks },
  { name: "can", load: () => (require("./can") as typeof import("./can")).addCan },
  { name: "who", load: () => (require("./who") as typeof import("./who")).addWho },
  { name: "search", load: () => (require("./search") as typeof import("./search")).addSearch },
  { name: "permission", load: () => (require("./permission") as typeof import("./permission")).addPermission },
  { name: "init", load: () => (require("./init") as typeof import("./init")).addInit },
];
