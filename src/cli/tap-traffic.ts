/** What a tap tells of, read: the frames, messages and calls of each connection, as they come. */
import type { ConnectionReader, InspectedCall, InspectedFrame, InspectedMessage } from "../inspect/index.ts";
import type { ClosedRecord, ConnectionRecord, NoteRecord, OpenedRecord, RecordedSide } from "../recording/index.ts";

/** Something to show. */
export type TrafficEvent =
  | { readonly kind: "frame"; readonly connection: number; readonly frame: InspectedFrame }
  | {
      readonly kind: "message";
      readonly connection: number;
      readonly call: InspectedCall;
      readonly message: InspectedMessage;
    }
  | CallEvent
  | OpenedRecord
  | ClosedRecord
  | NoteRecord;

/** A call is over. */
export interface CallEvent {
  readonly kind: "call";
  readonly connection: number;
  readonly call: InspectedCall;
  readonly atNanos: bigint;
  /** `:status` of the response, where it is not 200: a proxy has answered in place of the service. */
  readonly httpStatus: string | undefined;
}

/** A connection that is being read, with its calls that are not over. */
interface Reading {
  readonly reader: ConnectionReader;
  readonly open: Map<number, InspectedCall>;
  /** Streams whose end has been told of, the latest ones: a frame may come after it, WINDOW_UPDATE for one. */
  readonly told: Set<number>;
  /** By stream, where it is not 200. */
  readonly httpStatuses: Map<number, string>;
  /** Sides that have not ended. */
  readonly sides: Set<RecordedSide>;
}

const SIDES: readonly RecordedSide[] = ["client", "server"];
/** Frames come after an end soon or not at all. */
const MAX_TOLD = 256;

/** Reads any number of connections at once. */
export class TrafficReader {
  readonly #newReader: () => ConnectionReader;
  readonly #readings = new Map<number, Reading>();

  /** @param newReader makes a reader for one connection */
  constructor(newReader: () => ConnectionReader) {
    this.#newReader = newReader;
  }

  /** Take a record. @returns what there is to show of it */
  *take(record: ConnectionRecord): Generator<TrafficEvent, undefined, undefined> {
    switch (record.kind) {
      case "opened":
        // Anything but HTTP/2 is forwarded and recorded, and not read.
        if (record.protocol === "h2") {
          this.#readings.set(record.connection, {
            reader: this.#newReader(),
            open: new Map(),
            told: new Set(),
            httpStatuses: new Map(),
            sides: new Set(SIDES),
          });
        }
        yield record;
        break;
      case "bytes":
        yield* this.#read(record.connection, ({ reader }) => reader.push(record.side, record.bytes, record.atNanos));
        break;
      case "ended":
        yield* this.#end(record.connection, record.side, record.atNanos);
        break;
      case "closed":
        yield* this.#close(record);
        yield record;
        break;
      case "note":
        yield record;
    }
  }

  *#read(
    connection: number,
    read: (reading: Reading) => readonly InspectedFrame[],
  ): Generator<TrafficEvent, undefined, undefined> {
    const reading = this.#readings.get(connection);
    if (reading === undefined) return;
    for (const frame of read(reading)) {
      yield { kind: "frame", connection, frame };
      const { call, streamId } = frame;
      if (call === undefined) continue;
      for (const message of frame.messages) yield { kind: "message", connection, call, message };
      const httpStatus = frame.headers?.find(([name]) => name === ":status")?.[1];
      if (httpStatus !== undefined && httpStatus >= "200" && httpStatus !== "200") {
        reading.httpStatuses.set(streamId, httpStatus);
      }
      if (call.endedAtNanos === undefined) reading.open.set(streamId, call);
      else if (!reading.told.has(streamId)) {
        remember(reading.told, streamId);
        yield over(reading, connection, call, call.endedAtNanos);
      }
    }
  }

  #end(connection: number, side: RecordedSide, atNanos: bigint): Generator<TrafficEvent, undefined, undefined> {
    return this.#read(connection, ({ reader, sides }) => (sides.delete(side) ? reader.end(side, atNanos) : []));
  }

  /** Calls that the connection took with it. */
  *#close({ connection, atNanos }: ClosedRecord): Generator<TrafficEvent, undefined, undefined> {
    // A reader holds frames back until it knows what they belong to.
    for (const side of SIDES) yield* this.#end(connection, side, atNanos);
    const reading = this.#readings.get(connection);
    for (const call of [...(reading?.open.values() ?? [])]) yield over(reading as Reading, connection, call, atNanos);
    this.#readings.delete(connection);
  }
}

function over({ open, httpStatuses }: Reading, connection: number, call: InspectedCall, atNanos: bigint): CallEvent {
  const { streamId } = call;
  const httpStatus = httpStatuses.get(streamId);
  open.delete(streamId);
  httpStatuses.delete(streamId);
  return { kind: "call", connection, call, atNanos, httpStatus };
}

function remember(told: Set<number>, streamId: number): void {
  told.add(streamId);
  const [oldest] = told;
  if (told.size > MAX_TOLD && oldest !== undefined) told.delete(oldest);
}

/** The side as a person at the tap sees it. */
export function arrow(side: RecordedSide): string {
  return side === "client" ? "→" : "←";
}
