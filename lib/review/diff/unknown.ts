import { isSymbol } from "../../policy";

/** Whether a text holds something that is only known at plan or apply time; `%{if …}` makes a text as unknown as `${…}` does. */
export function isUnknown(text: string): boolean {
  return isSymbol(text) || text.includes("%{");
}
