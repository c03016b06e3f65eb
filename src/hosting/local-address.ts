/**
 * Which of this machine's addresses the robot can answer to. A UDP socket that is connected picks its source address by
 * the routing table, and sends nothing in doing so.
 */
import { createSocket } from "node:dgram";
import { isIP, isIPv6 } from "node:net";
import { NoRouteError } from "./errors.ts";

/** How to find the address. */
export interface AddressOptions {
  /** The address to take, for a machine whose routes do not tell: behind NAT, in a container. It is not checked to exist. */
  readonly override?: string | undefined;
}

/** Any will do; Spot's own says what the socket is for. */
const PORT = 443;

/**
 * The local IP address from which packets to the robot leave: `hostIp` of an endpoint to register.
 * @param robotHost host name or IP address, without a port
 * @throws {NoRouteError} no route leads there, or the name does not resolve. The reference client falls back to
 * `127.0.0.1` then, which to the robot is the robot itself
 * @throws {TypeError} `override` is not an IP address
 */
export async function localAddressTowards(robotHost: string, { override }: AddressOptions = {}): Promise<string> {
  if (override !== undefined) {
    if (isIP(override) === 0) throw new TypeError(`override must be an IP address, not "${override}"`);
    return override;
  }
  const address = await sourceAddress(robotHost);
  // Some systems connect a socket that has no way out, and leave its address open.
  if (isIP(address) === 0 || /^[0:.]+$/.test(address)) throw noRoute(robotHost, "the system names none");
  return address;
}

async function sourceAddress(robotHost: string): Promise<string> {
  const socket = createSocket(isIPv6(robotHost.replace(/%.*$/, "")) ? "udp6" : "udp4");
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once("error", reject);
      socket.connect(PORT, robotHost, resolve);
    });
    return socket.address().address;
  } catch (cause) {
    throw noRoute(robotHost, cause instanceof Error ? cause.message : String(cause), { cause });
  } finally {
    socket.close();
  }
}

function noRoute(robotHost: string, why: string, options?: ErrorOptions): NoRouteError {
  return new NoRouteError(`no address of this machine leads to ${robotHost}: ${why}`, options);
}
