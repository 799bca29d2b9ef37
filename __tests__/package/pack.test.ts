import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { PIPELINE_FILES, STARTER_FILES } from "../../lib/cli/copy-starter";
import { localLinks } from "../docs/links";
import { filesIn, linkDependencies, makeConsumer, pack, readManifest, ROOT, run, temporaryFolder } from "./consumer";

/** Names that others' code is written against. */
const PUBLIC_NAMES =
  "Account Backend Permission PrincipalError PrincipalStack Resource ServicePrincipal User UserToken UserTokenStack allow can deny normalize permissions readSynth recommendToken templates".split(
    " ",
  );

/** What trying the starter out leaves behind, or a careless hand. */
const SECRETS = [
  "terraform.staging.tfstate",
  "terraform.staging.tfstate.backup",
  ".env",
  "plan.json",
  "terraform.tfvars",
  "__tests__/.env",
].map((file) => `examples/starter/${file}`);

const folder = temporaryFolder();
let tarball: string;
let consumer: string;
let installed: string;

beforeAll(() => {
  tarball = pack(folder, SECRETS);
  consumer = makeConsumer(folder, tarball);
  installed = path.join(consumer, "node_modules", "cloudflare-principals");
}, 300_000);

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The texts at the ends of nested objects and lists. */
function leaves(value: unknown): string[] {
  return typeof value === "string" ? [value] : Object.values(value ?? {}).flatMap(leaves);
}

