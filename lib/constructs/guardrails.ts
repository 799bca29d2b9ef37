import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";
import { fault, throwFaults } from "../errors";
import type { Finding, FindingLevel, Pack } from "../guardrails";
import { loadGuardrails } from "../lazy";
import { now, type TokenSpec } from "../policy";
import { type CheckedToken, type ScopedFault, stateOf } from "./app-checks";
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
    throwFaults(loadGuardrails().packFaults(pack, "pack"), this.scope.node.path);
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
  const { evaluateToken, findingWords, rulesOf, tokenContext } = loadGuardrails();
  const at = now();
  const stacks = new Map<TerraformStack, { readonly token: CheckedToken; readonly spec: TokenSpec }[]>();
  for (const token of tokens) {
    const stack = TerraformStack.of(token.construct);
    const members = stacks.get(stack) ?? [];
    stacks.set(stack, members);
    members.push({ token, spec: token.spec });
  }
  return [...stacks].flatMap(([stack, members]) => {
    const context = tokenContext({ now: at, stack: stack.node.path, tokens: members.map(({ spec }) => spec) });
    return members.flatMap(({ token, spec }): ScopedFault[] => {
      // From the root down, so that the nearest comes last.
      const packs = token.construct.node.scopes.flatMap(packsAt);
      if (packs.length === 0) return [];
      const { findings } = evaluateToken({ spec, acknowledgements: spec.acknowledgements ?? [] }, context, rulesOf(packs));
      const refused = findings.filter((finding) => levelOf(finding) === "error");
      for (const finding of findings) {
        const level = levelOf(finding);
        if (level !== "error") annotate(token.construct, level, findingWords(finding));
      }
      return [
        ...(token.unreadable
          ? [
              fault.guardrailViolated(
                "overrides",
                "p.resource is overridden with what can't be read here",
                "use the construct's properties",
              ),
            ]
          : []),
        ...refused.map(({ rule, detail, message, fix }) => fault.guardrailViolated(`${rule} (${detail})`, message, fix)),
      ].map((each) => ({ scope: token.construct.node.path, fault: each }));
    });
  });
}

/** What is acknowledged counts for nothing, and is still told. */
function levelOf({ level, acknowledged }: Finding): FindingLevel {
  return acknowledged === undefined ? level : "note";
}
