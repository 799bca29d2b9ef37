import { AccountToken } from "@cdktf/provider-cloudflare/lib/account-token";
import { type App, Aspects, TerraformCount, type TerraformStack } from "cdktf";
import { allow, Guardrails, permissions, readSynth, rules, ServicePrincipal, type TokenSpec, UserToken, UserTokenStack } from "../../lib";
import { evaluate } from "../../lib/guardrails";
import { now } from "../../lib/policy";
import { readGuardrailInput } from "../../lib/review";
import { account, annotations, DNS_WRITE, dnsWrite, errorOf, newApp, newStack, OTHER_ACCOUNT_ID, ZONE_1, ZONE_READ } from "./support";

const all = JSON.stringify({ [account.key]: { "com.cloudflare.api.account.zone.*": "*" } });
const purge = permissions.zone.cache.purge;
const policies = [{ effect: "allow", permission_groups: [{ id: purge.id }], resources: all }];

/** What a construct describes: what else is known stands in the file. */
const described = ({ names: _, provider: __, ...spec }: TokenSpec): unknown => spec;

const own = (permissionGroups: string[]): TokenSpec["policies"][number] => ({
  effect: "allow",
  permissionGroups,
  resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*" },
});

/** Ways past the construct, each with the properties that it changes and what the spec then says of them. */
const WAYS: Record<string, readonly [(p: ServicePrincipal) => void, Partial<TokenSpec>, string]> = {
  // cdktf adds to lists.
  "one more policy": [
    (p) => {
      p.resource.addOverride("policies", policies);
    },
    {
      policies: [
        { effect: "allow", permissionGroups: [purge.id], resources: { [account.key]: { "com.cloudflare.api.account.zone.*": "*" } } },
        own([DNS_WRITE]),
      ],
    },
    "policies",
  ],
  "one more permission": [
    (p) => {
      p.resource.addOverride("policies.0.permission_groups", [{ id: ZONE_READ }]);
    },
    { policies: [own([DNS_WRITE, ZONE_READ])] },
    "policies",
  ],
  "other resources": [
    (p) => {
      p.resource.addOverride("policies.0.resources", all);
    },
    {
      policies: [
        { effect: "allow", permissionGroups: [DNS_WRITE], resources: { [account.key]: { "com.cloudflare.api.account.zone.*": "*" } } },
      ],
    },
    "policies",
  ],
  "a name": [
    (p) => {
      p.resource.name = "other";
    },
    { name: "other" },
    "name",
  ],
  "a name with what Terraform would evaluate": [
    (p) => {
      p.resource.name = "a$${b}";
    },
    { name: "a${b}" },
    "name",
  ],
  "an override of a setter": [
    (p) => {
      p.resource.name = "x";
      p.resource.addOverride("name", "y");
    },
    { name: "y" },
    "name",
  ],
  "a status": [
    (p) => {
      p.resource.status = "disabled";
    },
    { status: "disabled" },
    "status",
  ],
  "no status": [
    (p) => {
      p.resource.resetStatus();
    },
    {},
    "",
  ],
  "an expiry": [
    (p) => {
      p.resource.expiresOn = "2038-01-01T00:00:00+01:00";
    },
    { expiresOn: "2037-12-31T23:00:00Z" },
    "expiresOn",
  ],
  "no expiry": [
    (p) => {
      p.resource.resetExpiresOn();
    },
    { expiresOn: undefined as never },
    "expiresOn",
  ],
  "a start": [
    (p) => {
      p.resource.notBefore = "2027-01-01T00:00:00Z";
    },
    { notBefore: "2027-01-01T00:00:00Z" },
    "notBefore",
  ],
  "no filter of addresses": [
    (p) => {
      p.resource.resetCondition();
    },
    { requestIp: undefined as never },
    "requestIp",
  ],
  "another filter": [
    (p) => {
      p.resource.putCondition({ requestIp: { notIn: ["198.51.100.7"] } });
    },
    { requestIp: { notIn: ["198.51.100.7/32"] } },
    "requestIp",
  ],
  "an address": [
    (p) => {
      p.resource.addOverride("condition.request_ip.in", ["0.0.0.0/0"]);
    },
    { requestIp: { in: ["0.0.0.0/0"] } },
    "requestIp",
  ],
  "another account": [
    (p) => {
      p.resource.accountId = OTHER_ACCOUNT_ID;
    },
    { accountId: OTHER_ACCOUNT_ID },
    "accountId",
  ],
  "what is no access": [
    (p) => {
      p.resource.addOverride("lifecycle.prevent_destroy", true);
      p.resource.addOverride("depends_on", []);
    },
    {},
    "",
  ],
};

function made(change: (p: ServicePrincipal) => void, app: App = newApp()): { app: App; p: ServicePrincipal } {
  const p = new ServicePrincipal(newStack("prod", {}, app), "ci", {
    policies: [dnsWrite],
    requestIp: { in: ["192.0.2.0/24"] },
    expiresOn: "2037-06-01T00:00:00Z",
    owner: "team-dns",
  });
  change(p);
  return { app, p };
}

const WARNING = " overridden at p.resource: what is written is not what the construct says";
const UNREADABLE = "p.resource is overridden with what can't be read here: the spec shows what the construct says, not what is written";

