import { isIPv6 } from "node:net";

const GROUPS = 8;
/**
 * Groups of 16 bits in the network part: a subscriber has a /64 with all of its 2^64 addresses (RFC 6177).
 */
const NETWORK_GROUPS = 4;
/** `::ffff:192.0.2.1` is an IPv4 address as a dual-stack server sees it (RFC 4291, 2.5.5.2). */
const MAPPED_IPV4 = [0, 0, 0, 0, 0, 0xffff];

/**
 * Identifies a caller by its IPv4 address or its IPv6 /64 network, since one caller can use every address of
 * the network.
 *
 * @param address as a server sees it; anything but an IP address is returned unchanged
 * @returns such as `192.0.2.1` or `2001:db8:0:1::/64`
 */
export function networkOf(address: string): string {
  const [plain = ""] = address.split("%");
  if (!isIPv6(plain)) return address;
  const groups = groupsOf(plain);
  if (MAPPED_IPV4.every((group, index) => groups[index] === group)) return ipv4Of(groups.slice(-2));
  const network = groups.slice(0, NETWORK_GROUPS).map((group) => group.toString(16));
  return `${network.join(":")}::/64`;
}

/** @param address a valid IPv6 address */
function groupsOf(address: string): number[] {
  const [before = "", after] = address.split("::");
  const [start, end] = [parseGroups(before), parseGroups(after ?? "")];
  return [...start, ...new Array<number>(GROUPS - start.length - end.length).fill(0), ...end];
}

/** The last two groups may be written as an IPv4 address. */
function parseGroups(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [Number.parseInt(group, 16)];
    const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
    return [a * 256 + b, c * 256 + d];
  });
}

function ipv4Of(groups: readonly number[]): string {
  return groups.flatMap((group) => [group >> 8, group & 255]).join(".");
}
