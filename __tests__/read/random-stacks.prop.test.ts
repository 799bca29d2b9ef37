import fc from "fast-check";
import { PrincipalError } from "../../lib";
import { readInput } from "../../lib/read";
import { runs } from "../models/runs";
import { makeFolder, removeFolders, tokenBody } from "./files";

afterEach(removeFolders);

/*
 * Stacks from the whole of Terraform's JSON syntax. Whatever stands in them is read, or refused with words; and what a token holds that is on no list is
 * named.
 */

const TYPE = "cloudflare_account_token";
const ADDRESS = `${TYPE}.t`;
type Json = Readonly<Record<string, unknown>>;

/** One block's body in the forms that Terraform allows. */
const body = (value: Json): fc.Arbitrary<unknown> => fc.constantFrom<unknown>(value, [value], { "//": "why", ...value });
/** A body below its labels, each level an object or a list of one. */
const labelled = (labels: readonly string[], value: Json): fc.Arbitrary<unknown> =>
  labels.reduceRight<fc.Arbitrary<unknown>>(
    (inner, label) => inner.chain((within) => fc.constantFrom<unknown>({ [label]: within }, [{ [label]: within }])),
    body(value),
  );

/** An address as somebody may spell it. */
const spelled = (address: string): fc.Arbitrary<string> =>
  fc.constantFrom(
    address,
    `resource.${address}`,
    ` ${address.replace(".", " . ")}`,
    `${address} # x`,
    address.replace(".", "/* . */."),
    `\${${address}}`,
  );

/** Expressions, each with what it calls that is on no list. */
const expression: fc.Arbitrary<readonly [string, string[]]> = fc.constantFrom<readonly [string, string[]]>(
  ["${var.v}", []],
  ["${local.l}", []],
  ['%{ if var.v == "a" }x%{ else }y%{ endif }', []],
  ['${join("-", [for k, v in local.l : upper(v) if v != "x"])}', []],
  ['${lookup(local.l, "a", "file(x)")}', []],
  ["deploy (${var.v})", []],
  ["${try(data.cloudflare_zone.z.id, var.v)}", []],
  ['${file("x")}', ["calls file()"]],
  ['${ filemd5 /* ( */ ("x")}', ["calls filemd5()"]],
  ["${timestamp()}", ["calls timestamp()"]],
  ["${provider::aws::arn_parse(var.v)}", ["calls provider::aws::arn_parse()"]],
  ['${core::file("x")}', ["calls core::file()"]],
  ['${"${uuid()}"}', ["calls uuid()"]],
  ["${templatestring(local.l, {})}", ["calls templatestring()"]],
  ["${local.odd}", ["calls plantimestamp()"]],
  ["${module.m.name}", ["a module, which is not read"]],
);

/** What may stand in a token's `lifecycle`, with what has to be said of it. */
const lifecycle: fc.Arbitrary<readonly [Json, string[]]> = fc.constantFrom<readonly [Json, string[]]>(
  [{}, []],
  [{ create_before_destroy: true, prevent_destroy: false }, []],
  [{ ignore_changes: ["name"], precondition: [{ condition: "${true}", error_message: "x" }] }, []],
  [{ enabled: true }, []],
  [{ enabled: "${var.v}" }, ["may or may not exist: lifecycle.enabled"]],
  [{ destroy: "${var.v}" }, ["lifecycle.destroy"]],
  [{ replace_triggered_by: ["null_resource.x"] }, ["lifecycle.replace_triggered_by"]],
  [{ action_trigger: [{ events: ["after_create"], actions: ["action.x.y"] }] }, ["lifecycle.action_trigger"]],
  [{ something_new: 1 }, ["lifecycle.something_new"]],
);

