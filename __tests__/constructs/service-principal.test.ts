import { type App, Fn, TerraformOutput, TerraformStack, TerraformVariable, Testing } from "cdktf";
import { Construct } from "constructs";
import {
  Account,
  allow,
  deny,
  Permission,
  permissions,
  type PrincipalStack,
  readSynth,
  Resource,
  ServicePrincipal,
  type TokenSpec,
} from "../../lib";
import {
  account,
  ACCOUNT_ID,
  annotations,
  dnsWrite,
  DNS_WRITE,
  errorOf,
  newApp,
  newStack,
  onlyToken,
  OTHER_ACCOUNT_ID,
  read,
  synth,
  zone,
  ZONE_1,
  ZONE_2,
  ZONE_READ,
} from "./support";

describe("a service principal in Terraform", () => {
  test("becomes one cloudflare_account_token in normal form", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    new ServicePrincipal(stack, "dns-publisher", {
      policies: [
        allow(permissions.zone.zone.read, permissions.zone.dns.write).on(zone),
        allow(permissions.account.workersScripts.write).on(account),
        deny(permissions.zone.dns.write).on(account.zone(ZONE_2)),
      ],
      requestIp: { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25"] },
      notBefore: "2026-12-01T01:00:00+01:00",
      expiresOn: new Date("2037-06-01T00:00:00.500Z"),
      owner: "team-dns",
      purpose: "publishes records from CI",
    });
    expect(onlyToken(synth(app))).toEqual({
      account_id: ACCOUNT_ID,
      name: "dns-publisher",
      status: "active",
      policies: [
        {
          effect: "allow",
          permission_groups: [{ id: "e086da7e2179491d91ee5f35b3ca210a" }],
          resources: `{"com.cloudflare.api.account.${ACCOUNT_ID}":"*"}`,
        },
        {
          effect: "allow",
          permission_groups: [{ id: DNS_WRITE }, { id: ZONE_READ }],
          resources: `{"com.cloudflare.api.account.zone.${ZONE_1}":"*"}`,
        },
        { effect: "deny", permission_groups: [{ id: DNS_WRITE }], resources: `{"com.cloudflare.api.account.zone.${ZONE_2}":"*"}` },
      ],
      condition: { request_ip: { in: ["192.0.2.0/24"], not_in: ["192.0.2.128/25"] } },
      not_before: "2026-12-01T00:00:00Z",
      expires_on: "2037-06-01T00:00:00Z",
      lifecycle: { create_before_destroy: true },
      "//": {
        metadata: {
          path: "prod/dns-publisher/Resource",
          uniqueId: "dns-publisher_200839B2",
          owner: "team-dns",
          purpose: "publishes records from CI",
          names: {
            [`com.cloudflare.api.account.${ACCOUNT_ID}`]: "Example Inc",
            [`com.cloudflare.api.account.zone.${ZONE_1}`]: "example.com",
          },
        },
      },
    });
  });

  test("leaves out what was not given", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite], name: undefined, requestIp: undefined });
    const token = onlyToken(synth(app));
    expect(Object.keys(token).sort()).toEqual(["//", "account_id", "lifecycle", "name", "policies", "status"]);
  });

  test("gives its id as a plain output and its value only when asked, then sensitive", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    new ServicePrincipal(stack, "quiet", { policies: [dnsWrite] });
    new ServicePrincipal(stack, "open", { policies: [dnsWrite], exposeValue: true });
    const { output, resource } = synth(app);
    const [openAddress = "", quietAddress = ""] = Object.keys(resource?.cloudflare_account_token ?? {}).sort();
    expect(Object.values(output ?? {}).sort((a, b) => (a.value < b.value ? -1 : 1))).toEqual([
      { value: `\${cloudflare_account_token.${openAddress}.id}`, description: "Id of the token; not secret" },
      { value: `\${cloudflare_account_token.${openAddress}.value}`, description: "Secret value of the token", sensitive: true },
      { value: `\${cloudflare_account_token.${quietAddress}.id}`, description: "Id of the token; not secret" },
    ]);
  });

  test("gives R2 credentials: the id, and the SHA-256 of the value", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const p = new ServicePrincipal(stack, "r2", {
      policies: [allow(permissions.r2Bucket.workersR2StorageBucketItem.write).on(account.r2Bucket("backups"))],
    });
    new TerraformOutput(stack, "key", { value: p.r2Credentials.accessKeyId });
    new TerraformOutput(stack, "secret", { value: p.r2Credentials.secretAccessKey, sensitive: true });
    const { output } = synth(app);
    expect(output?.["key"]?.value).toMatch(/^\$\{cloudflare_account_token\.r2_[0-9A-F]{8}\.id\}$/);
    expect(output?.["secret"]?.value).toMatch(/^\$\{sha256\(cloudflare_account_token\.r2_[0-9A-F]{8}\.value\)\}$/);
  });

  test("is disabled, protected and moved on request", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", {
      policies: [dnsWrite],
      status: "disabled",
      preventDestroy: true,
      adopt: "cloudflare_account_token.old",
    });
    const json = synth(app);
    const token = onlyToken(json);
    expect(token.status).toBe("disabled");
    expect(token.lifecycle).toEqual({ create_before_destroy: true, prevent_destroy: true });
    expect(json.moved).toEqual([
      {
        from: "cloudflare_account_token.old",
        to: `cloudflare_account_token.${Object.keys(json.resource?.cloudflare_account_token ?? {})[0] ?? ""}`,
      },
    ]);
  });

  test("works in any TerraformStack when the account is a prop", () => {
    const stack = new TerraformStack(newApp(), "plain");
    const p = new ServicePrincipal(stack, "ci", { account, policies: [dnsWrite] });
    expect(p.spec.accountId).toBe(ACCOUNT_ID);
    expect(JSON.parse(Testing.synth(stack))).toHaveProperty(
      `resource.cloudflare_account_token.${p.resource.friendlyUniqueId}.account_id`,
      ACCOUNT_ID,
    );
  });

  test("takes the account of the nearest PrincipalStack through nested constructs, and a prop overrides it", () => {
    const stack = newStack();
    const team = new Construct(stack, "team");
    const other = Account.of(OTHER_ACCOUNT_ID);
    expect(new ServicePrincipal(team, "a", { policies: [dnsWrite] }).account.id).toBe(ACCOUNT_ID);
    expect(
      new ServicePrincipal(team, "b", { account: other, policies: [allow(permissions.account.billing.read).on(other)] }).spec.accountId,
    ).toBe(OTHER_ACCOUNT_ID);
  });

  test("has its L1 as default child", () => {
    const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite] });
    expect(p.node.defaultChild).toBe(p.resource);
  });

  test("gets a Terraform name from any construct id", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "1password-sync", { policies: [dnsWrite] });
    const json = synth(app);
    for (const name of [...Object.keys(json.resource?.cloudflare_account_token ?? {}), ...Object.keys(json.output ?? {})])
      expect(name).toMatch(/^[A-Za-z_][\w-]*$/);
  });

  test("escapes what Terraform would read as a directive in a name", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", { name: 'a %{ if true } "b"', policies: [dnsWrite] });
    expect(onlyToken(synth(app)).name).toBe('a %%{ if true } "b"');
  });

  test("carries no secret and no value reference but in sensitive outputs", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite] });
    expect(JSON.stringify(synth(app))).not.toContain(".value}");
  });
});

