import { addressesOf, subtract } from "../../policy";
import { defineRule } from "../define-rule";

export const everythingCidr = defineRule({
  id: "everything-cidr",
  title: "a list of addresses leaves something out",
  why: "a filter that lets every address through looks like one that does not",
  fix: "name the addresses, or leave requestIp out",
  level: "error",
  waivable: false,
  token: ({ requestIp }) => {
    if (requestIp?.in === undefined || requestIp.in.length === 0) return [];
    const kept = new Set(subtract(addressesOf(undefined), addressesOf({ in: requestIp.in })).map((range) => range.family));
    const whole = ([4, 6] as const).filter((family) => !kept.has(family)).map((family) => `IPv${String(family)}`);
    return whole.length === 0 ? [] : [{ detail: "requestIp.in", message: `the list holds every ${whole.join(" and every ")} address` }];
  },
});
