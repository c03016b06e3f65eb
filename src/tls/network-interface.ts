/**
 * From the name of a network interface to an address to connect from. Node cannot bind a socket to a device
 * (SO_BINDTODEVICE); bound to the device's address, packets leave by it where the routing table agrees, and a device that
 * is down or gone is noticed before anything is sent.
 */
import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { ConnectError } from "./errors.ts";

/** RFC 4291 §2.5.6: fe80::/10. */
const LINK_LOCAL = /^fe[89ab]/i;

/**
 * The address of a network interface from which `host` can be reached: of the host's own family where that is an IP
 * address, link-local for a link-local one, and for a host name IPv4 before IPv6. Look it up anew for every connection:
 * a Wi-Fi interface changes its address with its network.
 * @param name `wlan0`, as `ip addr` or `ifconfig` lists it
 * @param host IP address (IPv6 without brackets) or host name to be reached
 * @param interfaces what the computer has; default `os.networkInterfaces()`, which lists those that are up
 * @throws {ConnectError} `CONNECT_UNREACHABLE`, retryable: there is no such interface, or it has no fitting address
 * @example
 * ```ts
 * await connectTls({ host, localAddress: interfaceAddress("wlan0", host), serverName, trustStore });
 * ```
 */
export function interfaceAddress(
  name: string,
  host: string,
  interfaces: ReturnType<typeof networkInterfaces> = networkInterfaces(),
): string {
  const addresses = interfaces[name];
  if (addresses === undefined) {
    const up = Object.keys(interfaces).join(", ");
    throw unreachable(name, host, `this computer has no such network interface, or it is down (up: ${up})`);
  }
  const version = isIP(host);
  const v4 = addresses.find(({ family }) => family === "IPv4");
  // Neither kind of IPv6 address is a source for the other: a link is a scope of its own (RFC 4007 §5)
  const v6 = addresses.find(
    (each) => each.family === "IPv6" && LINK_LOCAL.test(each.address) === LINK_LOCAL.test(host),
  );
  const best = version === 4 ? v4 : version === 6 ? v6 : (v4 ?? v6);
  if (best === undefined) {
    throw unreachable(name, host, `the network interface has no ${version === 4 ? "IPv4" : "IPv6"} address for it`);
  }
  return LINK_LOCAL.test(best.address) ? `${best.address}%${name}` : best.address;
}

function unreachable(name: string, host: string, detail: string): ConnectError {
  return new ConnectError("CONNECT_UNREACHABLE", `${host} by ${name}`, "tcp", detail);
}
