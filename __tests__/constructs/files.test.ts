import fs, { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { ServicePrincipal } from "../../lib";
import { dnsWrite, errorOf, newApp, newStack, readText } from "./support";

/** An app of two stacks, `a` and `b`. */
function twoStacks(outdir = newApp().outdir): App {
  const app = new App({ outdir });
  for (const name of ["a", "b"]) new ServicePrincipal(newStack(name, {}, app), name, { policies: [dnsWrite] });
  return app;
}

function failure(app: App): { message: string; written: boolean } {
  const { message } = errorOf(() => {
    app.synth();
  });
  return { message, written: existsSync(join(app.outdir, "stacks", "a", "cdk.tf.json")) };
}

describe("files that can't be written", () => {
  test("fails for a file in the place of a stack's folder, before the other stack is written", () => {
    const app = twoStacks();
    writeFileSync(join(app.outdir, "stacks", "b"), "");
    const file = join(app.outdir, "stacks", "b", "cdk.tf.json");
    expect(failure(app)).toEqual({
      message: `${file}: the file can't be written: ${join(app.outdir, "stacks", "b")} is not a folder; check the path and its permissions`,
      written: false,
    });
  });

  test("fails for a folder in the place of a file", () => {
    const app = twoStacks();
    const file = join(app.outdir, "stacks", "b", "cdk.tf.json");
    mkdirSync(file, { recursive: true });
    expect(failure(app)).toEqual({
      message: `${file}: the file can't be written: there is a folder of this name; check the path and its permissions`,
      written: false,
    });
  });

  test("fails for the manifest as well, and for everything at once", () => {
    const app = twoStacks();
    mkdirSync(join(app.outdir, "manifest.json"));
    rmSync(join(app.outdir, "stacks"), { recursive: true });
    writeFileSync(join(app.outdir, "stacks"), "");
    expect(failure(app).message.split("\n")).toEqual([
      `${join(app.outdir, "manifest.json")}: the file can't be written: there is a folder of this name; check the path and its permissions`,
      ...["a", "b"].map(
        (name) =>
          `${join(app.outdir, "stacks", name, "cdk.tf.json")}: the file can't be written: ${join(app.outdir, "stacks")} is not a folder; check the path and its permissions`,
      ),
    ]);
  });

  // The superuser may write everywhere, so that a folder without permission would not do.
  test("fails for a folder or file without permission", () => {
    const app = twoStacks();
    const file = (name: string): string => join(app.outdir, "stacks", name, "cdk.tf.json");
    mkdirSync(join(app.outdir, "stacks", "b"));
    writeFileSync(file("b"), "{}");
    const refused = [join(app.outdir, "stacks"), file("b")];
    jest.spyOn(fs, "accessSync").mockImplementation((path) => {
      if (refused.includes(String(path))) throw new Error("EACCES: permission denied");
    });
    expect(failure(app)).toEqual({
      message: ["a", "b"]
        .map((name) => `${file(name)}: the file can't be written: permission denied; check the path and its permissions`)
        .join("\n"),
      written: false,
    });
  });

  test("leaves the files of the run before as they were", () => {
    const app = twoStacks();
    app.synth();
    const before = readText(app.outdir, "a");
    rmSync(join(app.outdir, "stacks", "b"), { recursive: true });
    writeFileSync(join(app.outdir, "stacks", "b"), "");
    const again = twoStacks(app.outdir);
    new ServicePrincipal(again.node.findChild("a"), "more", { policies: [dnsWrite] });
    expect(
      errorOf(() => {
        again.synth();
      }).code,
    ).toBe("UnwritableFile");
    expect(readText(app.outdir, "a")).toBe(before);
  });
});

describe("files that can be written", () => {
  test("are those of a folder that is not there yet, and of one that is", () => {
    const outdir = join(newApp().outdir, "out");
    twoStacks(outdir).synth();
    const first = readText(outdir, "a");
    twoStacks(outdir).synth();
    expect(readText(outdir, "a")).toBe(first);
  });

  test("are found through links", () => {
    const outdir = newApp().outdir;
    const target = join(outdir, "target");
    mkdirSync(join(target, "stacks"), { recursive: true });
    symlinkSync(target, join(outdir, "link"), "dir");
    twoStacks(join(outdir, "link")).synth();
    expect(readFileSync(join(target, "stacks", "a", "cdk.tf.json"), "utf8")).toContain("cloudflare_account_token");
  });
});
