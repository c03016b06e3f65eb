/**
 * `NO_PROXY`: which hosts are reached without the proxy. There is no standard; this is how Go's `httpproxy` reads it, the
 * most careful of the readings. Node's `BlockList` knows addresses and ranges.
 */
import { BlockList, isIP, isIPv6 } from "node:net";
import type { LinkTarget } from "../tls/link.ts";

/** Whether a host is excepted. */
export type NoProxyRule = (target: LinkTarget) => boolean;

type HostRule = (host: string) => boolean;

/** Read the list: entries between commas or white space; what cannot be read excepts nobody. */
export function noProxyRule(list: string): NoProxyRule {
  const entries = list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "");
  if (entries.includes("*")) return () => true;
  const rules = entries.map(entryRule);
  return ({ host, port }) => {
    // A zone says by which interface, not whither (RFC 4007 §11)
    const name = host.toLowerCase().replace(/%.*$/, "").replace(/\.$/, "");
    return rules.some((rule) => rule({ host: name, port }));
  };
}

/** One entry: `host`, `host:port`, `[v6]:port`, `address/bits`. */
function entryRule(entry: string): NoProxyRule {
  const { v6, name, port } = /^(?:\[(?<v6>[^\]]+)\]|(?<name>[^:]+))(?::(?<port>\d+))?$/.exec(entry)?.groups ?? {};
  const rule = hostRule(v6 ?? name ?? entry);
  return (target) => (port === undefined || Number(port) === target.port) && rule(target.host);
}

function hostRule(text: string): HostRule {
  const [address = "", bits] = text.split("/");
  if (isIP(address) !== 0) return addressRule(address, bits);
  const name = text.replace(/^\*\./, ".").replace(/\.$/, "");
  const domain = name.startsWith(".") ? name : `.${name}`;
  return (host) => isIP(host) === 0 && (host === name || host.endsWith(domain));
}

function addressRule(address: string, bits: string | undefined): HostRule {
  const list = new BlockList();
  const family = isIPv6(address) ? "ipv6" : "ipv4";
  const width = family === "ipv6" ? 128 : 32;
  const prefix = bits === undefined ? width : /^\d{1,3}$/.test(bits) ? Number(bits) : -1;
  if (prefix < 0 || prefix > width) return () => false;
  list.addSubnet(address, prefix, family);
  return (host) => isIP(host) !== 0 && list.check(host, isIPv6(host) ? "ipv6" : "ipv4");
}
