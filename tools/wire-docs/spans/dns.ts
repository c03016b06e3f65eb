/**
 * Packets of multicast DNS as trees of spans, and as records: read by RFC 1035 §4 and RFC 6762 §18 without the package that
 * wrote them.
 */
import type { Span } from "../../../src/inspect/index.ts";
import { leaf } from "../../../src/inspect/parts.ts";

/** A question or record of a packet. */
export interface DnsEntry {
  readonly name: string;
  readonly type: string;
  /** Seconds; `undefined` in a question. */
  readonly ttl: number | undefined;
  /** What a record says: `10.0.0.3`, `spot-sim.local:443`, `simulator=1`; empty in a question. */
  readonly data: string;
}

/** A packet, read. */
export interface DnsPacket {
  readonly span: Span;
  readonly questions: readonly DnsEntry[];
  readonly answers: readonly DnsEntry[];
}

const TYPES: ReadonlyMap<number, string> = new Map([
  [1, "A"],
  [12, "PTR"],
  [16, "TXT"],
  [28, "AAAA"],
  [33, "SRV"],
]);
const POINTER_BITS = 0xc0;
/** Top bit of a record's class: it replaces what was known (RFC 6762 §10.2). */
const CACHE_FLUSH = 0x8000;
const HEADER_BYTES = 12;

/** Read a packet of questions and answers. */
export function readDnsPacket(bytes: Uint8Array): DnsPacket {
  const reader = new PacketReader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const [questionCount, answerCount] = [view.getUint16(4), view.getUint16(6)];
  const isResponse = view.getUint16(2) >= 0x8000;
  const words = `${isResponse ? "response" : "query"}, questions ${questionCount}, answers ${answerCount}`;
  const spans: Span[] = [leaf("header", 0, HEADER_BYTES, "header", words)];
  const read = (count: number, isRecord: boolean): DnsEntry[] =>
    Array.from({ length: count }, () => {
      const { span, entry } = reader.entry(isRecord);
      spans.push(span);
      return entry;
    });
  const questions = read(questionCount, false);
  const answers = read(answerCount, true);
  const children = spans.map((span, i) => (i === 0 ? { ...span, kind: "value" as const } : span));
  const span = { kind: "message" as const, start: 0, end: bytes.length, label: "mDNS packet", text: "", children };
  return { span, questions, answers };
}

class PacketReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = HEADER_BYTES;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  entry(isRecord: boolean): { span: Span; entry: DnsEntry } {
    const start = this.#at;
    const { name, end: nameEnd } = this.#name(start);
    const type = TYPES.get(this.#view.getUint16(nameEnd)) ?? "unknown";
    const isFlush = this.#view.getUint16(nameEnd + 2) >= CACHE_FLUSH;
    const fixed = [leaf("value", start, nameEnd, "name", name)];
    const head = `${type}, class IN${isFlush ? (isRecord ? ", replaces" : ", unicast answer wanted") : ""}`;
    if (!isRecord) {
      this.#at = nameEnd + 4;
      const children = [...fixed, leaf("value", nameEnd, this.#at, "type", head)];
      const span = { kind: "message" as const, start, end: this.#at, label: "question", text: "", children };
      return { span, entry: { name, type, ttl: undefined, data: "" } };
    }
    const ttl = this.#view.getUint32(nameEnd + 4);
    const dataStart = nameEnd + 10;
    this.#at = dataStart + this.#view.getUint16(nameEnd + 8);
    const data = this.#data(type, dataStart);
    const children = [
      ...fixed,
      leaf("value", nameEnd, nameEnd + 4, "type", head),
      leaf("value", nameEnd + 4, nameEnd + 8, "ttl", `${ttl} s`),
      {
        kind: "entry" as const,
        start: nameEnd + 8,
        end: this.#at,
        label: "data",
        text: data,
        children: [leaf("length", nameEnd + 8, dataStart, "length"), leaf("value", dataStart, this.#at, "value", data)],
      },
    ];
    const span = { kind: "message" as const, start, end: this.#at, label: "record", text: "", children };
    return { span, entry: { name, type, ttl, data } };
  }

  #data(type: string, start: number): string {
    const bytes = this.#bytes.subarray(start, this.#at);
    switch (type) {
      case "PTR":
        return this.#name(start).name;
      case "SRV":
        return `${this.#name(start + 6).name}:${this.#view.getUint16(start + 4)}`;
      case "TXT": {
        const texts: string[] = [];
        for (let at = 0; at < bytes.length; at += 1 + (bytes[at] ?? 0)) {
          texts.push(new TextDecoder().decode(bytes.subarray(at + 1, at + 1 + (bytes[at] ?? 0))));
        }
        return texts.join(" ");
      }
      case "A":
        return bytes.join(".");
      default:
        return `${bytes.length} bytes`;
    }
  }

  /** A name: labels behind their lengths, to an empty one or to a pointer at an earlier name (RFC 1035 §4.1.4). */
  #name(start: number): { name: string; end: number } {
    const labels: string[] = [];
    let end: number | undefined;
    for (let at = start; ;) {
      const length = this.#bytes[at] ?? 0;
      if (length >= POINTER_BITS) {
        end ??= at + 2;
        at = this.#view.getUint16(at) & 0x3fff;
        continue;
      }
      if (length === 0) return { name: labels.join("."), end: end ?? at + 1 };
      labels.push(new TextDecoder().decode(this.#bytes.subarray(at + 1, at + 1 + length)));
      at += 1 + length;
    }
  }
}
