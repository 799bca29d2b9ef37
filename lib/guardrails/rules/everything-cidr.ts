import { addressesOf, isUnreachable, nearlyWholeFamilies, subtract } from "../../policy";
import { defineRule } from "../define-rule";

export const everythingCidr = defineRule({
  id: "everything-cidr",
  title: "a list of addresses leaves something out",
  why: "a filter that lets nearly every address through looks like one that does not: a range shorter than /8 (IPv6: /16), or more addresses than such a range has",
  fix: "name the addresses, or leave requestIp out",
  level: "error",
  waivable: false,
  token: ({ requestIp }) => {
    if (requestIp?.in === undefined || requestIp.in.length === 0 || isUnreachable(requestIp)) return [];
    const list = { in: requestIp.in };
    const left = subtract(addressesOf(undefined), addressesOf(list));
    const whole = nearlyWholeFamilies(list).map(
      (family) => `${left.some((range) => range.family === family) ? "nearly every" : "every"} IPv${String(family)}`,
    );
    return whole.length === 0 ? [] : [{ detail: "requestIp.in", message: `the list holds ${whole.join(" and ")} address` }];
  },
});
