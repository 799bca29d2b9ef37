import { DEFAULT_PERMISSION_GROUPS } from "../../testing";
import { ACCOUNT, DNS_READ, type ApiClient, OTHER_ACCOUNT, ZONE_1, ZONE_2, refusal, start, stopSimulators } from "./api-client";

afterEach(stopSimulators);

describe("permission groups", () => {
  const GROUPS = `/accounts/${ACCOUNT}/tokens/permission_groups`;
  const names = async (api: ApiClient, query: string, path = GROUPS) => {
    const { result } = await api.get(`${path}?${query}`);
    return (result as { name: string; scopes: string[] }[]).map(({ name, scopes }) => `${name} @ ${scopes.join()}`);
  };

  test("come on one page, all of the catalogue; an account's list lacks the user's", async () => {
    const api = await start();
    const account = await api.get(`${GROUPS}?per_page=5`);
    const user = await api.get("/user/tokens/permission_groups");
    expect(account.result_info).toBeNull();
    expect(user.result).toEqual(DEFAULT_PERMISSION_GROUPS);
    expect(user.result).toContainEqual({ id: DNS_READ, name: "DNS Read", scopes: ["com.cloudflare.api.account.zone"] });
    expect(DEFAULT_PERMISSION_GROUPS.length).toBeGreaterThan(340);
    expect(account.result).toEqual(DEFAULT_PERMISSION_GROUPS.filter(({ scopes }) => !scopes.includes("com.cloudflare.api.user")));
    expect((account.result as unknown[]).length).toBe(DEFAULT_PERMISSION_GROUPS.length - 6);
  });

  test("are found by whole name, by scope, and by both", async () => {
    const api = await start();
    expect(await names(api, "name=Logs+Read")).toEqual([
      "Logs Read @ com.cloudflare.api.account",
      "Logs Read @ com.cloudflare.api.account.zone",
    ]);
    expect(await names(api, "name=Logs%20Read&scope=com.cloudflare.api.account.zone")).toEqual([
      "Logs Read @ com.cloudflare.api.account.zone",
    ]);
    expect(await names(api, "scope=com.cloudflare.edge.r2.bucket")).toEqual([
      "Workers R2 Storage Bucket Item Read @ com.cloudflare.edge.r2.bucket",
      "Workers R2 Storage Bucket Item Write @ com.cloudflare.edge.r2.bucket",
    ]);
    expect(await names(api, "name=Logs")).toEqual([]);
    expect(await names(api, "name=API+Tokens+Read")).toEqual([]);
    expect(await names(api, "name=API+Tokens+Read", "/user/tokens/permission_groups")).toEqual([
      "API Tokens Read @ com.cloudflare.api.user",
    ]);
  });

  test("are found by a name that was encoded twice, and a broken escape finds nothing", async () => {
    const api = await start();
    expect(await names(api, "name=Cache%2520Purge")).toEqual(["Cache Purge @ com.cloudflare.api.account.zone"]);
    expect(await names(api, "name=%25zz")).toEqual([]);
  });

  test("are found by part of the name when the option says so", async () => {
    const api = await start({ nameFilter: "contains" });
    expect(await names(api, "name=Domain+Page+Shield&scope=com.cloudflare.api.account.zone")).toEqual([
      "Domain Page Shield @ com.cloudflare.api.account.zone",
      "Domain Page Shield Read @ com.cloudflare.api.account.zone",
    ]);
  });
});

describe("zones", () => {
  const startZones = () =>
    start({
      zones: [
        { id: ZONE_1, name: "example.com", accountId: ACCOUNT, accountName: "Example Inc" },
        { id: ZONE_2, name: "example.com", accountId: OTHER_ACCOUNT },
        { id: "33333333333333333333333333333333", name: "internal.example", accountId: ACCOUNT, type: "internal", status: "pending" },
      ],
    });
  const ids = async (api: ApiClient, query: string) =>
    ((await api.get(`/zones?${query}`)).result as { id: string }[]).map(({ id }) => id.slice(0, 1)).join("");

  test.each([
    ["", "12"],
    ["name=example.com", "12"],
    [`name=EXAMPLE.com&account.id=${ACCOUNT}`, "1"],
    ["name=contains:example&account.name=starts_with:exam", "1"],
    ["name=not_equal:example.com", ""],
    ["name=ends_with_case_sensitive:.COM", ""],
    ["name=toString:x", ""],
    ["type=internal", "3"],
    ["type=full,internal&status=pending", "3"],
    [`match=any&name=nope&account.id=${OTHER_ACCOUNT}`, "2"],
  ])("?%s finds %j", async (query, expected) => {
    expect(await ids(await startZones(), query)).toBe(expected);
  });

  test("come in pages and one by one", async () => {
    const api = await startZones();
    expect((await api.get("/zones")).result_info).toEqual({ page: 1, per_page: 20, count: 2, total_count: 2, total_pages: 1 });
    expect((await api.get(`/zones/${ZONE_1}`)).result).toMatchObject({
      id: ZONE_1,
      name: "example.com",
      status: "active",
      type: "full",
      account: { id: ACCOUNT, name: "Example Inc" },
    });
  });

  test("fails for an unknown zone, a malformed id and a change", async () => {
    const api = await startZones();
    expect(refusal(await api.get(`/zones/${"4".repeat(32)}`))).toBe("404 1001 Invalid zone identifier");
    expect(refusal(await api.get("/zones/example.com"))).toBe(
      "400 7003 Could not route to /zones/example.com, perhaps your object identifier is invalid?",
    );
    expect(refusal(await api.send("DELETE", `/zones/${ZONE_1}`))).toBe("405 7001 Method DELETE not available for that URI");
  });
});
