/**
 * Robot addresses as people write them: `192.168.80.3`, `spot-7:8443`, `[fe80::1%eth0]:443`, `fd00::3`. Anything else,
 * a URL above all, is refused with a sentence that says what to write instead.
 */
import { isIPv4, isIPv6 } from "node:net";
import { DiscoveryError } from "./errors.ts";
import type { RobotEndpoint } from "./resolver.ts";

/** Where Spot listens. */
export const DEFAULT_PORT = 443;

/** RFC 1035 §2.3.4. */
const MAX_NAME_LENGTH = 253;
/** RFC 1123 §2.1, and the underscore, which real networks use. */
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
/** RFC 6874 §2, ZoneID, without percent-encoding: interface names are plain. */
const ZONE = /^[A-Za-z0-9._~-]{1,64}$/;

/**
 * Parse `host`, `host:port`, `[v6]`, `[v6]:port`, or a bare IPv6 address, which takes no port. White space around it is
 * ignored, as it comes with copied text.
 * The port is `defaultPort`, 443 unless given, where the text has none.
 * @throws {DiscoveryError} `ADDRESS_INVALID`
 */
export function parseAddress(
  text: string,
  { defaultPort = DEFAULT_PORT }: { readonly defaultPort?: number } = {},
): RobotEndpoint {
  const address = text.trim();
  refuseWhatIsNoAddress(address);
  const bracketed = /^\[([^[\]]*)\](?::(.*))?$/.exec(address);
  if (bracketed !== null) {
    const [, host = "", port] = bracketed;
    return { host: ipv6(host, address), port: parsePort(port, address) ?? defaultPort };
  }
  if (/[[\]]/.test(address)) throw invalid(address, "brackets enclose an IPv6 address, as in [fd00::3]:443");
  if (address.split(":").length > 2) return { host: ipv6(address, address), port: defaultPort };
  const [host = "", port] = address.split(":");
  return { host: nameOrIpv4(host, address), port: parsePort(port, address) ?? defaultPort };
}

/** Write an endpoint the way `parseAddress` reads it, port always included: `[fd00::3]:443`. */
export function formatAddress({ host, port }: RobotEndpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

function refuseWhatIsNoAddress(address: string): void {
  if (address === "") throw invalid(address, "it is empty; give a host name or IP address, such as 192.168.80.3");
  if (/^[A-Za-z][A-Za-z0-9+.-]*:\/\//.test(address)) {
    throw invalid(address, "it is a URL; give the host alone, without https:// and without a path");
  }
  if (/[\s\p{C}]/u.test(address)) throw invalid(address, "it has a space or control character in it");
  if (address.includes("@")) throw invalid(address, "it has an @; user names and passwords are given separately");
  if (/[/?#\\]/.test(address)) throw invalid(address, "it has a path; give the host alone");
}

function ipv6(host: string, address: string): string {
  const [ip = "", zone, surplus] = host.split("%");
  if (!isIPv6(ip)) throw invalid(address, `"${shown(ip)}" is no IPv6 address`);
  if (surplus !== undefined || (zone !== undefined && !ZONE.test(zone))) {
    throw invalid(address, "the zone after % is not the name of a network interface, such as eth0");
  }
  return host;
}

function nameOrIpv4(host: string, address: string): string {
  if (host === "") throw invalid(address, "there is no host before the port");
  if (isIPv4(host)) return host;
  const labels = host.replace(/\.$/, "").split(".");
  if (host.length > MAX_NAME_LENGTH || !labels.every((label) => LABEL.test(label))) {
    throw invalid(address, `"${shown(host)}" is neither a host name nor an IP address`);
  }
  // The last label of a name is never a number (RFC 3696 §2): this is a mistyped IPv4 address, or a form such as 0x7f.1
  if (/^(?:\d+|0[xX][0-9A-Fa-f]*)$/.test(labels.at(-1) ?? "")) {
    throw invalid(address, `"${shown(host)}" is no IPv4 address, which has four numbers from 0 to 255`);
  }
  return host;
}

function parsePort(digits: string | undefined, address: string): number | undefined {
  if (digits === undefined) return undefined;
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port < 1 || port > 65_535) throw invalid(address, `port "${shown(digits)}" is not a number from 1 to 65535`);
  return port;
}

function invalid(address: string, why: string): DiscoveryError {
  return new DiscoveryError("ADDRESS_INVALID", `robot address "${shown(address)}": ${why}`);
}

/** Fit for a terminal: short, without control characters, and without what may be a password before an @. */
function shown(text: string): string {
  const safe = text.replace(/^([A-Za-z][A-Za-z0-9+.-]*:\/\/)?.*@/s, "$1…@").replace(/\p{C}/gu, "?");
  return safe.length > 80 ? `${safe.slice(0, 80)}…` : safe;
}