/** Overrides that only Terraform understands. */
const OPAQUE: Record<string, (p: ServicePrincipal) => void> = {
  "an expression for policies": (p) => {
    p.resource.addOverride("policies", "${var.policies}");
  },
  "an effect that is none": (p) => {
    p.resource.addOverride("policies.0.effect", "${var.effect}");
  },
  "an attribute that nobody knows": (p) => {
    p.resource.addOverride("session", { hours: 1 });
  },
  "several tokens": (p) => {
    p.resource.addOverride("for_each", ["a"]);
  },
  "a count": (p) => {
    p.resource.count = TerraformCount.of(2);
  },
  "an override of the stack": (p) => {
    (p.node.scope as TerraformStack).addOverride(`resource.cloudflare_account_token.${p.resource.friendlyUniqueId}.name`, "x");
  },
  "a date that is none": (p) => {
    p.resource.expiresOn = "soon";
  },
};

describe("what is overridden at p.resource", () => {
  test.each(Object.entries(WAYS))("stands in the spec, as a reader of the file sees it: %s", (_, [change, access, changed]) => {
    const plain = made(() => undefined).p.spec;
    const { app, p } = made(change);
    // toEqual takes what is undefined for absent.
    expect(p.spec).toEqual({ ...plain, ...access });
    app.synth();
    expect(readSynth(app.outdir).map(described)).toEqual([p.spec].map(described));
    expect(annotations(app).map(({ message }) => message)).toEqual(changed === "" ? [] : [changed + WARNING]);
  });

  test.each(Object.entries(OPAQUE))("is warned of where it can't be read: %s", (_, change) => {
    const plain = made(() => undefined).p.spec;
    const { app, p } = made(change);
    expect(p.spec).toEqual(plain);
    app.synth();
    expect(annotations(app).map(({ message }) => message)).toEqual([UNREADABLE]);
  });

  test.each(Object.entries(OPAQUE))("fails where guardrails can't see through it: %s", (_, change) => {
    const { app } = made(change);
    Guardrails.of(app).use([[rules.noOwner, "warning"]]);
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toBe(
      "prod/ci: overrides: a guardrail forbids it: p.resource is overridden with what can't be read here; use the construct's properties",
    );
  });

  test("is what guardrails look at, at synth and in principals check alike", () => {
    const { app } = made((p) => {
      p.resource.addOverride("policies", policies);
      p.resource.resetExpiresOn();
    });
    const pack = [
      [rules.allZonesWrite, "warning"],
      [rules.noExpiry, "warning"],
    ] as const;
    Guardrails.of(app).use(pack);
    app.synth();
    const found = ["all-zones-write (zone.cache.purge)", "no-expiry (expiresOn)"];
    const told = annotations(app).map(({ message }) => message.replace(/:.*/, ""));
    expect(told.filter((message) => message.includes("("))).toEqual(found);
    const { findings } = evaluate(readGuardrailInput(app.outdir), pack, now());
    expect(findings.map(({ rule, detail }) => `${rule} (${detail})`)).toEqual(found);
  });

  test("fails when an aspect overrides it after the checks over the app", () => {
    const { app, p } = made(() => undefined);
    Guardrails.of(app).use([[rules.noExpiry, "error"]]);
    Aspects.of(p).add({
      visit: (node) => {
        if (node === p) p.resource.resetExpiresOn();
      },
    });
    expect(
      errorOf(() => {
        app.synth();
      }).message,
    ).toContain("prod/ci: no-expiry (expiresOn): a guardrail forbids it");
  });

  test("counts for names that must differ", () => {
    const { app } = made((p) => {
      p.resource.name = "other";
    });
    new ServicePrincipal(newStack("staging", {}, app), "other", { policies: [dnsWrite] });
    expect(
      errorOf(() => {
        app.synth();
      }).code,
    ).toBe("DuplicateName");
  });

  test("stands in the spec of user tokens as well", () => {
    const app = newApp();
    const token = new UserToken(new UserTokenStack(app, "users"), "ci", { policies: [dnsWrite] });
    token.resource.addOverride("policies.0.permission_groups", [{ id: ZONE_READ }]);
    app.synth();
    expect(token.spec.policies).toEqual([own([DNS_WRITE, ZONE_READ])]);
    // What its provider's configuration says stands in the rest of the file.
    expect(readSynth(app.outdir).map((spec) => ({ ...spec, provider: { name: spec.provider?.name } }))).toEqual([token.spec]);
  });

  test("is a symbol where it is an expression", () => {
    const { app, p } = made(({ resource }) => {
      resource.addOverride("condition.request_ip.not_in", ["${var.x}"]);
    });
    expect(p.spec.requestIp).toEqual({ in: ["192.0.2.0/24"], notIn: ["${var.x}"] });
    app.synth();
    expect(readSynth(app.outdir).map(({ requestIp }) => requestIp)).toEqual([p.spec.requestIp]);
  });

  test("fails for putPolicies, which would be dropped without a word", () => {
    const { p } = made(() => undefined);
    const put = p.resource.putPolicies.bind(p.resource) as (value: unknown) => void;
    expect(() => {
      put([]);
    }).toThrow("prod/ci: policies: the policies of a token are those of its construct; use addPolicies, or addOverride to write others");
  });
});

test("a token that is made with the L1 alone is seen by principals check, and by no guardrail at synth", () => {
  const app = newApp();
  const stack = newStack("prod", { guardrails: [[rules.noExpiry, "error"]] }, app);
  new ServicePrincipal(stack, "ci", {
    policies: [allow(permissions.zone.dns.read).on(account.allZones())],
    expiresOn: "2037-06-01T00:00:00Z",
  });
  new AccountToken(stack, "raw", {
    accountId: account.id,
    name: "raw",
    policies: [{ effect: "allow", permissionGroups: [{ id: DNS_WRITE }], resources: all }],
  });
  app.synth();
  const { findings } = evaluate(readGuardrailInput(app.outdir), [[rules.noExpiry, "error"]], now());
  expect(findings.map(({ token }) => token?.name)).toEqual(["raw"]);
});
