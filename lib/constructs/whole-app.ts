import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { App, type IStackSynthesizer, type ISynthesisSession, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/*
 * cdktf runs aspects and validations of a stack, writes its file, and goes on to the next stack. What fails in a later one, an aspect for instance
 * that adds a wrong policy, would leave the earlier files changed. Here all stacks are written aside first, and moved into place when nothing failed.
 */

/** Stacks that were written together with the one that came first. */
const done = new WeakSet<ISynthesisSession>();

class WholeAppSynthesizer implements IStackSynthesizer {
  constructor(
    private readonly stack: TerraformStack,
    readonly own: IStackSynthesizer,
  ) {}

  synthesize(session: ISynthesisSession): void {
    const { root } = this.stack.node;
    // A test may synthesize one stack into a folder of its own.
    if (!App.isApp(root) || session.manifest !== root.manifest) this.own.synthesize(session);
    else if (!done.has(session)) {
      done.add(session);
      writeAll(root, session);
    }
  }
}

/** Makes all stacks of an app write their files together. Called before the first of them is written. */
export function writeTogether(root: IConstruct): void {
  if (!App.isApp(root)) return;
  for (const stack of stacksOf(root))
    if (!(stack.synthesizer instanceof WholeAppSynthesizer)) stack.synthesizer = new WholeAppSynthesizer(stack, stack.synthesizer);
}

function writeAll(app: App, session: ISynthesisSession): void {
  // Within the output folder, so that moving a file is one step.
  const aside = mkdtempSync(join(session.outdir, ".synth-"));
  try {
    for (const stack of stacksOf(app)) {
      const { synthesizer } = stack;
      mkdirSync(join(aside, dirname(session.manifest.forStack(stack).workingDirectory)), { recursive: true });
      (synthesizer instanceof WholeAppSynthesizer ? synthesizer.own : synthesizer).synthesize({ ...session, outdir: aside });
    }
    writeTogether(app);
    // App.synth runs these after the last stack, and says what is wrong.
    if (session.skipValidation === true || app.node.validate().length === 0) move(aside, session.outdir);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}

function move(from: string, to: string): void {
  if (!existsSync(to)) mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) move(source, target);
    else renameSync(source, target);
  }
}

function stacksOf(root: IConstruct): TerraformStack[] {
  return root.node.findAll().filter((each) => TerraformStack.isStack(each));
}
