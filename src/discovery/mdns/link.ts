/**
 * Multicast DNS as the browser and the announcer see it: packets out, records in, no socket. `openMulticastLink` is the
 * one that reaches the network; tests have one in memory.
 */

/** A resource record (RFC 1035 §3.2), of the types that service discovery uses. Names are without the final dot. */
export type MdnsRecord = RecordBase &
  (
    | { readonly type: "PTR"; readonly target: string }
    | { readonly type: "SRV"; readonly target: string; readonly port: number }
    | { readonly type: "TXT"; readonly values: readonly Uint8Array[] }
    | { readonly type: "A" | "AAAA"; readonly address: string }
  );

interface RecordBase {
  readonly name: string;
  /** Seconds it may be kept; 0 takes it back (RFC 6762 §10.1). */
  readonly ttlSeconds: number;
  /** Whether it replaces what was known of its name and type (RFC 6762 §10.2). */
  readonly isUnique: boolean;
}

/** Which records. */
export type RecordType = MdnsRecord["type"];

/** A question (RFC 6762 §5.2). */
export interface MdnsQuestion {
  readonly name: string;
  readonly type: RecordType | "ANY";
}

/** What came in. */
export interface MdnsHandlers {
  onRecords(records: readonly MdnsRecord[]): void;
  onQuestions(questions: readonly MdnsQuestion[], known: readonly MdnsRecord[]): void;
  /** Something that does not stop us: a neighbour's broken packet, an interface that has no multicast. */
  onWarning(warning: Error): void;
}

/** A place on a network, joined to the multicast group. */
export interface MdnsLink {
  /** Deliver what comes in; returns a function that ends it. */
  subscribe(handlers: Partial<MdnsHandlers>): () => void;
  /** Ask. Records already known are sent along, so that nobody repeats them (RFC 6762 §7.1). */
  query(questions: readonly MdnsQuestion[], known?: readonly MdnsRecord[]): void;
  /** Say. */
  respond(records: readonly MdnsRecord[]): void;
  /** Leave the group and close the socket. */
  close(): Promise<void>;
}

/** Whether two records say the same thing, whatever their lifetimes. Names are compared without case (RFC 6762 §16). */
export function isSameRecord(a: MdnsRecord, b: MdnsRecord): boolean {
  return recordKey(a) === recordKey(b);
}

/** A record as a key: its name, type and data. */
export function recordKey(record: MdnsRecord): string {
  return `${record.name.toLowerCase()} ${record.type} ${recordData(record)}`;
}

function recordData(record: MdnsRecord): string {
  switch (record.type) {
    case "PTR":
      return record.target.toLowerCase();
    case "SRV":
      return `${record.target.toLowerCase()}:${record.port}`;
    case "TXT":
      return record.values.map((value) => value.join(",")).join(";");
    default:
      return record.address;
  }
}
