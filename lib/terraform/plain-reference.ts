const INDEX = String.raw`\[(?:\d+|"[^"\\$%]*")\]`;
const STEP = String.raw`(?:\.[\w-]+|${INDEX})`;

/** References that give an id which Cloudflare makes, and compute nothing: other attributes hold whatever somebody wrote into them. */
const REFERENCES: readonly RegExp[] = [
  new RegExp(`^(?:var|local)${STEP}+$`),
  new RegExp(String.raw`^(?:data\.)?cloudflare_(?:account|zone|user|worker)\.[\w-]+(?:${INDEX})?\.id$`),
  new RegExp(String.raw`^data\.cloudflare_(?:accounts|zones)\.[\w-]+(?:${INDEX})?\.result\[\d+\]\.id$`),
  // The name is its own, and no bucket's is a pattern.
  new RegExp(String.raw`^(?:data\.)?cloudflare_r2_bucket\.[\w-]+(?:${INDEX})?\.(?:id|name)$`),
  new RegExp(String.raw`^data\.terraform_remote_state\.[\w-]+\.outputs${STEP}+$`),
];

/** Whether an expression, without its `${…}`, names an id and can be nothing else. */
export function isPlainReference(expression: string): boolean {
  return REFERENCES.some((reference) => reference.test(expression));
}
