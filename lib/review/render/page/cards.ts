import { htmlText } from "../escape";
import type { PolicySummary, PrincipalSummary } from "../../summary/summarize";
import { ipPhrase, lifetimeRows, nameAndId, permissionPhrase, resourcePhrases, warningText } from "../../summary/words";
import { levelTag } from "./attention";
import { isChange, type PageStack, type PageToken } from "./page";
import { join, sentence, style } from "./frame";

/** From there on the browser draws cards only when they come into view. */
const MANY = 60;

export function renderCards({ tokens }: PageStack, id: string): string {
  return `<h3 class="cards-title" id="${id}c">Token by token</h3>\n<div class="cards${tokens.length > MANY ? " many" : ""}">\n${tokens.map(renderCard).join("\n")}\n</div>`;
}

function renderCard(token: PageToken): string {
  const { id, summary, risks } = token;
  const about = [
    ...(summary.owner === undefined ? [] : [`<span class="owner">${sentence(summary.owner)}</span>`]),
    ...(summary.purpose === undefined ? [] : [sentence(summary.purpose)]),
  ];
  const allows = summary.policies.some(({ effect }) => effect === "allow");
  const rows = [
    ...(summary.account === undefined ? [] : [row("Account", nameAndId(summary.account, style))]),
    ...(allows ? [] : [row("May", "nothing")]),
    ...summary.policies.map(policyRow),
    row("From", addresses(summary)),
    ...lifetimeRows(summary, style).map(({ label, text, alarming }) =>
      row(label === "until" ? "Until" : "Starts", alarming ? `<b class="warn-text">${text}</b>` : text),
    ),
    ...rotationRow(summary),
    ...(risks.length === 0 ? [] : [row("Risk", list(risks.map((risk) => htmlText(risk))), "risk")]),
    ...(summary.warnings.length === 0
      ? []
      : [row("Findings", list(summary.warnings.map((warning) => `${levelTag(warning)} ${warningText(warning, htmlText)}`)))]),
  ];
  return [
    `<article id="${id}" data-f="${flagsOf(token)}" tabindex="-1" aria-labelledby="${id}n">`,
    `<header><h4 id="${id}n">${style.name(summary.name)}</h4>${tags(token)}</header>`,
    about.length === 0 ? "" : `<p class="about">${about.join(" · ")}</p>`,
    `<dl>${rows.join("")}</dl></article>`,
  ].join("");
}

/** What the filters go by; the script knows the letters. */
function flagsOf({ summary, risks, changes }: PageToken): string {
  const findings = summary.warnings.some(({ level }) => level === "error" || level === "warning");
  const flags = [
    changes ? "w" : "r",
    findings ? "f" : "",
    risks.length > 0 ? "x" : "",
    summary.requestIp?.in === undefined ? "a" : "",
    summary.expiresOn === undefined ? "n" : "",
    summary.status === "disabled" || summary.lifetime === "expired" ? "d" : "",
  ];
  return flags.join("");
}

function tags({ summary }: PageToken): string {
  return [
    summary.kind === "user" ? '<b class="tag note">user token</b>' : "",
    summary.status === "disabled" ? '<b class="tag note">disabled</b>' : "",
    summary.lifetime === "expired" ? '<b class="tag bad">expired</b>' : "",
    summary.lifetime === "pending" ? '<b class="tag note">not yet valid</b>' : "",
  ].join("");
}

function policyRow({ effect, permissions, resources }: PolicySummary): string {
  const names = permissions.map((permission) => {
    const phrase = permissionPhrase(permission, style);
    return effect === "allow" && isChange(permission) ? `<b>${phrase}</b>` : phrase;
  });
  const on = join(resourcePhrases(resources, style));
  return row(effect === "allow" ? "May" : "May not", `${join(names)} <span class="on">on ${on}</span>`, effect === "deny" ? "deny" : "");
}

function addresses({ requestIp }: PrincipalSummary): string {
  return ipPhrase(requestIp, style, join);
}

function rotationRow({ rotation }: PrincipalSummary): string[] {
  if (rotation === undefined) return [];
  return [
    row("Rotation", `slot ${style.name(rotation.slot)} of ${style.name(rotation.principal)}, generation ${String(rotation.generation)}`),
  ];
}

function list(items: readonly string[]): string {
  return `<ul class="plain">${items.map((item) => `<li>${item}</li>`).join("")}</ul>`;
}

function row(label: string, html: string, kind = ""): string {
  return `<div${kind === "" ? "" : ` class="${kind}"`}><dt>${label}</dt><dd>${html}</dd></div>`;
}
