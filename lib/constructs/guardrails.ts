import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { fault, throwFaults } from "../errors";
import { evaluateToken, findingWords, type Pack, packFaults, rulesOf } from "../guardrails";
import { now, type TokenSpec } from "../policy";
import { type CheckedToken, type ScopedFault, stateOf } from "./app-state";
import { annotate } from "./framework";

const PACKS = Symbol.for("cloudflare-principals/Guardrails");

/**
 * Rules for every token below a construct: of an app, a stack, or any construct in between. They run at synth, before any file is written: an
 * error stops it, warnings and notes become annotations of the principal. Of two levels for one rule the one nearer to the token counts.
 *
 * @example
 * Guardrails.of(app).use(baseline);
 */
export class Guardrails {
  /** The guardrails of a construct. */
  static of(scope: IConstruct): Guardrails {
    return new Guardrails(scope);
  }

  private constructor(private readonly scope: IConstruct) {}

  /**
   * Adds a pack.
   *
   * @throws PrincipalError InvalidPack
   */
  use(pack: Pack): void {
    throwFaults(packFaults(pack, "pack"), this.scope.node.path);
    Object.defineProperty(this.scope, PACKS, { value: [...packsAt(this.scope), pack], configurable: true });
    const state = stateOf(this.scope);
    state.guardrails ??= checkGuardrails;
    state.checked = false;
  }
}

/** Packs hang on their construct under a registered symbol, so that they hold across copies of the package. */
function packsAt(scope: IConstruct): readonly Pack[] {
  return PACKS in scope ? (scope[PACKS] as readonly Pack[]) : [];
}

/** Runs the rules over the tokens of an app, each with the packs of the constructs above it. */
function checkGuardrails(tokens: readonly CheckedToken[]): ScopedFault[] {
  // From the root down, so that the nearest comes last.
  const guarded = tokens.map((token) => ({ token, packs: token.construct.node.scopes.flatMap(packsAt) }));
  const byStack = new Map<TerraformStack, TokenSpec[]>();
  const specs = tokens.map((token) => {
    const { spec } = token;
    const stack = TerraformStack.of(token.construct);
    byStack.set(stack, [...(byStack.get(stack) ?? []), spec]);
    return spec;
  });
  const at = now();
  return guarded.flatMap(({ token, packs }, index): ScopedFault[] => {
    const spec = specs[index];
    if (packs.length === 0 || spec === undefined) return [];
    const stack = TerraformStack.of(token.construct);
    const context = { now: at, stack: stack.node.path, tokens: byStack.get(stack) ?? [] };
    const { findings } = evaluateToken({ spec, acknowledgements: spec.acknowledgements ?? [] }, context, rulesOf(packs));
    const faults = findings
      .filter(({ level, acknowledged }) => level === "error" && acknowledged === undefined)
      .map(({ rule, detail, message, fix }) => fault.guardrailViolated(`${rule} (${detail})`, message, fix));
    for (const finding of findings) {
      if (finding.acknowledged !== undefined || finding.level === "note") annotate(token.construct, "note", findingWords(finding));
      else if (finding.level === "warning") annotate(token.construct, "warning", findingWords(finding));
    }
    const unreadable = fault.guardrailViolated(
      "overrides",
      "p.resource is overridden with what can't be read here",
      "use the construct's properties",
    );
    return (token.unreadable ? [unreadable, ...faults] : faults).map((each) => ({ scope: token.construct.node.path, fault: each }));
  });
}
