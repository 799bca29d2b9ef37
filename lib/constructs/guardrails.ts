import { Annotations, TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { fault, throwFaults } from "../errors";
import { evaluateToken, type Finding, findingWords, type Pack, packFaults, rulesOf, tokenContext } from "../guardrails";
import { now, type TokenSpec } from "../policy";
import { type AppCheck, type CheckedToken, registerCheck, type ScopedFault } from "./app-checks";

const packs = new WeakMap<IConstruct, Pack[]>();

/**
 * Rules for every token below a construct: of an app, a stack, or any construct in between. They run at synth, before any file is written: an
 * error stops it, warnings and notes become annotations of the principal. Of two levels for one rule the one nearer to the token counts.
 *
 * @example
 * Guardrails.of(app).use(baseline);
 */
export class Guardrails {
  static of(scope: IConstruct): Guardrails {
    return new Guardrails(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /** @throws PrincipalError InvalidPack */
  use(pack: Pack): void {
    throwFaults(packFaults(pack, "pack"), this.scope.node.path);
    packs.set(this.scope, [...(packs.get(this.scope) ?? []), pack]);
    registerCheck(this.scope, checkGuardrails);
  }
}

/** Runs the rules over the tokens of an app, each with the packs of the constructs above it. */
const checkGuardrails: AppCheck = (tokens) => {
  const faults: ScopedFault[] = [];
  const at = now();
  const byStack = new Map<TerraformStack, { readonly token: CheckedToken; readonly spec: TokenSpec }[]>();
  for (const token of tokens) {
    const stack = TerraformStack.of(token.construct);
    const members = byStack.get(stack);
    if (members === undefined) byStack.set(stack, [{ token, spec: token.spec }]);
    else members.push({ token, spec: token.spec });
  }
  for (const [stack, members] of byStack) {
    const context = tokenContext({ now: at, stack: stack.node.path, tokens: members.map(({ spec }) => spec) });
    for (const { token, spec } of members) {
      const applied = packsOf(token.construct);
      if (applied.length === 0) continue;
      const scope = token.construct.node.path;
      if (token.unreadable)
        faults.push({
          scope,
          fault: fault.guardrailViolated(
            "overrides",
            "p.resource is overridden with what can't be read here",
            "use the construct's properties",
          ),
        });
      const { findings } = evaluateToken({ spec, acknowledgements: token.acknowledgements }, context, rulesOf(applied));
      for (const finding of findings) {
        if (finding.level === "error" && finding.acknowledged === undefined)
          faults.push({
            scope,
            fault: fault.guardrailViolated(`${finding.rule} (${finding.detail})`, finding.message, finding.fix),
          });
        else annotate(token, finding);
      }
    }
  }
  return faults;
};

/** From the root down, so that the nearest comes last. */
function packsOf(token: IConstruct): Pack[] {
  return token.node.scopes.flatMap((scope) => packs.get(scope) ?? []);
}

const told = new WeakMap<IConstruct, Set<string>>();

/** Each finding once, however often the app is synthesized. */
function annotate({ construct }: CheckedToken, finding: Finding): void {
  const shown = findingWords(finding);
  const before = told.get(construct) ?? new Set();
  if (before.has(shown)) return;
  told.set(construct, before.add(shown));
  if (finding.acknowledged === undefined && finding.level === "warning") Annotations.of(construct).addWarning(shown);
  else Annotations.of(construct).addInfo(shown);
}
