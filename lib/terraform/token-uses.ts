import { compareText, type DeliverySpec } from "../policy";
import { addressOf, type Block, blocksOf, COMMENT, eachText, isTrue, type TerraformStack } from "./blocks";
import { ExpressionText, type Word } from "./expression-text";
import { TOKEN_TYPES } from "./findings";
import { invalid, isObject, type Json } from "./json";

/** Attributes of a token that are no secret. Anything else after its name may be the value: the whole object, a computed index. */
const HARMLESS: ReadonlySet<string> = new Set(
  "id name status account_id issued_on modified_on last_used_on expires_on not_before condition policies".split(" "),
);

/** Whether it is the value that is followed, or whatever a token or a local is named in. */
type Graph = "value" | "mention";

const GRAPHS: readonly Graph[] = ["value", "mention"];

/** The tokens and locals that a text names. Nothing is evaluated: what is not surely something else is taken for the value. */
function* namesIn(text: string, graph: Graph): Generator<string> {
  if (!/cloudflare_|local/.test(text)) return;
  const expression = new ExpressionText(text);
  for (const word of expression.words()) {
    const isToken = TOKEN_TYPES.has(word.name);
    const name = isToken || word.name === "local" ? expression.member(word.end) : undefined;
    if (name !== undefined && !(isToken && graph === "value" && isHarmless(expression, word))) yield `${word.name}.${name.name}`;
  }
}

/** `cloudflare_account_token.x.id`, with at most one index that is written out, and no gaps. */
export function isHarmless(text: ExpressionText, type: Word): boolean {
  const name = text.has(type.end, ".") ? text.word(type.end + 1) : undefined;
  if (name === undefined) return false;
  const end = text.literalIndex(name.end);
  const attribute = text.has(end, ".") ? text.word(end + 1) : undefined;
  return attribute !== undefined && HARMLESS.has(attribute.name);
}

/** Something that a token's value goes to, or that looks at it, and that is on no list. */
export interface OddUse {
  readonly what: string;
  readonly where: string;
  readonly body: unknown;
}

/** What is made of a token or a local where it is named. */
type Use = { readonly local: string } | { readonly delivery: DeliverySpec } | { readonly odd: OddUse };

const BLOCKS = ["resource", "data", "ephemeral", "module", "provider", "output", "variable", "import", "check", "action"] as const;
/** Far more than any app needs; each token is followed by itself. */
const MOST_STEPS = 2_000_000;

/** Where the values of a stack's tokens go, through locals as well. */
export class TokenUses {
  private readonly uses: Readonly<Record<Graph, Map<string, Use[]>>> = { value: new Map(), mention: new Map() };
  private steps = 0;

  constructor(private readonly stack: Pick<TerraformStack, "files">) {
    for (const type of BLOCKS) for (const block of blocksOf(stack, type)) this.addBlock(type, block);
    // Mostly nothing looks at mere mentions.
    const graphs = GRAPHS.filter((graph) => this.uses[graph].size > 0);
    for (const { body } of blocksOf(stack, "locals"))
      for (const [name, value] of Object.entries(body))
        for (const graph of graphs) this.add(graph, value, { local: `local.${name.normalize("NFC")}` });
  }

  /**
   * Where a token's value goes, and what else uses it.
   *
   * @throws PrincipalError InvalidFile
   */
  of(address: string): { readonly deliveries: readonly DeliverySpec[]; readonly odd: readonly OddUse[] } {
    const deliveries = new Map<string, DeliverySpec>();
    const odd = new Map<string, OddUse>();
    for (const graph of GRAPHS) {
      const names = new Set([address]);
      // A set that grows while it is walked: each is looked at once.
      for (const name of names) {
        for (const use of this.uses[graph].get(name) ?? []) {
          if (++this.steps > MOST_STEPS)
            throw invalid(
              this.stack.files[0]?.file ?? "",
              "",
              "tokens are used in more places than can be followed; read fewer stacks at once",
            );
          if ("local" in use) names.add(use.local);
          else if ("delivery" in use) deliveries.set(use.delivery.to, use.delivery);
          else odd.set(`${use.odd.where} ${use.odd.what}`, use.odd);
        }
      }
    }
    const byPlace = <T>(entries: Map<string, T>): T[] => [...entries].sort(([a], [b]) => compareText(a, b)).map(([, each]) => each);
    return { deliveries: byPlace(deliveries), odd: byPlace(odd) };
  }

