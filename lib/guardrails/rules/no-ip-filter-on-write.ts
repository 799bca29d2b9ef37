import { isNearlyEverything, isUnknown, isUnreachable } from "../../policy";
import { allowsOf, listNames, permissionName } from "../access";
import { defineRule } from "../define-rule";

export const noIpFilterOnWrite = defineRule({
  id: "no-ip-filter-on-write",
  title: "a token that can change something is used from known addresses",
  why: "a leaked token is worth nothing where it can't be used from",
  fix: "set requestIp.in",
  token: (token, { once }) => {
    const writes = allowsOf(token, once).filter((pair) => !pair.reads);
    if (writes.length === 0 || isUnreachable(token.requestIp)) return [];
    const from = token.requestIp?.in ?? [];
    const names = listNames(writes.map(permissionName));
    if (from.length === 0) return [{ detail: "requestIp", message: `${names} can be used from every address` }];
    if (isNearlyEverything(token.requestIp)) return [{ detail: "requestIp", message: `${names} can be used from nearly every address` }];
    if (from.some(isUnknown))
      return [{ detail: "requestIp", message: `from which addresses ${names} can be used is known at plan time only` }];
    return [];
  },
});