describe("spec", () => {
  test("is the token as plain data in normal form", () => {
    const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite], owner: "team-dns" });
    expect(p.spec).toEqual({
      kind: "account",
      accountId: ACCOUNT_ID,
      name: "ci",
      status: "active",
      policies: [{ effect: "allow", permissionGroups: [DNS_WRITE], resources: { [`com.cloudflare.api.account.zone.${ZONE_1}`]: "*" } }],
      owner: "team-dns",
      address: `cloudflare_account_token.${p.resource.friendlyUniqueId}`,
      path: "prod/ci",
      names: {
        [`com.cloudflare.api.account.${ACCOUNT_ID}`]: "Example Inc",
        [`com.cloudflare.api.account.zone.${ZONE_1}`]: "example.com",
      },
    });
  });

  test("is what a reader of the file sees, with names, look-ups, acknowledgements, moves and where the value goes", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const p = new ServicePrincipal(stack, "ci", {
      policies: [
        allow(permissions.zone.dns.write).on(zone, account.zoneNamed("example.net")),
        allow(Permission.lookup(stack, "Workers Scripts Bind", "account")).on(account),
      ],
      adopt: "cloudflare_account_token.old",
      exposeValue: true,
      purpose: "publishes",
    });
    p.acknowledge({ rule: "no-expiry", detail: "expiresOn", reason: "a test" });
    app.synth();
    const { spec } = p;
    expect(Object.keys(spec)).toEqual(expect.arrayContaining(["names", "lookups", "acknowledgements", "movedFrom", "deliveries"]));
    // What its expressions hang on, and what it takes the place of, only the rest of the file can tell.
    const withoutDigests = (list: TokenSpec["deliveries"] = []): TokenSpec["deliveries"] => list.map(({ digest: _, ...each }) => each);
    const read = readSynth(app.outdir).map(({ references: _, notUnderstood: _moved, ...each }) => each);
    expect(read.map((each) => ({ ...each, deliveries: withoutDigests(each.deliveries) }))).toEqual([spec]);
  });

  test("shows values known at plan time as Terraform references", () => {
    const stack = newStack();
    const variable = new TerraformVariable(stack, "zone", { type: "string" });
    const p = new ServicePrincipal(stack, "ci", { policies: [allow(permissions.zone.dns.write).on(account.zone(variable.stringValue))] });
    expect(p.spec.policies[0]?.resources).toEqual({ "com.cloudflare.api.account.zone.${var.zone}": "*" });
  });
});

