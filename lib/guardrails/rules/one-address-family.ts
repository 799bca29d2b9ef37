import { parseCidr } from "../../policy";
import { defineRule } from "../define-rule";

export const oneAddressFamily = defineRule({
  id: "one-address-family",
  title: "a filter of single machines has addresses of both families",
  why: "api.cloudflare.com answers by IPv4 and IPv6: a caller that has both may come by the other one, and is refused",
  fix: "add the other family's addresses, or have the caller use one",
  level: "note",
  token: ({ requestIp }) => {
    const ranges = (requestIp?.in ?? []).map(parseCidr);
    const [first] = ranges;
    // A network knows by which addresses it goes out; a single machine often has one of each.
    const only = ranges.every((range) => range?.start === range?.end && range?.family === first?.family) ? first?.family : undefined;
    if (only === undefined) return [];
    const other = only === 4 ? "IPv6" : "IPv4";
    return [
      {
        detail: "requestIp.in",
        message: `the filter has IPv${String(only)} addresses only: a caller that comes by ${other} is locked out`,
      },
    ];
  },
});
