import { isUnreachable } from "../../policy";
import { defineRule } from "../define-rule";

export const privateAddressesOnly = defineRule({
  id: "private-addresses-only",
  title: "a token can be used from somewhere",
  why: "Cloudflare sees the public address of a caller, never that of a private network: with such a filter every call fails",
  fix: "name the public addresses that calls come from, the NAT gateway's for instance",
  level: "error",
  waivable: false,
  token: ({ requestIp }) =>
    isUnreachable(requestIp)
      ? [{ detail: "requestIp.in", message: "no public address is left of the list: the token can be used from nowhere" }]
      : [],
});
