/** Connections as files hold them, one after the other, each piece with its side and time. */
import type { Side } from "../../inspect/index.ts";
import { readRecording } from "../../recording/node/index.ts";
import { type CapturedConnection, readCapture } from "./capture.ts";

/** What happens on a connection. */
export type TrafficEvent =
  | { readonly kind: "bytes"; readonly side: Side; readonly atNanos: bigint; readonly bytes: Uint8Array }
  | { readonly kind: "ended"; readonly side: Side; readonly atNanos: bigint };

/** An event, and of which connection; its name is for people. */
export interface ConnectionEvent {
  readonly connection: string;
  readonly event: TrafficEvent;
}

/** Events of a capture file, connection by connection. @throws {UsageError} as `readCapture` */
export async function* captureEvents(file: string, keyLog: string | undefined): AsyncGenerator<ConnectionEvent> {
  for (const [i, { server, pieces }] of (await readCapture(file, keyLog)).entries()) {
    const connection = `${i + 1} (${server})`;
    for (const piece of pieces) yield { connection, event: { kind: "bytes", ...piece } };
    yield* endOf(connection, pieces);
  }
}

function* endOf(connection: string, pieces: CapturedConnection["pieces"]): Generator<ConnectionEvent> {
  const atNanos = pieces.at(-1)?.atNanos ?? 0n;
  for (const side of ["client", "server"] as const) yield { connection, event: { kind: "ended", side, atNanos } };
}

/**
 * Events of a recording, in the order in which they came.
 * @param onCut hears why the recording ends before its end
 * @throws {RecordingFileError} it is damaged; what comes before that is given first
 */
export async function* recordedEvents(file: string, onCut: (why: string) => void): AsyncGenerator<ConnectionEvent> {
  const names = new Map<number, string>();
  const records = readRecording(file, {
    onEnd: (end) => {
      if (!end.isFinished) onCut(`${file} was not ended in order`);
    },
  });
  for await (const record of records) {
    if (record.kind === "opened")
      names.set(record.connection, `${record.connection} (${record.serverName || record.robot})`);
    if (record.kind !== "bytes" && record.kind !== "ended") continue;
    const { connection: number, atNanos, side } = record;
    const connection = names.get(number) ?? String(number);
    const event: TrafficEvent =
      record.kind === "bytes"
        ? { kind: "bytes", side, atNanos, bytes: record.bytes }
        : { kind: "ended", side, atNanos };
    yield { connection, event };
  }
}
