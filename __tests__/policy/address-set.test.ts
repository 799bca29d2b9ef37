import { addressesOf, rangesOf, subtract, toCidrs } from "../../lib/policy";

test("a filter lets through what is allowed and not excluded", () => {
  expect(toCidrs(addressesOf({ in: ["192.0.2.0/24", "2001:db8::/32"], notIn: ["192.0.2.128/25"] }))).toEqual([
    "192.0.2.0/25",
    "2001:db8::/32",
  ]);
});

test("no filter, and an empty list, let every address through", () => {
  expect([undefined, {}, { in: [], notIn: [] }].map((filter) => toCidrs(addressesOf(filter)))).toEqual([
    ["0.0.0.0/0", "::/0"],
    ["0.0.0.0/0", "::/0"],
    ["0.0.0.0/0", "::/0"],
  ]);
});

test("what is no range lets nothing through, and excludes nothing", () => {
  expect(addressesOf({ in: ["${var.office}"] })).toEqual([]);
  expect(toCidrs(addressesOf({ in: ["192.0.2.0/24"], notIn: ["${var.office}"] }))).toEqual(["192.0.2.0/24"]);
});

test("ranges that touch are one, in the fewest CIDRs", () => {
  expect(toCidrs(rangesOf(["192.0.2.128/25", "192.0.2.0/25", "192.0.3.0/24", "192.0.4.0/32"]))).toEqual(["192.0.2.0/23", "192.0.4.0/32"]);
});

test("subtract leaves single addresses at the edges", () => {
  expect(toCidrs(subtract(rangesOf(["192.0.2.0/30"]), rangesOf(["192.0.2.1", "192.0.2.2"])))).toEqual(["192.0.2.0/32", "192.0.2.3/32"]);
});
