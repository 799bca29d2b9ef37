import { type Fault, fault, PrincipalError, throwFaults } from "../../lib/errors";
import { parseCidr, type TokenSpec } from "../../lib/policy";
import { accessDiff, addressWords, gainedAddressWords } from "../../lib/review";
import { failure, MOST_LISTED, nameOf, plural } from "./message";
import type { MatcherContext, MatcherResult } from "./result";
import { type JudgedToken, readSubject } from "./subject";

/** See `PrincipalMatchers.toBeReachableOnlyFrom`. */
export function toBeReachableOnlyFrom(this: MatcherContext, received: unknown, ranges: unknown): MatcherResult {
  const { tokens, single, notes } = readSubject(received);
  const cidrs = readRanges(ranges);
  const found = tokens.map((token) => ({ token, outside: outsideOf(token, cidrs) }));
  const open = found.filter(({ outside }) => outside !== undefined);
  const pass = open.length === 0;
  const who = single ? tokens.slice(0, 1).map(nameOf).join("") : pass ? "some token" : "every token";
  const among = cidrs.length > MOST_LISTED ? [...cidrs.slice(0, MOST_LISTED), `${String(cidrs.length - MOST_LISTED)} more`] : cidrs;
  return {
    pass,
    message: () =>
      failure(this, "toBeReachableOnlyFrom(ranges)", {
        expected: `${who} can be used from ${pass ? "somewhere outside" : "nowhere but"} ${among.join(", ")}`,
        received: pass
          ? single
            ? "it can be used from nowhere else"
            : `none of ${plural(tokens.length, "token")} can be used from elsewhere`
          : single
            ? "it can be used from elsewhere too"
            : `${String(open.length)} of ${plural(tokens.length, "token")} can be used from elsewhere too`,
        notes,
        blocks: (pass ? found : open).map(({ token, outside }) => ({
          token,
          lines: [`from ${addressWords(token, MOST_LISTED)}`, ...(outside === undefined ? [] : [`outside: ${outside}`])],
        })),
      }),
  };
}

/** As sets, by the access diff: of what is only known at plan time every address may pass. */
function outsideOf({ spec }: JudgedToken, cidrs: readonly string[]): string | undefined {
  const { requestIp, notBefore: _, expiresOn: __, ...rest } = spec;
  const base: TokenSpec = { ...rest, status: "active" };
  const [diff] = accessDiff(
    [{ ...base, requestIp: { in: cidrs } }],
    [{ ...base, ...(requestIp === undefined ? {} : { requestIp }) }],
  ).tokens;
  return diff === undefined ? undefined : gainedAddressWords(diff);
}

/** @throws PrincipalError EmptyIpList, InvalidCidr, CidrHostBits */
function readRanges(ranges: unknown): string[] {
  if (!Array.isArray(ranges)) throw new PrincipalError([fault.invalidCidr("ranges", ranges)]);
  if (ranges.length === 0) throw new PrincipalError([fault.emptyIpList("ranges")]);
  const faults: Fault[] = [];
  const cidrs = (ranges as readonly unknown[]).flatMap((text, index) => {
    const path = `ranges[${String(index)}]`;
    const cidr = typeof text === "string" ? parseCidr(text) : undefined;
    if (cidr === undefined) faults.push(fault.invalidCidr(path, text));
    else if (cidr.hostBits) faults.push(fault.cidrHostBits(path, text, cidr.text));
    return cidr === undefined ? [] : [cidr.text];
  });
  throwFaults(faults);
  return cidrs;
}
