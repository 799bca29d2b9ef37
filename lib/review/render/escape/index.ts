/** One function an output for foreign texts. `__tests__/hostile/corpus.ts` runs through each of them. */
export { fileName } from "./file-name";
export { htmlName, htmlText } from "./html";
export { asciiJson } from "./json";
export { markdownCode, markdownName, markdownText } from "./markdown";
export { abridge, CI_MARK, digest, printable, prose, SHOWN_LENGTH, shorten } from "../../../printable";
export { sarifText } from "./sarif";
export { terminalName, terminalText } from "./terminal";
export { terraformText } from "./terraform";
export { typescriptComment, typescriptString } from "./typescript";
export { guardOutput, workflowData, workflowProperty } from "./workflow";
