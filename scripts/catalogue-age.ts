/**
 * Says how old the list of products that accept account-owned tokens is; exit code 1 when it is old enough to be compared with Cloudflare's again.
 * usage: npm run catalogue:age
 */
import { compatibilityAge } from "../lib/catalogue";
import { now } from "../lib/policy";

const { date, days, stale, warning } = compatibilityAge(now());
console.log(warning ?? `the list of products that accept account-owned tokens is of ${date}, ${String(days)} days old`);
if (stale) process.exitCode = 1;
