import type { AddCommand } from "./command";
import { addCan } from "./can";
import { addCheck } from "./check";
import { addDiff } from "./diff";
import { addGate } from "./gate";
import { addInit } from "./init";
import { addPermission } from "./permission";
import { addPrepare } from "./prepare";
import { addReport } from "./report";
import { addSearch } from "./search";
import { addSnapshot } from "./snapshot";
import { addStacks } from "./stacks";
import { addSummary } from "./summary";
import { addWho } from "./who";

/** Every command, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [
  addSummary,
  addDiff,
  addCheck,
  addReport,
  addSnapshot,
  addPrepare,
  addGate,
  addStacks,
  addCan,
  addWho,
  addSearch,
  addPermission,
  addInit,
];
