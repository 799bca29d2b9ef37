import type { Fault } from "../../lib/errors";
import type { RequestIp, RequestIpSpec } from "../../lib/policy";
import { readRequestIp } from "../../lib/policy/cidr";
import { shown } from "./support";

function read(filter: unknown): { spec: RequestIpSpec | undefined; faults: ReturnType<typeof shown> } {
  const faults: Fault[] = [];
  const spec = readRequestIp(filter as RequestIp, "requestIp", faults);
  return { spec, faults: shown(faults) };
}

const INVALID = (path: string, value: string): string[] => [
  "InvalidCidr",
  path,
  `${path}: an address range is an IPv4 or IPv6 address or CIDR, got ${value}; write it like "192.0.2.0/24" or "2001:db8::/32"`,
];
const EVERYTHING = (path: string, value: string): string[] => [
  "CidrEverything",
  path,
  `${path}: the range holds every address, got ${value}; leave the filter out if every address is meant`,
];

describe("readRequestIp", () => {
  test("reads no filter as none", () => {
    expect(read(undefined)).toEqual({ spec: undefined, faults: [] });
  });

  test("gives network form, distinct, contained ones dropped, IPv4 before IPv6, by number", () => {
    expect(
      read({
        in: ["2001:DB8::/32", "192.0.2.1", "10.0.0.0/8", "9.0.0.0/8", "10.1.0.0/16", "192.0.2.1/32"],
        notIn: ["10.9.0.0/16", "10.10.0.0/16", "2001:db8:0:1::/64"],
      }),
    ).toEqual({
      spec: {
        in: ["9.0.0.0/8", "10.0.0.0/8", "192.0.2.1/32", "2001:db8::/32"],
        notIn: ["10.9.0.0/16", "10.10.0.0/16", "2001:db8:0:1::/64"],
      },
      faults: [],
    });
  });

  test("reads in alone and notIn alone, without the other one in the result", () => {
    expect([read({ in: ["192.0.2.0/24"], notIn: undefined }).spec, read({ notIn: ["192.0.2.0/24"] }).spec]).toStrictEqual([
      { in: ["192.0.2.0/24"] },
      { notIn: ["192.0.2.0/24"] },
    ]);
  });

  test("accepts an excluded range that is wider than one allowed range while another is left", () => {
    expect(read({ in: ["192.0.2.0/25", "198.51.100.0/24"], notIn: ["192.0.2.0/24"] }).faults).toEqual([]);
  });

  test("accepts ranges that come near everything", () => {
    expect(read({ in: ["0.0.0.0/1", "128.0.0.0/2", "8000::/1"] }).faults).toEqual([]);
  });

  test.each([["office"], ["192.0.2.256"], ["192.0.2.010"], ["fe80::1%eth0"], ["::ffff:192.0.2.1"], ["192.0.2.0/33"], [""]])(
    "fails on %j",
    (text) => {
      expect(read({ in: ["192.0.2.0/24", text] })).toEqual({ spec: undefined, faults: [INVALID("requestIp.in[1]", JSON.stringify(text))] });
    },
  );

  test("fails on what is no text, and on a text instead of a list", () => {
    expect(read({ in: [7, null], notIn: "192.0.2.0/24" }).faults).toEqual([
      INVALID("requestIp.in[0]", "7"),
      INVALID("requestIp.in[1]", "null"),
      INVALID("requestIp.notIn", '"192.0.2.0/24"'),
    ]);
  });

  test("fails on host bits and offers the network", () => {
    expect(read({ in: ["192.0.2.77/24"], notIn: ["2001:db8::1/64"] }).faults).toEqual([
      [
        "CidrHostBits",
        "requestIp.in[0]",
        'requestIp.in[0]: the address has bits set beyond the prefix, got "192.0.2.77/24"; write "192.0.2.0/24"',
      ],
      [
        "CidrHostBits",
        "requestIp.notIn[0]",
        'requestIp.notIn[0]: the address has bits set beyond the prefix, got "2001:db8::1/64"; write "2001:db8::/64"',
      ],
    ]);
  });

  test("fails on what is no filter, and on properties that it does not have", () => {
    const codes = (filter: unknown): string[] => {
      const faults: Fault[] = [];
      readRequestIp(filter as RequestIp, "requestIp", faults);
      return faults.map((f) => `${f.code} ${f.path}`);
    };
    expect(codes(null)).toEqual(["InvalidRequestIp requestIp"]);
    expect(codes(["192.0.2.0/24"])).toEqual(["InvalidRequestIp requestIp"]);
    expect(codes({ not_in: ["192.0.2.0/24"] })).toEqual(["UnknownProperty requestIp.not_in", "EmptyIpList requestIp"]);
  });

  test.each([
    [{ in: [] }, "requestIp.in"],
    [{ notIn: [] }, "requestIp.notIn"],
    [{}, "requestIp"],
  ])("fails on the empty list or filter %j", (filter, path) => {
    expect(read(filter).faults).toEqual([
      ["EmptyIpList", path, `${path}: a list of addresses holds at least one entry; leave the property out if there is no filter`],
    ]);
  });

  test("fails on everything in one range", () => {
    expect(read({ in: ["192.0.2.0/24", "0.0.0.0/0"], notIn: ["::/0"] }).faults).toEqual([
      EVERYTHING("requestIp.in[1]", '"0.0.0.0/0"'),
      EVERYTHING("requestIp.notIn[0]", '"::/0"'),
    ]);
  });

  test("fails on everything by several ranges together", () => {
    expect(read({ in: ["128.0.0.0/1", "2001:db8::/32", "0.0.0.0/1"] }).faults).toEqual([
      EVERYTHING("requestIp.in", '["128.0.0.0/1","2001:db8::/32","0.0.0.0/1"]'),
    ]);
    expect(read({ notIn: ["8000::/1", "::/2", "4000::/2"] }).faults).toEqual([
      EVERYTHING("requestIp.notIn", '["8000::/1","::/2","4000::/2"]'),
    ]);
  });

  test("fails on an excluded range outside every allowed one, in another family too", () => {
    expect(read({ in: ["192.0.2.0/24", "10.0.0.0/8"], notIn: ["192.0.3.0/24", "10.0.0.0/9", "::a00:0/120"] }).faults).toEqual(
      [
        [0, "192.0.3.0/24"],
        [2, "::a00:0/120"],
      ].map(([index, text]) => [
        "NotInOutsideIn",
        `requestIp.notIn[${String(index)}]`,
        `requestIp.notIn[${String(index)}]: the excluded range lies outside every allowed range, so it excludes nothing, got "${String(text)}"; remove it, or check requestIp.in`,
      ]),
    );
  });

  test.each([
    [{ in: ["192.0.2.0/24"], notIn: ["192.0.2.0/24"] }, '["192.0.2.0/24"]'],
    [{ in: ["192.0.2.0/25"], notIn: ["192.0.2.0/24"] }, '["192.0.2.0/24"]'],
    [
      { in: ["192.0.2.0/24"], notIn: ["192.0.2.128/25", "192.0.2.0/26", "192.0.2.64/26"] },
      '["192.0.2.128/25","192.0.2.0/26","192.0.2.64/26"]',
    ],
    [
      { in: ["192.0.2.1", "2001:db8::/127"], notIn: ["192.0.2.1", "2001:db8::", "2001:db8::1"] },
      '["192.0.2.1/32","2001:db8::/128","2001:db8::1/128"]',
    ],
  ])("fails on excluded ranges that together leave nothing: %j", (filter, value) => {
    expect(read(filter).faults).toEqual([
      [
        "NotInSwallowsIn",
        "requestIp.notIn",
        `requestIp.notIn: the excluded ranges leave no address, got ${value}; remove an excluded range, or check requestIp.in`,
      ],
    ]);
  });

  test("fails on cdktf tokens: a text, a list and a text within a list", () => {
    const fault = (path: string): string[] => [
      "LiteralRequired",
      path,
      `${path}: addresses must be known at synth, got <token>; pass a plain value instead of a cdktf token`,
    ];
    expect(read({ in: "${TfToken[TOKEN.1]}", notIn: ["#{TfToken[TOKEN.2]}"] }).faults).toEqual([
      fault("requestIp.in"),
      fault("requestIp.notIn"),
    ]);
    expect(read({ in: ["192.0.2.0/24", "${var.office}"] }).faults).toEqual([fault("requestIp.in")]);
  });

  test("fails with every fault at once", () => {
    expect(read({ in: ["a", "192.0.2.1/24"], notIn: ["b"] }).faults.map(([code, path]) => [code, path])).toEqual([
      ["InvalidCidr", "requestIp.in[0]"],
      ["CidrHostBits", "requestIp.in[1]"],
      ["InvalidCidr", "requestIp.notIn[0]"],
    ]);
  });
});
