import { BlockList, isIP } from "node:net";

/**
 * Addresses of the machine itself or its own network, by RFC 6890 and its successors: loopback, private,
 * link-local (on AWS, 169.254.169.254 serves credentials), carrier-grade NAT, multicast, reserved.
 */
const RANGES: ReadonlyArray<readonly [network: string, prefix: number, family: "ipv4" | "ipv6"]> = [
  ["0.0.0.0", 8, "ipv4"],
  ["10.0.0.0", 8, "ipv4"],
  ["100.64.0.0", 10, "ipv4"],
  ["127.0.0.0", 8, "ipv4"],
  ["169.254.0.0", 16, "ipv4"],
  ["172.16.0.0", 12, "ipv4"],
  ["192.0.0.0", 24, "ipv4"],
  ["192.168.0.0", 16, "ipv4"],
  ["198.18.0.0", 15, "ipv4"],
  ["224.0.0.0", 4, "ipv4"],
  ["240.0.0.0", 4, "ipv4"],
  ["::", 96, "ipv6"],
  ["64:ff9b::", 96, "ipv6"],
  ["64:ff9b:1::", 48, "ipv6"],
  // Teredo and 6to4 addresses embed an IPv4 address of any kind.
  ["2001::", 32, "ipv6"],
  ["2002::", 16, "ipv6"],
  ["fc00::", 7, "ipv6"],
  ["fe80::", 10, "ipv6"],
  ["fec0::", 10, "ipv6"],
  ["ff00::", 8, "ipv6"],
];

const PRIVATE = new BlockList();
for (const [network, prefix, family] of RANGES) PRIVATE.addSubnet(network, prefix, family);

/** @param address an IPv4 or IPv6 address, including IPv4-mapped ones */
export function isPrivateAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, "");
  return PRIVATE.check(bare, isIP(bare) === 6 ? "ipv6" : "ipv4");
}
