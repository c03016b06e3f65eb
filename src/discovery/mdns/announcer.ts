/** Makes a service known on the network and answers for it (RFC 6762 §8.3 and §6, RFC 6763 §4). */
import { type DiscoveryClock, discoveryClock } from "../clock.ts";
import type { MdnsLink, MdnsQuestion, MdnsRecord } from "./link.ts";
import { isSameRecord } from "./link.ts";

/** What to announce. */
export interface Announcement {
  /** The instance's own name, `spot-sim`. */
  readonly name: string;
  /** For example `_spot._tcp.local`. */
  readonly serviceType: string;
  readonly port: number;
  /** Host name. Default: the name, with spaces as hyphens, under `local`. */
  readonly host?: string;
  /** IPv4 and IPv6 addresses of the host. */
  readonly addresses: readonly string[];
  readonly txt?: Readonly<Record<string, string>>;
}

/** RFC 6762 §10: two minutes for what names a host, 75 for the rest. */
const HOST_TTL_SECONDS = 120;
const OTHER_TTL_SECONDS = 4500;
/** RFC 6762 §8.3: "at least two unsolicited responses, one second apart". */
const REPEAT_AFTER_MS = 1000;
/** RFC 6763 §9: what types of services there are. */
const META_QUERY = "_services._dns-sd._udp.local";

/** An announcement that stands until it is closed. */
export interface Announcer {
  /** Take it back (RFC 6762 §10.1). The link stays open. */
  close(): void;
}

/** Announce a service, and answer whoever asks. */
export function announce(
  announcement: Announcement,
  link: MdnsLink,
  clock: DiscoveryClock = discoveryClock,
): Announcer {
  const records = recordsOf(announcement);
  const meta: MdnsRecord = {
    name: META_QUERY,
    type: "PTR",
    target: announcement.serviceType,
    ttlSeconds: OTHER_TTL_SECONDS,
    isUnique: false,
  };
  const answer = (questions: readonly MdnsQuestion[], known: readonly MdnsRecord[]): void => {
    const asked = questions.flatMap((question) => [...records, meta].filter((record) => isAnswer(record, question)));
    // RFC 6762 §7.1: what the asker knows already is not said again.
    const news = asked.filter((record) => !known.some((each) => isSameRecord(each, record)));
    if (news.length === 0) return;
    const isAboutUs = news.some((record) => record !== meta);
    link.respond(isAboutUs ? [...new Set([...news, ...records])] : news);
  };
  const unsubscribe = link.subscribe({ onQuestions: answer });
  link.respond(records);
  const cancel = clock.after(REPEAT_AFTER_MS, () => link.respond(records));
  return {
    close() {
      cancel();
      unsubscribe();
      link.respond(records.map((record) => ({ ...record, ttlSeconds: 0 })));
    },
  };
}

function isAnswer(record: MdnsRecord, { name, type }: MdnsQuestion): boolean {
  return record.name.toLowerCase() === name.toLowerCase() && (type === "ANY" || type === record.type);
}

function recordsOf({ name, serviceType, port, host, addresses, txt = {} }: Announcement): MdnsRecord[] {
  const fullName = `${name}.${serviceType}`;
  const target = host ?? `${name.replace(/[^A-Za-z0-9-]+/g, "-")}.local`;
  const encoder = new TextEncoder();
  return [
    { name: serviceType, type: "PTR", target: fullName, ttlSeconds: OTHER_TTL_SECONDS, isUnique: false },
    { name: fullName, type: "SRV", target, port, ttlSeconds: HOST_TTL_SECONDS, isUnique: true },
    {
      name: fullName,
      type: "TXT",
      values: Object.entries(txt).map(([key, value]) => encoder.encode(`${key}=${value}`)),
      ttlSeconds: OTHER_TTL_SECONDS,
      isUnique: true,
    },
    ...addresses.map((address): MdnsRecord => {
      const type = address.includes(":") ? "AAAA" : "A";
      return { name: target, type, address, ttlSeconds: HOST_TTL_SECONDS, isUnique: true };
    }),
  ];
}
