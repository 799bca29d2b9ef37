import { isNearlyEverything, isUnreachable, nearlyWholeFamilies, type RequestIpSpec } from "../../lib/policy";

test.each<[RequestIpSpec | undefined, (4 | 6)[]]>([
  [undefined, [4, 6]],
  [{}, [4, 6]],
  [{ notIn: ["192.0.2.0/24"] }, [4, 6]],
  [{ in: ["192.0.2.0/24"] }, []],
  [{ in: ["11.0.0.0/8"] }, []],
  [{ in: ["12.0.0.0/7"] }, [4]],
  [{ in: ["12.0.0.0/7"], notIn: ["12.0.0.0/8"] }, [4]],
  [{ in: ["0.0.0.0/1", "128.0.0.0/1"] }, [4]],
  [{ in: ["11.0.0.0/8", "192.0.2.1"] }, [4]],
  [{ in: ["11.0.0.0/8", "11.1.0.0/16"] }, []],
  [{ in: ["11.0.0.0/8", "192.0.2.1"], notIn: ["11.0.0.0/24"] }, []],
  [{ in: ["11.0.0.0/9", "12.0.0.0/9"] }, []],
  [{ in: ["11.0.0.0/9", "12.0.0.0/9", "13.0.0.0/32"] }, [4]],
  [{ in: ["2001::/16"] }, []],
  [{ in: ["2000::/15"] }, [6]],
  [{ in: ["2001::/16", "2002::1"] }, [6]],
  [{ in: ["0.0.0.0/0", "::/0"] }, [4, 6]],
  [{ in: ["${var.a}"] }, []],
])("of the filter %j nearly every address of the families %j is let through", (filter, families) => {
  expect(nearlyWholeFamilies(filter)).toEqual(families);
  expect(isNearlyEverything(filter)).toBe(families.length > 0);
});

test.each<[RequestIpSpec | undefined, boolean]>([
  [undefined, false],
  [{ notIn: ["10.0.0.0/8"] }, false],
  [{ in: ["10.0.0.0/8"] }, true],
  [{ in: ["172.16.0.0/12", "192.168.1.4", "100.64.0.0/10", "127.0.0.1", "169.254.0.1"] }, true],
  [{ in: ["fd00::/8", "fe80::1", "::1"] }, true],
  [{ in: ["10.0.0.0/8", "192.0.2.1"] }, false],
  [{ in: ["10.0.0.0/7"] }, false],
  [{ in: ["172.32.0.0/16"] }, false],
  [{ in: ["10.0.0.0/7"], notIn: ["11.0.0.0/8"] }, true],
  [{ in: ["10.0.0.0/8", "${var.a}"] }, false],
  [{ in: ["10.0.0.0/8"], notIn: ["10.0.0.0/8"] }, true],
  [{ in: ["192.0.2.0/25"], notIn: ["192.0.2.0/24"] }, true],
])("whether the filter %j lets only addresses through that reach nothing: %s", (filter, unreachable) => {
  expect(isUnreachable(filter)).toBe(unreachable);
});
