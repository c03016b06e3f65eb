/**
 * Who may speak cleartext to us: loopback, and whom the user names (docs/decisions/0006). An address is no proof of who
 * sends, so this keeps strangers of the same network out and no more.
 */
import { BlockList, isIP, isIPv6 } from "node:net";

/** Decides by the address of the peer, before anything it sends is read. */
export type CleartextGate = (remoteAddress: string | undefined) => boolean;

/**
 * Make the gate for a server without TLS.
 * @param host where the server is to listen
 * @param cleartextFrom addresses and CIDR ranges of the peers that may connect; then nobody else may, not even loopback
 * @throws {RangeError} `host` is not loopback and no peer is named, or a range is open to everyone
 * @throws {TypeError} an entry is neither an address nor a range
 */
export function cleartextGate(host: string, cleartextFrom: readonly string[] | undefined): CleartextGate {
  if (cleartextFrom === undefined || cleartextFrom.length === 0) {
    if (!isLoopback(host)) {
      throw new RangeError(
        `cleartext is for loopback alone: give credentials to listen on ${host}, or name the peers in cleartextFrom`,
      );
    }
    // An empty list names nobody; no list at all leaves it to the address, which only this machine reaches.
    return () => cleartextFrom === undefined;
  }
  const allowed = new BlockList();
  for (const entry of cleartextFrom) allow(allowed, entry);
  return (remoteAddress) => {
    if (remoteAddress === undefined) return false;
    const address = plainAddress(remoteAddress);
    return allowed.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  };
}

function allow(list: BlockList, entry: string): void {
  const [range = "", prefixText, ...rest] = entry.split("/");
  const address = plainAddress(range);
  const version = isIP(address);
  const isMapped = address !== range && version === 4 && range.includes(":");
  const bits = version === 4 ? 32 : 128;
  const prefix = prefixText === undefined ? bits : Number(prefixText) - (isMapped ? 96 : 0);
  const isPrefix = prefixText === undefined || /^\d{1,3}$/.test(prefixText);
  if (version === 0 || rest.length > 0 || !isPrefix || prefix < 0 || prefix > bits) {
    throw new TypeError(`cleartextFrom: ${JSON.stringify(entry)} is neither an IP address nor a CIDR range`);
  }
  if (prefix === 0) throw new RangeError(`cleartextFrom: ${entry} is everyone; name the peers that may connect`);
  list.addSubnet(address, prefix, version === 4 ? "ipv4" : "ipv6");
}

/** An IPv4 peer of a dual-stack socket shows as `::ffff:…` (RFC 4291 §2.5.5.2); a zone (`%eth0`) is our own affair. */
function plainAddress(address: string): string {
  const withoutZone = address.replace(/%.*$/, "");
  return /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(withoutZone)?.[1] ?? withoutZone;
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(?:\.\d{1,3}){3}$/.test(host);
}
