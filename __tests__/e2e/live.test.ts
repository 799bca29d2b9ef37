import { randomBytes } from "node:crypto";
import { App } from "cdktf";
import { accessDiff, Account, allow, gatePlan, permissions, PrincipalStack, readPlan, readState, ServicePrincipal } from "../../lib";
import { readConfiguration } from "../../lib/read";
import { snapshotOf } from "../../lib/review";
import { ACCOUNT_ID, readText } from "../constructs/support";
import { makeFolder, removeFolders } from "../read/files";
import { describeE2e } from "./harness";
import { type LiveAccount, liveAccount, liveTokens, removeLiveTokens } from "./harness/live";

/*
 * A token's life on a real account, with `E2E_LIVE=1` (docs/testing-e2e.md). Without it the same steps run against the simulator, which is all that is
 * proven of them here. The token may read the account's settings, from an address that nobody has (192.0.2.0/24), for a day.
 */

const DAY = 86_400_000;
const live = liveAccount();

afterEach(removeFolders);

describeE2e(live === undefined ? "a token's life, as on a live account" : "a token's life on a live account", {}, (e2e) => {
  test("is made, found as it was written, passes the gate, changes in place, and is gone", async () => {
    const account: LiveAccount = live ?? {
      accountId: ACCOUNT_ID,
      credential: "simulated_not_a_real_token_0000000000000000",
      url: (await e2e.simulator()).url,
    };
    const name = `principals-e2e-${randomBytes(4).toString("hex")}`;
    const folder = makeFolder({});
    const write = (...ranges: readonly string[]): string => {
      const app = new App({ outdir: folder });
      const owner = Account.of(account.accountId);
      new ServicePrincipal(new PrincipalStack(app, "test", { account: owner }), "p", {
        name,
        policies: [allow(permissions.account.accountSettings.read).on(owner)],
        requestIp: { in: [...ranges] },
        expiresOn: new Date(Math.max(Date.now(), Date.parse("2026-12-01T00:00:00Z")) + DAY),
      });
      app.synth();
      return readText(folder, "test");
    };
    const written = () => readConfiguration(folder).stacks;
    const workspace = await e2e.workspace(account, write("192.0.2.0/25"));
    try {
      await workspace.apply();
      expect((await workspace.plan()).quiet).toBe(true);
      const specs = written().flatMap((stack) => stack.specs);
      expect(accessDiff(specs, await workspace.shown("state", (json) => readState(json))).verdict).toBe("neutral");
      const judged = () => workspace.shown("plan", (json) => gatePlan("test", readPlan(json), snapshotOf(written())));
      expect(await judged()).toMatchObject({ passed: true, changes: "none" });

      const [made] = await liveTokens(account, name);
      workspace.write(write("192.0.2.0/24"));
      expect((await workspace.plan()).quiet).toBe(false);
      const { passed, diff } = await judged();
      expect({ passed, verdict: diff.verdict }).toEqual({ passed: true, verdict: "broadening" });
      await workspace.apply();
      expect((await workspace.plan()).quiet).toBe(true);
      expect(await liveTokens(account, name)).toEqual([expect.objectContaining({ id: made?.id, name })]);

      await workspace.destroy();
      expect(await liveTokens(account, name)).toEqual([]);
    } finally {
      await removeLiveTokens(account, name);
    }
  });
});

describe("the account of a live test", () => {
  const env = { E2E_LIVE: "1", E2E_LIVE_ACCOUNT_ID: ACCOUNT_ID, E2E_LIVE_API_TOKEN: "x" };

  it("is none without E2E_LIVE=1, and is named whole with it", () => {
    expect(liveAccount({ ...env, E2E_LIVE: "true" })).toBeUndefined();
    expect(liveAccount(env)).toEqual({ accountId: ACCOUNT_ID, credential: "x" });
    expect(() => liveAccount({ ...env, E2E_LIVE_ACCOUNT_ID: "x" })).toThrow("needs E2E_LIVE_ACCOUNT_ID");
    expect(() => liveAccount({ ...env, E2E_LIVE_API_TOKEN: "" })).toThrow("needs E2E_LIVE_API_TOKEN");
  });
});
