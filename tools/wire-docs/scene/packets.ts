/** Packets of multicast DNS as the package writes them, caught before they reach a network. */
import { EventEmitter } from "node:events";
import makeMulticastDns, { type Options } from "multicast-dns";
import { announce, DEFAULT_SERVICE_TYPE, type MdnsLink, type MdnsRecord } from "../../../src/discovery/mdns/index.ts";
import { toPacket } from "../../../src/discovery/mdns/multicast-link.ts";

/** A question for robots, and the answer of one that announces itself. */
export interface DiscoveryPackets {
  readonly query: Uint8Array;
  readonly response: Uint8Array;
}

/** A socket that leads nowhere, and keeps what it is to send. */
class CaughtSocket extends EventEmitter {
  readonly sent: Uint8Array[] = [];

  send(bytes: Uint8Array): void {
    this.sent.push(Uint8Array.from(bytes));
  }

  address(): { port: number } {
    return { port: 5353 };
  }

  bind(_port: number, _host: unknown, done: () => void): void {
    done();
  }

  close(): void {
    this.emit("close");
  }
}

/** Write both. */
export async function recordPackets(): Promise<DiscoveryPackets> {
  const socket = new CaughtSocket();
  const mdns = makeMulticastDns({ socket, multicast: false } as unknown as Options);
  mdns.query({ questions: [{ name: DEFAULT_SERVICE_TYPE, type: "PTR" }] });
  mdns.respond({ answers: announced().map(toPacket) });
  await new Promise((resolve) => setImmediate(resolve));
  mdns.destroy();
  const [query, response] = socket.sent;
  if (query === undefined || response === undefined) throw new Error("multicast-dns sent nothing");
  return { query, response };
}

/** What `spotwire sim --announce` says of a robot. */
function announced(): readonly MdnsRecord[] {
  let records: readonly MdnsRecord[] = [];
  const link: MdnsLink = {
    subscribe: () => () => undefined,
    query: () => undefined,
    respond: (each) => {
      if (records.length === 0) records = each;
    },
    close: () => Promise.resolve(),
  };
  const announcement = { name: "spot-sim", serviceType: DEFAULT_SERVICE_TYPE, port: 443, addresses: ["192.168.80.3"] };
  const clock = { now: () => 0, after: () => () => undefined };
  announce({ ...announcement, txt: { simulator: "1" } }, link, clock).close();
  return records;
}
