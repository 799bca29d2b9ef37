import { main } from "../../lib/cli";
import type { Io } from "../../lib/cli/io";

export interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line within this process. */
export async function run(args: readonly string[], io: Partial<Io> = {}): Promise<Result> {
  let out = "";
  let err = "";
  const code = await main(args, { out: (text) => (out += text), err: (text) => (err += text), env: {}, isTerminal: false, ...io });
  return { code, out, err };
}