describe("the tarball", () => {
  test("holds the library, the testing library, the command, the starter, the pages and the papers, and nothing else", () => {
    const allowed =
      /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|SECURITY\.md|docs\/[\w-]+\.md|bin\/principals\.js|dist\/(?:lib|testing)\/.*\.(?:js|d\.ts|json)|action\/.+|examples\/(?:starter|pipelines)\/.+)$/;
    expect(filesIn(tarball).filter((file) => !allowed.test(file))).toEqual([]);
  });

  test("has no sources and no tests but the starter's", () => {
    const own = filesIn(tarball).filter((file) => !file.startsWith("examples/starter/"));
    expect(own.filter((file) => /(?<!\.d)\.tsx?$|\.test\.|__tests__|\.map$|\.tsbuildinfo$/.test(file))).toEqual([]);
  });

  /** What `principals init` copies, whichever pipeline is asked for. */
  const copied = [...new Set([STARTER_FILES, ...Object.values(PIPELINE_FILES)].flatMap((files) => files.map(({ from }) => from)))].sort();

  test("has what init copies, pipelines and ignore file included, and no state, plan or credential beside it", () => {
    // And what pipelines take out of it.
    const command = ["action/licenses.txt", "action/principals.cjs"];
    expect(filesIn(tarball).filter((file) => /^(?:examples|action)\b/.test(file))).toEqual([...copied, ...command].sort());
    expect(copied).toEqual(
      expect.arrayContaining([
        "action/take-command.cjs",
        "examples/pipelines/gitlab/.gitlab-ci.yml",
        "examples/starter/gitignore",
        "examples/starter/npmrc",
      ]),
    );
  });

  const testInClone = existsSync(path.join(ROOT, ".git")) ? test : test.skip;
  testInClone("leaves out nothing that the repository has of the starter and the pipelines", () => {
    const tracked = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "examples"], {
      cwd: ROOT,
      encoding: "utf8",
    });
    const files = tracked.split("\n").filter((file) => file !== "" && existsSync(path.join(ROOT, file)));
    expect([...files, "action/take-command.cjs"].sort()).toEqual(copied);
  });

  test("has everything that package.json points to, and a type declaration for each compiled file", () => {
    const files = filesIn(tarball);
    const { main, types, bin, exports } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as Record<string, unknown>;
    const targets = leaves([main, types, bin, exports]);
    expect(targets).toHaveLength(10);
    expect(targets.filter((target) => !files.includes(target.replace(/^\.\//, "")))).toEqual([]);
    const compiled = files.filter((file) => /^dist\/.*\.js$/.test(file));
    expect(compiled.length).toBeGreaterThan(20);
    expect(compiled.filter((file) => !files.includes(file.replace(/\.js$/, ".d.ts")))).toEqual([]);
  });

  test("declares nothing that is marked as internal", () => {
    const declarations = filesIn(tarball).filter((file) => file.endsWith(".d.ts"));
    expect(declarations.filter((file) => readFileSync(path.join(installed, file), "utf8").includes("@internal"))).toEqual([]);
  });

  test("has every page of docs, and what they link to but for papers of the repository", () => {
    const files = filesIn(tarball);
    const pages = readdirSync(path.join(ROOT, "docs")).flatMap((file) => (file.endsWith(".md") ? [`docs/${file}`] : []));
    expect(files.filter((file) => file.startsWith("docs/"))).toEqual(pages.sort());
    const links = ["README.md", ...pages].flatMap((file) => localLinks(file, readFileSync(path.join(installed, file), "utf8")));
    const missing = new Set(links.map(({ target }) => target).filter((target) => !files.includes(target)));
    expect(
      [...missing].filter(
        (target) => !/^(?:docs\/pictures|scripts|access|\.ci|\.github)\/|^(?:CONTRIBUTING\.md|action\.yml)$/.test(target),
      ),
    ).toEqual([]);
  });

  test("stays small", () => {
    expect(statSync(tarball).size).toBeLessThan(1_100_000);
  });
});

describe("a second project beside its own cdktf, constructs and provider", () => {
  const body = `
    const app = new App({ outdir: OUTDIR });
    const account = Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" });
    const stack = new PrincipalStack(app, "prod", { account });
    new ServicePrincipal(stack, "reader", { policies: [allow(permissions.zone.dns.read).on(account.zone("1".repeat(32)))] });
    app.synth();
    console.log(JSON.stringify(Object.keys(library).filter((name) => !["__esModule", "default", "module.exports"].includes(name)).sort()));`;
  const names = "{ Account, allow, permissions, PrincipalStack, ServicePrincipal }";

  function runProgram(file: string, source: string): { readonly names: string[]; readonly tokens: unknown[] } {
    const outdir = path.join(consumer, `${file}.out`);
    writeFileSync(path.join(consumer, file), source.replace("OUTDIR", JSON.stringify(outdir)));
    const printed = JSON.parse(run(consumer, process.execPath, [file])) as string[];
    const synthesized = JSON.parse(readFileSync(path.join(outdir, "stacks/prod/cdk.tf.json"), "utf8")) as {
      resource: { cloudflare_account_token: object };
    };
    return { names: printed, tokens: Object.values(synthesized.resource.cloudflare_account_token) };
  }

  test("requires it and imports it by name, with the same names and the same result", () => {
    const common = runProgram(
      "common.cjs",
      `const { App } = require("cdktf"); const library = require("cloudflare-principals"); const ${names} = library; require("cloudflare-principals/testing").principalMatchers.toDeny;${body}`,
    );
    const module = runProgram(
      "module.mjs",
      `import { App } from "cdktf"; import * as library from "cloudflare-principals"; import ${names} from "cloudflare-principals"; import { startSimulator, toDeny } from "cloudflare-principals/testing"; startSimulator.name + toDeny.name;${body}`,
    );
    expect(common.names).toEqual(expect.arrayContaining(PUBLIC_NAMES));
    expect(module).toEqual(common);
    expect(common.tokens).toMatchObject([{ account_id: "0123456789abcdef0123456789abcdef", name: "reader" }]);
  });

  test("fails to reach past the exports", () => {
    writeFileSync(path.join(consumer, "past.cjs"), `require("cloudflare-principals/dist/lib/errors.js");`);
    expect(() => run(consumer, process.execPath, ["past.cjs"])).toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
  });

  /** The compiler's complaints about a file of the project and about the package's own declarations, which no skipLibCheck hides. */
  function complaints(file: string, source: string, project = consumer, types: readonly string[] = []): string[] {
    const own = path.join(project, "node_modules", "cloudflare-principals");
    const entry = path.join(project, file);
    writeFileSync(entry, source);
    const program = ts.createProgram([entry], {
      target: ts.ScriptTarget.ES2022,
      lib: ["lib.es2022.d.ts"],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      types: ["node", ...types],
      // Where `types` are looked for.
      configFilePath: path.join(project, "tsconfig.json"),
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      noPropertyAccessFromIndexSignature: true,
      skipLibCheck: false,
      noEmit: true,
    });
    const checked = program.getSourceFiles().filter(({ fileName }) => fileName === entry || fileName.startsWith(`${own}/`));
    return [
      ...program.getOptionsDiagnostics(),
      ...checked.flatMap((each) => [...program.getSyntacticDiagnostics(each), ...program.getSemanticDiagnostics(each)]),
    ].map(
      ({ code, file: where, messageText }) =>
        `${path.basename(where?.fileName ?? "")} TS${String(code)} ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  }

  const typed = `
    import { App } from "cdktf";
    import { Account, allow, can, deny, permissions, type Policy, PrincipalStack, ServicePrincipal, type ServicePrincipalProps, type TokenSpec } from "cloudflare-principals";
    import * as testing from "cloudflare-principals/testing";

    const account = Account.of("0123456789abcdef0123456789abcdef", { name: "Example Inc" });
    const zone = account.zone("11111111111111111111111111111111", { name: "example.com" });
    const policies: Policy[] = [allow(permissions.zone.dns.write).on(zone), deny(permissions.zone.dns.write).on(account.allZones())];
    const props: ServicePrincipalProps = { policies, requestIp: { in: ["192.0.2.0/24"] }, expiresOn: new Date(), owner: "team" };
    const principal = new ServicePrincipal(new PrincipalStack(new App(), "prod", { account }), "dns", props);
    const spec: TokenSpec = principal.spec;
    export const allowed: boolean = can(spec, { permission: permissions.zone.dns.write, resource: zone }).allowed;
    export const keys: string[] = Object.keys(testing);`;

  test("type-checks strictly from CommonJS and from ESM, the package's own declarations included", () => {
    expect(complaints("typed.cts", typed)).toEqual([]);
    expect(complaints("typed.mts", typed)).toEqual([]);
  }, 120_000);

  test("fails to compile what the types forbid", () => {
    expect(complaints("scopes.mts", `${typed}\nallow(permissions.zone.dns.write).on(account);`)).toEqual([
      expect.stringMatching(
        /^scopes\.mts TS\d+ Argument of type 'Account' is not assignable to parameter of type 'ScopedResource<"zone">'/,
      ),
    ]);
    expect(complaints("props.mts", `${typed}\nnew ServicePrincipal(principal, "x", { status: "off" });`)).toEqual([
      expect.stringMatching(/^props\.mts TS2322 /),
    ]);
  }, 120_000);

  const asks = (head: string): string => `${head}
    import { permissions, type TokenSpec, Account } from "cloudflare-principals";
    declare const spec: TokenSpec;
    const zone = Account.of("0123456789abcdef0123456789abcdef").allZones();
    expect(spec).not.toDeny({ permission: permissions.zone.dns.write, resource: zone });
    const done: Promise<void> = expect(Promise.resolve(spec)).resolves.toExpireWithin({ days: 1 });
    export { done };`;
  const wrong = 'expect("cdktf.out").toExpireWithin({ weeks: 1 });';
  const refused = expect.stringMatching(/^\w+\.mts TS2353 Object literal may only specify known properties, and 'weeks' does not exist/);

  const entries = ["cloudflare-principals/testing", "cloudflare-principals/testing/jest"];

  test.each(entries)(
    "%s has typed matchers for the global expect with @types/jest alone, by an import or by the compiler's types",
    (entry) => {
      const project = makeConsumer(folder, tarball, { name: `types-jest-${String(entries.indexOf(entry))}`, more: ["@types/jest"] });
      expect(complaints("imported.mts", asks(`import "${entry}";`), project, ["jest"])).toEqual([]);
      expect(complaints("common.cts", asks(`import "${entry}";`), project, ["jest"])).toEqual([]);
      expect(complaints("listed.mts", asks(""), project, ["jest", entry])).toEqual([]);
      expect(complaints("wrong.mts", `${asks("")}\n${wrong}`, project, ["jest", entry])).toEqual([refused]);
      expect(complaints("without.mts", asks(""), project, ["jest"])).toEqual([
        expect.stringMatching(/TS2339 .*'toDeny'/),
        expect.stringMatching(/TS2339 .*'toExpireWithin'/),
      ]);
    },
    120_000,
  );

  test.each(entries)(
    "%s has typed matchers for the expect of @jest/globals alone",
    (entry) => {
      const project = makeConsumer(folder, tarball, {
        name: `jest-globals-${String(entries.indexOf(entry))}`,
        more: ["@jest/globals", "expect"],
      });
      const head = `import "${entry}"; import { expect } from "@jest/globals";`;
      expect(complaints("imported.mts", asks(head), project)).toEqual([]);
      expect(complaints("wrong.mts", `${asks(head)}\n${wrong}`, project)).toEqual([refused]);
    },
    120_000,
  );

  test("takes the matchers one by one, with both kinds of types", () => {
    const own = 'import { toAllow, toDeny } from "cloudflare-principals/testing"; expect.extend({ toAllow, toDeny });';
    const project = makeConsumer(folder, tarball, { name: "one-by-one", more: ["@types/jest", "@jest/globals", "expect"] });
    expect(complaints("global.mts", asks(own), project, ["jest"])).toEqual([]);
    expect(complaints("imported.mts", asks(`import { expect } from "@jest/globals"; ${own}`), project)).toEqual([]);
  }, 120_000);

  test.each(entries)(
    "compiles the types of the matchers of %s where there is no jest at all",
    (entry) => {
      expect(complaints("none.mts", `import "${entry}";`)).toEqual([]);
      expect(existsSync(path.join(consumer, "node_modules/expect"))).toBe(false);
    },
    120_000,
  );

  test("runs the first test of docs/testing.md with the set-up that stands there", () => {
    const page = readFileSync(path.join(ROOT, "docs/testing.md"), "utf8");
    const block = (file: string): string => {
      const code = new RegExp(`\`${file.replace(/[.]/g, "\\.")}\`[^\\n]*:\\n\\n\`\`\`\\w+\\n(.*?)\`\`\`\\n`, "s").exec(page)?.[1];
      if (code === undefined) throw new Error(`docs/testing.md does not show ${file}`);
      return code;
    };
    const packages = /npm install --save-dev (.*)/
      .exec(page)?.[1]
      ?.split(" ")
      .filter((each) => each !== "@types/node" && !each.startsWith("typescript@"));
    const project = makeConsumer(folder, tarball, { name: "testing-page", more: packages ?? [] });
    mkdirSync(path.join(project, "__tests__"));
    for (const file of ["jest.config.js", "tsconfig.json", "__tests__/principals.test.ts"])
      writeFileSync(path.join(project, file), block(file));
    const tool = (name: string, ...args: string[]): string =>
      run(project, process.execPath, [path.join(ROOT, "node_modules", name), ...args]);
    tool("typescript/bin/tsc", "-p", ".");
    tool("jest/bin/jest.js", "--silent");
  }, 120_000);
});