describe("adding policies", () => {
  test("widens the token until it is synthesized", () => {
    const app = newApp();
    const p = new ServicePrincipal(newStack("prod", {}, app), "ci");
    p.addPolicies(dnsWrite);
    expect(p.spec.policies).toHaveLength(1);
    p.addPolicies(allow(permissions.zone.zone.read).on(zone), dnsWrite);
    expect(onlyToken(synth(app)).policies).toEqual([
      {
        effect: "allow",
        permission_groups: [{ id: DNS_WRITE }, { id: ZONE_READ }],
        resources: `{"com.cloudflare.api.account.zone.${ZONE_1}":"*"}`,
      },
    ]);
  });

  test("fails after synth", () => {
    const app = newApp();
    const p = new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite] });
    app.synth();
    expect(
      errorOf(() => {
        p.addPolicies(dnsWrite);
      }).message,
    ).toBe("prod/ci: policies: the stack has been synthesized and nothing can be added; add everything before app.synth()");
  });

  test("fails with the path that goes on counting", () => {
    const p = new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite] });
    const foreign = Account.of(OTHER_ACCOUNT_ID).zone(ZONE_2);
    expect(
      errorOf(() => {
        p.addPolicies(dnsWrite, allow(permissions.zone.dns.read).on(foreign));
      }).faults.map((f) => f.path),
    ).toEqual(["policies[2].on[0]"]);
    expect(p.spec.policies).toHaveLength(1);
  });
});

