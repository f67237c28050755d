import { networkOf } from "@dateline-search/functions/middleware/network-of";
import { expect, test } from "vitest";

test.each([
  ["192.0.2.1", "192.0.2.1"],
  ["2001:db8:0:1::5", "2001:db8:0:1::/64"],
  ["2001:DB8:0:1:FFFF:ffff:0:1", "2001:db8:0:1::/64"],
  ["2001:0db8:0000:0001:0000:0000:0000:0005", "2001:db8:0:1::/64"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["::1", "0:0:0:0::/64"],
  ["::", "0:0:0:0::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
  ["fe80::1%eth0", "fe80:0:0:0::/64"],
  ["::ffff:192.0.2.1", "192.0.2.1"],
  ["::ffff:c000:0201", "192.0.2.1"],
  ["64:ff9b::192.0.2.1", "64:ff9b:0:0::/64"],
  ["unknown", "unknown"],
  ["", ""],
  ["1:2:3", "1:2:3"],
])("a caller from %j counts as %j", (address, network) => {
  expect(networkOf(address)).toBe(network);
});
