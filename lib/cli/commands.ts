import type { AddCommand } from "./command";
import { addInit } from "./init";
import { addPermission } from "./permission";
import { addSearch } from "./search";
import { addSummary } from "./summary";

/** Every command, in the order of the help. */
export const COMMANDS: readonly AddCommand[] = [addSummary, addSearch, addPermission, addInit];
