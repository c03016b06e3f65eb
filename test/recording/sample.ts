/** A recording that has every kind of record. */
import { RecordingWriter } from "../../src/recording/index.ts";
import type { ConnectionRecord, RecordingRecord, StartRecord } from "../../src/recording/index.ts";
import { concat } from "../support/hex.ts";

/** Its first record. */
export const START: StartRecord = {
  kind: "start",
  startedAtNanos: 1_795_000_000_123_456_789n,
  maker: "spotwire test",
};

/** What is between the first and the last. */
export const MIDDLE: readonly ConnectionRecord[] = [
  {
    kind: "opened",
    connection: 1,
    atNanos: 10n,
    client: "127.0.0.1:40000",
    serverName: "id.spot.robot",
    robot: "192.168.80.3:443",
    protocol: "h2",
    clientTls: "TLSv1.3",
    robotTls: "TLSv1.2",
    chain: "trusted: CN=spot.robot ← CN=Röbot root",
  },
  { kind: "bytes", connection: 1, atNanos: 20n, side: "client", bytes: Uint8Array.of(1, 2, 3) },
  { kind: "note", atNanos: 25n, text: "a remark" },
  { kind: "bytes", connection: 1, atNanos: 30n, side: "server", bytes: new Uint8Array(0) },
  { kind: "ended", connection: 1, atNanos: 40n, side: "client" },
  { kind: "closed", connection: 1, atNanos: 2n ** 40n, reason: "done" },
];

/** All of its records. */
export const RECORDS: readonly RecordingRecord[] = [START, ...MIDDLE, { kind: "finished", atNanos: 2n ** 41n }];

/** Bytes of a recording, a piece for each write. The first holds header and start. */
export function pieces(records: readonly ConnectionRecord[] = MIDDLE, finishedAtNanos?: bigint): Uint8Array[] {
  const written: Uint8Array[] = [];
  const writer = new RecordingWriter((bytes) => written.push(bytes), START);
  for (const record of records) writer.write(record);
  if (finishedAtNanos !== undefined) writer.finish(finishedAtNanos);
  return written;
}

/** The bytes of `RECORDS`. */
export function sample(): Uint8Array {
  return concat(...pieces(MIDDLE, 2n ** 41n));
}