/** A document beside the token, with what has to be said of the token. */
const beside: fc.Arbitrary<readonly [Json, string[]]> = fc.oneof(
  fc.constant<readonly [Json, string[]]>([{}, []]),
  spelled(ADDRESS)
    .chain((to) => body({ to, id: "x" }))
    .map((block): readonly [Json, string[]] => [{ import: block }, ["imported: somebody may hold its value"]]),
  fc
    .tuple(spelled(`${TYPE}.other`), spelled(ADDRESS))
    .chain(([from, to]) => body({ from, to }))
    .map((block): readonly [Json, string[]] => [{ moved: block }, ["takes the place of what was at another address"]]),
  body({ from: 5, to: ADDRESS }).map((block): readonly [Json, string[]] => [{ moved: block }, ["moved from what is no address"]]),
  spelled(`${TYPE}.gone`)
    .chain((from) => body({ from, lifecycle: { destroy: false } }))
    .map((block): readonly [Json, string[]] => [{ removed: block }, []]),
  labelled(["c"], { assert: [{ condition: `\${${ADDRESS}.status == "active"}`, error_message: "x" }] }).map(
    (check): readonly [Json, string[]] => [{ check }, ["a check looks at it"]],
  ),
  labelled(["x", "y"], { config: { id: `\${${ADDRESS}.id}` } }).map((action): readonly [Json, string[]] => [
    { action },
    ["an action looks at it"],
  ]),
  labelled(["x", "y"], { secret: `\${${ADDRESS}.value}` }).map((ephemeral): readonly [Json, string[]] => [
    { ephemeral },
    ["its value goes to what is no secret store"],
  ]),
  labelled(["local_file", "f"], { content: `\${ ${TYPE} . t . value }` }).map((resource): readonly [Json, string[]] => [
    { resource },
    ["its value goes to what is no secret store"],
  ]),
  labelled(["cloudflare"], { base_url: "https://other.example" }).map((provider): readonly [Json, string[]] => [
    { provider },
    ["base_url"],
  ]),
  labelled(["x", "y"], { depends_on: [ADDRESS] }).map((resource): readonly [Json, string[]] => [{ resource }, []]),
);

const definitions = {
  variable: { v: { default: "a" } },
  locals: { l: "x", odd: "${plantimestamp()}", "//": "why" },
  module: { m: { source: "./m" } },
  data: { cloudflare_zone: { z: { filter: { name: "example.com" } } } },
};

test("names whatever a token holds that is on no list, and throws nothing but errors with words", () => {
  const program = fc.constantFrom<readonly [Json, string[]]>(
    [{}, []],
    [{ provisioner: { "local-exec": { command: "x" } } }, ["provisioner"]],
    [{ connection: [{ host: "x" }] }, ["connection"]],
    [{ depends_on: ["null_resource.x"], "//": ["why"] }, []],
  );
  fc.assert(
    fc.property(
      fc.tuple(expression, lifecycle, program, beside).chain(([[name, calls], [arguments_, odd], [more, programs], [around, said]]) =>
        fc.record({
          resource: labelled(
            [TYPE, "t"],
            tokenBody({ name, ...more, ...(Object.keys(arguments_).length === 0 ? {} : { lifecycle: arguments_ }) }) as Json,
          ),
          around: fc.constant(around),
          expected: fc.constant([...calls, ...odd, ...programs, ...said].sort()),
        }),
      ),
      ({ resource, around, expected }) => {
        const [stack] = readInput(makeFolder({ "main.tf.json": [{ resource }, around, definitions] })).stacks;
        const [spec] = stack?.specs ?? [];
        expect([...new Set(spec?.notUnderstood?.map(({ what }) => what))].sort()).toEqual([...new Set(expected)]);
        // It survives a round trip.
        expect(JSON.parse(JSON.stringify(spec))).toEqual(spec);
      },
    ),
    runs(300),
  );
});

test("refuses with words what is not Terraform's", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const part = fc.dictionary(
    fc.constantFrom(
      "resource",
      "data",
      "locals",
      "variable",
      "moved",
      "import",
      "removed",
      "check",
      "action",
      "terraform",
      "provider",
      "output",
      "module",
    ),
    fc.oneof(json, fc.dictionary(fc.constantFrom(TYPE, "cloudflare", "x"), fc.dictionary(fc.constantFrom("t", "//", "lifecycle"), json))),
    { maxKeys: 4 },
  );
  fc.assert(
    fc.property(part, (document) => {
      try {
        readInput(makeFolder({ "main.tf.json": document }));
      } catch (error) {
        expect(PrincipalError.isPrincipalError(error)).toBe(true);
      }
    }),
    runs(500),
  );
});
