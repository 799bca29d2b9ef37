import { describePermission, type Level, levelOfName, permissions, subjectOfName, treeNameOf } from "../../lib/catalogue";

describe("the name of a permission group in the tree", () => {
  it.each<[string, string, Level]>([
    ["DNS Write", "dns", "write"],
    ["AI Gateway Run", "aiGateway", "run"],
    ["Access: Apps and Policies Revoke", "accessAppsAndPolicies", "revoke"],
    ["Access: Organizations, Identity Providers, and Groups Read", "accessOrganizationsIdentityProvidersAndGroups", "read"],
    ["IP Prefixes: BGP On Demand Write", "ipPrefixesBgpOnDemand", "write"],
    ["Managed headers Read", "managedHeaders", "read"],
    ["Cache Purge", "cache", "purge"],
    ["Zaraz Edit", "zaraz", "edit"],
    ["Zaraz Admin", "zaraz", "admin"],
    ["Connectivity Directory Bind", "connectivityDirectory", "bind"],
    ["Pipelines Send", "pipelines", "send"],
    ["Zero Trust Report", "zeroTrust", "report"],
    ["Workers Content Read-Only", "workersContent", "readOnly"],
    ["Page Shield", "pageShield", "full"],
    ["Auto Rag Write Run Engine", "autoRagWriteRunEngine", "full"],
    ["Magic Firewall Packet Captures - Read PCAPs API", "magicFirewallPacketCapturesReadPcapsApi", "full"],
    ["Access: SCIM logs read", "accessScimLogs", "read"],
    ["L4 DDoS Managed Ruleset Read", "l4DdosManagedRuleset", "read"],
    ["Read", "read", "full"],
    ["Read-Only", "readOnly", "full"],
    ["", "", "full"],
  ])("puts %j at %s.%s", (name, group, level) => {
    expect(treeNameOf(name)).toEqual({ group, level });
    expect(levelOfName(name)).toBe(level);
  });

  it.each([
    ["DNS Write", "DNS"],
    ["IP Prefixes: Read", "IP Prefixes"],
    ["Cloud Email Security: Write", "Cloud Email Security"],
    ["Workers Content Read-Only", "Workers Content"],
    ["Page Shield", "Page Shield"],
  ])("says that %j is about %j", (name, subject) => {
    expect(subjectOfName(name)).toBe(subject);
  });
});

describe("the line on what a permission covers", () => {
  it.each([
    [permissions.zone.dns.write, "On the zone: create, change and delete DNS."],
    [permissions.zone.dns.read, "On the zone: view and list DNS, change nothing."],
    [permissions.zone.cache.purge, "On the zone: purge Cache."],
    [permissions.account.accessApps.revoke, "In the account: revoke what Access: Apps has granted."],
    [permissions.account.pageShield.full, "In the account: use Page Shield; how far, the name does not say."],
    [permissions.user.userDetails.read, "Of the user: view and list User Details, change nothing."],
    [permissions.r2Bucket.workersR2StorageBucketItem.write, "In the R2 bucket: create, change and delete Workers R2 Storage Bucket Item."],
  ])("is derived from name, level and scope", (permission, line) => {
    expect(describePermission(permission)).toBe(line);
  });
});