  private addBlock(type: (typeof BLOCKS)[number], block: Block): void {
    const where = addressOf(type, block);
    const odd = (what: string, body: unknown): Use => ({ odd: { what, where, body } });
    const body = valuesOf(type, block.body);
    if (type === "check" || type === "action") {
      this.add("mention", body, odd(`${type === "check" ? "a check" : "an action"} looks at it`, body));
    } else if (type === "output") {
      const { value, ...rest } = body;
      this.add("value", value, { delivery: { kind: "output", to: where, sensitive: isTrue(body["sensitive"]) } });
      this.add("value", rest, odd("a condition looks at its value", rest));
    } else {
      const sink = type === "resource" ? sinkOf(block.labels[0] ?? "") : undefined;
      const [kept, rest] = split(body, sink?.attributes ?? []);
      this.add("value", kept, { delivery: { kind: "sink", to: where, sensitive: sink?.whyClear?.(body) === undefined } });
      this.add("value", rest, odd("its value goes to what is no secret store", rest));
    }
  }

  private add(graph: Graph, value: unknown, use: Use): void {
    const names = new Set<string>();
    eachText(value, (text) => {
      for (const name of namesIn(text, graph)) names.add(name);
    });
    for (const name of names) {
      const known = this.uses[graph].get(name);
      if (known === undefined) this.uses[graph].set(name, [use]);
      else known.push(use);
    }
  }
}

/** Arguments that name things, and take no value of theirs. */
const NAMING = [COMMENT, "depends_on", "provider", "providers"];

function valuesOf(type: string, body: Json): Json {
  const kept = Object.entries(body).filter(([name]) => !NAMING.includes(name) && !(type === "import" && name === "to"));
  return Object.fromEntries(kept.map(([name, value]) => [name, name === "lifecycle" ? withoutNames(value) : value]));
}

function withoutNames(lifecycle: unknown): unknown {
  if (Array.isArray(lifecycle)) return lifecycle.map(withoutNames);
  if (!isObject(lifecycle)) return lifecycle;
  const { replace_triggered_by: _, ignore_changes: __, ...rest } = lifecycle;
  return rest;
}

/** The attributes of these names, and all others. */
function split(body: Json, names: readonly string[]): readonly [Json, Json] {
  const [kept, rest] = [true, false].map((wanted) =>
    Object.fromEntries(Object.entries(body).filter(([key]) => names.includes(key) === wanted)),
  );
  return [kept ?? {}, rest ?? {}];
}

/** A resource type that is made to hold a secret. */
export interface Sink {
  /** Where in it a secret is kept as one: not in a name, a description or a tag. */
  readonly attributes: readonly string[];
  /** Why this one keeps it in clear. */
  readonly whyClear?: (body: Json) => string | undefined;
}

const masked = (body: Json): string | undefined =>
  isTrue(body["masked"]) || isTrue(body["hidden"]) ? undefined : "is not masked: jobs show it in their logs";
const GITHUB: Sink = { attributes: ["plaintext_value", "value", "value_wo"] };
const GITLAB: Sink = { attributes: ["value", "value_wo"], whyClear: masked };
const KUBERNETES: Sink = { attributes: ["data", "data_wo", "binary_data", "binary_data_wo"] };
const VAULT: Sink = { attributes: ["data_json", "data_json_wo"] };

/** Where a token's value may go. */
const SINKS: Readonly<Record<string, Sink>> = {
  aws_secretsmanager_secret_version: { attributes: ["secret_string", "secret_string_wo", "secret_binary"] },
  aws_ssm_parameter: {
    attributes: ["value", "value_wo"],
    whyClear: ({ type }) => (type === "SecureString" ? undefined : "is no SecureString: whoever reads parameters reads it"),
  },
  azurerm_key_vault_secret: { attributes: ["value", "value_wo"] },
  cloudflare_secrets_store_secret: { attributes: ["value"] },
  doppler_secret: { attributes: ["value"] },
  github_actions_environment_secret: GITHUB,
  github_actions_organization_secret: GITHUB,
  github_actions_secret: GITHUB,
  gitlab_group_variable: GITLAB,
  gitlab_project_variable: GITLAB,
  google_secret_manager_secret_version: { attributes: ["secret_data", "secret_data_wo"] },
  kubernetes_secret: KUBERNETES,
  kubernetes_secret_v1: KUBERNETES,
  onepassword_item: { attributes: ["password", "password_wo", "note_value", "note_value_wo", "section"] },
  tfe_variable: {
    attributes: ["value", "value_wo"],
    whyClear: ({ sensitive }) => (isTrue(sensitive) ? undefined : "is not sensitive: the workspace shows it"),
  },
  vault_generic_secret: VAULT,
  vault_kv_secret: VAULT,
  vault_kv_secret_v2: VAULT,
};

/** The sink that resources of a type are; undefined for any other type. */
export function sinkOf(type: string): Sink | undefined {
  return Object.hasOwn(SINKS, type) ? SINKS[type] : undefined;
}