describe("what stops the synth", () => {
  function failedSynth(build: (app: App, stack: PrincipalStack) => void): { message: string; written: boolean } {
    const app = newApp();
    build(app, newStack("prod", {}, app));
    const error = errorOf(() => {
      app.synth();
    });
    let written = true;
    try {
      read(app.outdir);
    } catch {
      written = false;
    }
    return { message: error.message, written };
  }

  test("fails when nothing is allowed, before any file is written", () => {
    expect(failedSynth((_, stack) => new ServicePrincipal(stack, "ci"))).toEqual({
      message: "prod/ci: policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)",
      written: false,
    });
    expect(
      failedSynth((_, stack) => new ServicePrincipal(stack, "ci", { policies: [deny(permissions.zone.dns.write).on(zone)] })).message,
    ).toBe("prod/ci: policies: nothing is allowed: every policy is a deny; add a policy with allow(…).on(…)");
    expect(
      failedSynth(
        (_, stack) => new ServicePrincipal(stack, "ci", { policies: [dnsWrite, deny(permissions.zone.dns.write).on(account.allZones())] }),
      ).message,
    ).toBe("prod/ci: policies: nothing is allowed: every allow is denied; add a policy with allow(…).on(…)");
  });

  test("fails when two tokens of an account have one name, whatever stacks they are in", () => {
    expect(
      failedSynth((app, stack) => {
        new ServicePrincipal(stack, "ci", { policies: [dnsWrite] });
        new ServicePrincipal(newStack("second", {}, app), "other", { name: "ci", policies: [dnsWrite] });
      }),
    ).toEqual({
      message: 'second/other: name: token names are unique per account; also used by prod/ci, got "ci"; set another name',
      written: false,
    });
  });

  test("allows one name in two accounts", () => {
    const app = newApp();
    new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite] });
    const other = Account.of(OTHER_ACCOUNT_ID);
    new ServicePrincipal(newStack("second", { account: other }, app), "ci", {
      policies: [allow(permissions.account.billing.read).on(other)],
    });
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  test("fails when an account would hold more than 500 tokens, and not with a raised quota", () => {
    const fill = (stack: PrincipalStack): void => {
      for (let i = 0; i < 501; i++) new ServicePrincipal(stack, `p${String(i)}`, { policies: [dnsWrite] });
    };
    expect(
      failedSynth((_, stack) => {
        fill(stack);
      }).message,
    ).toBe(
      `account ${ACCOUNT_ID}: an account holds at most 500 tokens, got 501; split over accounts, or set tokenQuota when Cloudflare has raised the limit`,
    );
    const app = newApp();
    fill(newStack("prod", { tokenQuota: 1000 }, app));
    expect(() => {
      app.synth();
    }).not.toThrow();
  });

  test("fails when one group would need both a whole resource and entries below it", () => {
    const whole = Resource.custom("com.cloudflare.edge.worker.script.abc", "worker");
    const part = Resource.custom("com.cloudflare.edge.worker.script.abc/com.cloudflare.edge.worker.script.x", "worker");
    const permission = { id: "a".repeat(32), name: "Individual Workers Editor", scope: "worker", level: "full" } as const;
    expect(failedSynth((_, stack) => new ServicePrincipal(stack, "ci", { policies: [allow(permission).on(whole, part)] })).message).toBe(
      'prod/ci: policies: "Individual Workers Editor" would need both "*" and single entries under "com.cloudflare.edge.worker.script.abc"; keep one of the two',
    );
  });

  test("fails for several constructs at once, each named", () => {
    expect(
      failedSynth((_, stack) => {
        new ServicePrincipal(stack, "a");
        new ServicePrincipal(stack, "b");
      }).message.split("\n"),
    ).toEqual([
      "prod/a: policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)",
      "prod/b: policies: nothing is allowed: there is no policy; add a policy with allow(…).on(…)",
    ]);
  });

  test("checks again what was added between two synths of a test", () => {
    const stack = newStack();
    new ServicePrincipal(stack, "a", { policies: [dnsWrite] });
    Testing.synth(stack);
    new ServicePrincipal(stack, "b");
    expect(errorOf(() => Testing.synth(stack)).code).toBe("NothingAllowed");
  });
});

describe("bad props", () => {
  test("fail together, in one error that names the construct, and leave nothing in the tree", () => {
    const stack = newStack();
    const error = errorOf(
      () =>
        new ServicePrincipal(stack, "ci", {
          name: "",
          status: "enabled" as "active",
          requestIp: { in: ["192.0.2.1/24"] },
          expiresOn: "2037-02-30T00:00:00Z",
          adopt: "aws_iam_role.x",
        }),
    );
    expect(error.scope).toBe("prod/ci");
    expect(error.faults.map((f) => `${f.code} ${f.message}`)).toEqual([
      'InvalidName name: a token name has 1 to 120 characters and no control characters, got ""; shorten or clean the name',
      'CidrHostBits requestIp.in[0]: the address has bits set beyond the prefix, got "192.0.2.1/24"; write "192.0.2.0/24"',
      'InvalidDate expiresOn: a date is a Date or an RFC 3339 string with time and offset, got "2037-02-30T00:00:00Z"; write it like "2037-06-01T00:00:00Z"',
      'InvalidStatus status: status is "active" or "disabled", got "enabled"; choose one of these (did you mean "active")',
      'InvalidAdopt adopt: adopt is the address of a token in this stack\'s state, got "aws_iam_role.x"; write it like "cloudflare_account_token.old"',
    ]);
    expect(stack.node.tryFindChild("ci")).toBeUndefined();
  });

  test("fails without an account", () => {
    expect(errorOf(() => new ServicePrincipal(new TerraformStack(newApp(), "plain"), "ci", { policies: [] })).message).toBe(
      "plain/ci: account: a service principal belongs to an account; set account, or create it within a PrincipalStack",
    );
  });

  test("fails where a cdktf token stands for a literal", () => {
    const stack = newStack();
    const text = Fn.upper("x");
    expect(
      errorOf(() => new ServicePrincipal(stack, "ci", { name: text, owner: text, expiresOn: text, requestIp: { in: [text] } })).faults.map(
        (f) => f.message,
      ),
    ).toEqual([
      "name: a token name must be known at synth, got <token>; pass a plain value instead of a cdktf token",
      "requestIp.in: addresses must be known at synth, got <token>; pass a plain value instead of a cdktf token",
      "expiresOn: a date must be known at synth, got <token>; pass a plain value instead of a cdktf token",
      "owner: the owner must be known at synth, got <token>; pass a plain value instead of a cdktf token",
    ]);
  });

  test("fails for a token value that was pasted as an id, without repeating it", () => {
    const secret = `cfat_${"x".repeat(48)}`;
    const error = errorOf(() => Account.of(secret));
    expect(error.message).toBe(
      "accountId: an account id is 32 lower-case hexadecimal characters, got <redacted>; copy it from the account's overview page, or pass a cdktf token",
    );
    expect(JSON.stringify(error)).not.toContain(secret);
  });
});

