/** The link that reaches the network: RFC 6762's group on UDP port 5353, through the package multicast-dns. */
import { networkInterfaces } from "node:os";
import makeMulticastDns, { type Options, type QueryOutgoingPacket, type ResponseOutgoingPacket } from "multicast-dns";
import { DiscoveryError } from "../errors.ts";
import type { MdnsHandlers, MdnsLink, MdnsQuestion, MdnsRecord } from "./link.ts";

/** Where to listen. */
export interface MulticastLinkOptions {
  /** Name of a network interface (`eth0`), or its IPv4 address. Default: every one that has IPv4. */
  readonly networkInterface?: string;
  /** `IPv6` needs an interface's name. Default `IPv4`. */
  readonly family?: "IPv4" | "IPv6";
  /** Default 5353. */
  readonly port?: number;
}

const GROUP_IPV6 = "ff02::fb";

/**
 * Join the multicast group.
 * @throws {DiscoveryError} `DISCOVERY_SOCKET_FAILED`: there is no such interface, or the port is not to be had
 */
export async function openMulticastLink(options: MulticastLinkOptions = {}): Promise<MdnsLink> {
  const where = options.networkInterface ?? "every interface";
  const socket = makeMulticastDns(socketOptions(options));
  const handlers = new Set<Partial<MdnsHandlers>>();
  await new Promise<void>((resolve, reject) => {
    socket.once("ready", resolve);
    socket.once("error", (cause: Error) => {
      socket.destroy();
      const detail = `cannot look for robots on ${where}: ${cause.message}`;
      reject(new DiscoveryError("DISCOVERY_SOCKET_FAILED", detail, { cause }));
    });
  });
  const warn = (warning: Error): void => {
    for (const each of handlers) each.onWarning?.(warning);
  };
  // After "ready" an error is a neighbour's or an interface's, and discovery goes on.
  socket.on("error", warn);
  socket.on("warning", warn);
  socket.on("response", ({ answers = [], additionals = [] }) => {
    const records = [...answers, ...additionals].flatMap(fromPacket);
    for (const each of handlers) each.onRecords?.(records);
  });
  socket.on("query", ({ questions = [], answers = [] }) => {
    const asked = questions.flatMap(({ name, type }) => (isOurs(type) ? [{ name, type }] : []));
    const known = answers.flatMap(fromPacket);
    if (asked.length > 0) for (const each of handlers) each.onQuestions?.(asked, known);
  });
  return {
    subscribe(each) {
      handlers.add(each);
      return () => void handlers.delete(each);
    },
    query: (questions, known = []) =>
      socket.query({ questions: [...questions], answers: known.map(toPacket) } as QueryOutgoingPacket),
    respond: (records) => socket.respond({ answers: records.map(toPacket) }),
    close: () => new Promise((resolve) => socket.destroy(() => resolve())),
  };
}

function socketOptions({ networkInterface, family = "IPv4", port }: MulticastLinkOptions): Options {
  const common: Options = port === undefined ? {} : { port };
  if (family === "IPv6") {
    if (networkInterface === undefined) throw noInterface("IPv6 needs the name of an interface, such as eth0");
    return { ...common, type: "udp6", ip: GROUP_IPV6, interface: `::%${networkInterface}`, bind: "::" };
  }
  if (networkInterface === undefined) return common;
  // Bound to the wildcard: a socket bound to an interface's address hears no multicast.
  return { ...common, interface: ipv4Of(networkInterface), bind: "0.0.0.0" };
}

function ipv4Of(name: string): string {
  if (/^\d+(?:\.\d+){3}$/.test(name)) return name;
  const addresses = networkInterfaces()[name];
  const names = Object.keys(networkInterfaces()).join(", ");
  if (addresses === undefined) throw noInterface(`there is no network interface ${name}; there are ${names}`);
  const address = addresses.find((each) => each.family === "IPv4")?.address;
  if (address === undefined) throw noInterface(`network interface ${name} has no IPv4 address`);
  return address;
}

function noInterface(detail: string): DiscoveryError {
  return new DiscoveryError("DISCOVERY_SOCKET_FAILED", detail);
}

/** A record of the package. */
type Packet = NonNullable<ResponseOutgoingPacket["answers"]>[number];

const TYPES: ReadonlySet<string> = new Set(["PTR", "SRV", "TXT", "A", "AAAA", "ANY"]);

function isOurs(type: string): type is MdnsQuestion["type"] {
  return TYPES.has(type);
}

/** Other types, and records that are not what their type says, are none of ours. */
function fromPacket(answer: { readonly type: string; readonly name: string }): MdnsRecord[] {
  const { type, name, ttl = 0, flush = false, data } = answer as PacketRecord;
  const base = { name, ttlSeconds: ttl, isUnique: flush };
  if (type === "PTR" && typeof data === "string") return [{ ...base, type, target: data }];
  if ((type === "A" || type === "AAAA") && typeof data === "string") return [{ ...base, type, address: data }];
  if (type === "TXT") {
    const values = (Array.isArray(data) ? data : [data]).filter((value) => value instanceof Uint8Array);
    return [{ ...base, type, values }];
  }
  const { target, port } = (data ?? {}) as { target?: unknown; port?: unknown };
  if (type === "SRV" && typeof target === "string" && typeof port === "number")
    return [{ ...base, type, target, port }];
  return [];
}

interface PacketRecord {
  readonly type: string;
  readonly name: string;
  readonly ttl?: number;
  readonly flush?: boolean;
  readonly data?: unknown;
}

/** A record as the package writes it; exported for those who want its bytes without a network. */
export function toPacket(record: MdnsRecord): Packet {
  const { name, type, ttlSeconds: ttl, isUnique: flush } = record;
  const base = { name, type, ttl, flush };
  switch (record.type) {
    case "PTR":
      return { ...base, data: record.target } as Packet;
    case "SRV":
      return { ...base, data: { target: record.target, port: record.port } } as Packet;
    case "TXT":
      return { ...base, data: record.values.map((value) => Buffer.from(value)) } as Packet;
    default:
      return { ...base, data: record.address } as Packet;
  }
}