describe("the command", () => {
  const principals = (at: string, ...args: string[]): string =>
    run(at, process.execPath, [path.join(installed, "bin/principals.js"), ...args]);

  test("shows its help and the package's version", () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as { version: string };
    expect(principals(consumer, "--help")).toContain("Usage: principals");
    expect(principals(consumer, "--version").trim()).toBe(version);
  });

  test("init makes a project that type-checks, passes its own tests and shows its summary", () => {
    // As npm leaves it beside what it installs: a consumer of the tests has no registry that would tell the hash.
    const integrity = `sha512-${createHash("sha512").update(readFileSync(tarball)).digest("base64")}`;
    const { version } = JSON.parse(readFileSync(path.join(installed, "package.json"), "utf8")) as { version: string };
    const lock = path.join(consumer, "node_modules/.package-lock.json");
    if (!existsSync(lock))
      writeFileSync(lock, JSON.stringify({ packages: { "node_modules/cloudflare-principals": { version, integrity } } }));
    principals(folder, "init", "project");
    const project = path.join(folder, "project");
    expect(existsSync(path.join(project, ".gitignore"))).toBe(true);
    expect(existsSync(path.join(project, "gitignore"))).toBe(false);
    expect(existsSync(path.join(project, ".github/workflows/principals.yml"))).toBe(true);
    expect(JSON.parse(readFileSync(path.join(project, ".principals/command.json"), "utf8"))).toEqual({ version, integrity });
    run(project, process.execPath, [".principals/take-command.cjs", "../command", tarball]);
    expect(run(project, process.execPath, ["../command/principals.cjs", "--version"])).toBe(principals(project, "--version"));
    linkDependencies(project, consumer);
    const tool = (name: string, ...args: string[]): string =>
      run(project, process.execPath, [path.join(ROOT, "node_modules", name), ...args]);
    expect(tool("typescript/bin/tsc", "--noEmit")).toBe("");
    tool("tsx/dist/cli.mjs", "main.ts");
    expect(principals(project, "snapshot")).toContain("created access/prod/workers-deployer.md");
    expect(principals(project, "snapshot", "--check")).toBe("access is up to date\n");
    tool("jest/bin/jest.js", "--silent");
    const summary = principals(project, "summary", "cdktf.out");
    expect(summary).toContain("workers-deployer");
    expect(summary).toContain("Cache Purge");
  }, 120_000);
});

test("the starter asks for this version of the package, and for versions of everything else that it was tested with", () => {
  const { dependencies, devDependencies } = readManifest(path.join(ROOT, "examples/starter"));
  const here = JSON.parse(readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    version: string;
    devDependencies: Record<string, string>;
  };
  const tested: Record<string, string> = { ...here.devDependencies, "cloudflare-principals": here.version };
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    expect([name, version]).toEqual([name, tested[name]]);
});
