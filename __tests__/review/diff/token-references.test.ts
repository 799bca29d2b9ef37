import { accessDiff, readSynth } from "../../../lib";
import { ACCOUNT, DNS_WRITE, makeFolder, removeFolders, tokenBody, ZONE_READ } from "../../read/files";

afterEach(removeFolders);

const KEY = "com.cloudflare.api.account.zone";

/** A token that may do what another one says. */
function verdict(change: (other: Record<string, unknown>) => Record<string, unknown>, policy: object): string {
  const synth = (other: object): ReturnType<typeof readSynth> =>
    readSynth(
      makeFolder({
        "cdk.tf.json": {
          resource: {
            cloudflare_account_token: {
              t: tokenBody({ name: "t", policies: [policy] }),
              o: { account_id: ACCOUNT, status: "disabled", ...other },
            },
          },
        },
      }),
    );
  const group = (id: string): object => ({
    name: "1".repeat(32),
    policies: [{ effect: "allow", permission_groups: [{ id }], resources: `{"${KEY}.${"1".repeat(32)}":"*"}` }],
  });
  const before = group(ZONE_READ) as Record<string, unknown>;
  return accessDiff(synth(before), synth(change(before))).tokens.find(({ name }) => name === "t")?.verdict ?? "not listed";
}

test("a token that hangs on what another one may do changes with it", () => {
  const hanging = {
    effect: "allow",
    permission_groups: [{ id: "${cloudflare_account_token.o.policies[0].permission_groups[0].id}" }],
    resources: `{"${KEY}.${"1".repeat(32)}":"*"}`,
  };
  const wider = [{ effect: "allow", permission_groups: [{ id: DNS_WRITE }], resources: `{"${KEY}.${"1".repeat(32)}":"*"}` }];
  expect(verdict((other) => ({ ...other, policies: wider }), hanging)).toBe("mixed");
  expect(verdict((other) => other, hanging)).toBe("not listed");
});

test("a token that hangs on another one's name changes with it", () => {
  const hanging = {
    effect: "allow",
    permission_groups: [{ id: DNS_WRITE }],
    resources: `{"${KEY}.\${cloudflare_account_token.o.name}":"*"}`,
  };
  expect(verdict((other) => ({ ...other, name: "2".repeat(32) }), hanging)).toBe("mixed");
});
