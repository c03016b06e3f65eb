/**
 * By which way this computer reaches a robot, told from the address and the network interface. A guess that advice is
 * chosen by; nothing is decided by it.
 */
import { BlockList, isIPv6 } from "node:net";

/** The four ways that a robot's owner chooses from. */
export type Way = "cable" | "access-point" | "client-wifi" | "custom";

/** A way, and what tells it. */
export interface WayFound {
  readonly way: Way;
  /** `your own link, through a VPN (tun0)` */
  readonly description: string;
}

/** What the guess is made of. */
export interface WayClues {
  /** IP address of the robot, or a host name where a proxy looks it up. */
  readonly address: string;
  readonly port: number;
  /** Through `--proxy`. */
  readonly isProxied: boolean;
  /** The interface that packets leave by, where it is known. */
  readonly interfaceName?: string | undefined;
  /** Whether that is a radio; `undefined` where the system does not tell. */
  readonly isWireless?: boolean | undefined;
}

const ACCESS_POINT = network("192.168.80.0", 24);
const PAYLOAD = network("192.168.50.0", 24);
const REAR_ETHERNET = network("10.0.0.0", 24);
/** This machine itself (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3). */
const LOOPBACK = network("127.0.0.0", 8, ["::1", 128]);
/** Addresses that a cable between two machines gives itself (RFC 3927, RFC 4291 §2.5.6). */
const LINK_LOCAL = network("169.254.0.0", 16, ["fe80::", 10]);
/** Networks of a site (RFC 1918, RFC 4193). */
const SITE = network("10.0.0.0", 8, ["fc00::", 7]);
SITE.addSubnet("172.16.0.0", 12);
SITE.addSubnet("192.168.0.0", 16);

/** Names of interfaces that are no network card: VPNs and modems. */
const TUNNEL = /^(?:tun|tap|wg|utun|ppp|ipsec|tailscale|zt|wwan|rmnet)/i;
/** Where Spot listens. Another port is forwarded by somebody. */
const SPOT_PORT = 443;

/** Guess the way. */
export function findWay({ address, port, isProxied, interfaceName, isWireless }: WayClues): WayFound {
  const by = interfaceName === undefined ? "" : ` (${interfaceName})`;
  if (isProxied) return { way: "custom", description: "a link of your own, through a proxy" };
  if (within(LOOPBACK, address)) {
    return { way: "custom", description: "this computer itself: a simulator, or the near end of a tunnel" };
  }
  if (interfaceName !== undefined && TUNNEL.test(interfaceName)) {
    return { way: "custom", description: `a link of your own, through a VPN or modem${by}` };
  }
  if (within(ACCESS_POINT, address)) return { way: "access-point", description: `the robot's own access point${by}` };
  if (within(PAYLOAD, address)) return { way: "cable", description: `a cable, in the payloads' network${by}` };
  if (isWireless !== true && within(REAR_ETHERNET, address)) {
    return { way: "cable", description: `a cable, at the rear Ethernet port${by}` };
  }
  if (isWireless !== true && within(LINK_LOCAL, address)) return { way: "cable", description: `a cable${by}` };
  if (port !== SPOT_PORT) return { way: "custom", description: `a link of your own, by a forwarded port${by}` };
  if (within(SITE, address))
    return { way: "client-wifi", description: `a site's Wi-Fi that the robot has joined${by}` };
  return { way: "custom", description: `a link of your own, across other networks${by}` };
}

function network(address: string, prefix: number, v6?: readonly [address: string, prefix: number]): BlockList {
  const list = new BlockList();
  list.addSubnet(address, prefix);
  if (v6 !== undefined) list.addSubnet(v6[0], v6[1], "ipv6");
  return list;
}

/** A host name is within none. */
function within(list: BlockList, address: string): boolean {
  const plain = address.replace(/%.*$/, "");
  try {
    return list.check(plain, isIPv6(plain) ? "ipv6" : "ipv4");
  } catch {
    return false;
  }
}