describe("lifetime", () => {
  const clock = process.env["PRINCIPALS_NOW"];
  beforeAll(() => {
    process.env["PRINCIPALS_NOW"] = "2030-01-01T00:00:00Z";
  });
  afterAll(() => {
    if (clock === undefined) delete process.env["PRINCIPALS_NOW"];
    else process.env["PRINCIPALS_NOW"] = clock;
  });

  test("warns within 30 days of the expiry and not before", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    new ServicePrincipal(stack, "soon", { policies: [dnsWrite], expiresOn: "2030-01-31T00:00:00Z" });
    new ServicePrincipal(stack, "later", { policies: [dnsWrite], expiresOn: "2030-01-31T00:00:01Z" });
    app.synth();
    expect(annotations(app).filter((a) => a.level === "@cdktf/warn")).toEqual([
      { constructPath: "prod/soon", level: "@cdktf/warn", message: "expires on 2030-01-31T00:00:00Z, in 30 days" },
    ]);
  });

  test("fails once the expiry has passed", () => {
    expect(errorOf(() => new ServicePrincipal(newStack(), "ci", { policies: [dnsWrite], expiresOn: "2030-01-01T00:00:00Z" })).message).toBe(
      'prod/ci: expiresOn: the expiry lies in the past, and Terraform would re-create such a token for ever, got "2030-01-01T00:00:00Z"; set a later date, remove the principal, or use onExpiry: "retire"',
    );
  });

  test("leaves out a retired principal, with a warning, and nothing else", () => {
    const app = newApp();
    const stack = newStack("prod", {}, app);
    const p = new ServicePrincipal(stack, "lapsed", {
      policies: [dnsWrite],
      expiresOn: "2029-12-31T00:00:00Z",
      onExpiry: "retire",
      exposeValue: true,
    });
    new ServicePrincipal(stack, "fresh", { policies: [dnsWrite] });
    new TerraformOutput(stack, "ref", { value: p.tokenId });
    const json = synth(app);
    expect(p.retired).toBe(true);
    expect(onlyToken(json).name).toBe("fresh");
    expect(Object.values(json.output ?? {}).map((o) => o.value)).toEqual([expect.stringMatching(/fresh/), "${null}"]);
    expect(annotations(app).filter((a) => a.level === "@cdktf/warn")).toEqual([
      {
        constructPath: "prod/lapsed",
        level: "@cdktf/warn",
        message: "expired on 2029-12-31T00:00:00Z and is left out; remove it from the code",
      },
    ]);
  });

  test("never changes the Terraform of what has not expired", () => {
    const written = ["2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"].map((time) => {
      process.env["PRINCIPALS_NOW"] = time;
      const app = newApp();
      new ServicePrincipal(newStack("prod", {}, app), "ci", { policies: [dnsWrite], expiresOn: "2031-01-15T00:00:00Z" });
      return JSON.stringify(synth(app));
    });
    process.env["PRINCIPALS_NOW"] = "2030-01-01T00:00:00Z";
    expect(written[0]).toBe(written[1]);
  });
});
