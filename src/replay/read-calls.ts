/** The calls of a recording, put together from what a reader of connections finds in its bytes. */
import type { ConnectionReader, InspectedCall, InspectedFrame, Side } from "../inspect/inspected.ts";
import type { RecordingRecord } from "../recording/index.ts";
import type { FieldList, RecordedCall, RecordedMessage, RecordedOutcome, RecordedResponse } from "./recorded-call.ts";

/** A connection that is being read, and which of its sides have not ended. */
interface Reading {
  readonly reader: ConnectionReader;
  readonly open: Set<Side>;
}

const SIDES: readonly Side[] = ["client", "server"];

/** A call that is being put together. */
interface CallUnderWay {
  readonly connection: number;
  readonly requests: RecordedMessage[];
  readonly responses: RecordedResponse[];
  readonly body: Uint8Array[];
  requestFields: FieldList | undefined;
  headers: FieldList | undefined;
  trailers: FieldList | undefined;
  call: InspectedCall;
  lastAtNanos: bigint;
}

const PREFIX_BYTES = 5;
const FRAME_HEADER_BYTES = 9;
const DATA = 0;
const PADDED = 0x08;

/**
 * Read the calls of a recording, in the order in which they began. All of their messages are kept in memory.
 * @param newReader makes a reader for one connection
 */
export async function readCalls(
  records: AsyncIterable<RecordingRecord> | Iterable<RecordingRecord>,
  newReader: () => ConnectionReader,
): Promise<RecordedCall[]> {
  const readings = new Map<number, Reading>();
  const calls = new Map<string, CallUnderWay>();
  const end = (connection: number, side: Side, atNanos: bigint): void => {
    const reading = readings.get(connection);
    if (reading?.open.delete(side) !== true) return;
    for (const frame of reading.reader.end(side, atNanos)) takeFrame(frame, connection, calls);
  };
  let lastAtNanos = 0n;
  for await (const record of records) {
    if (record.kind !== "start") lastAtNanos = record.atNanos;
    switch (record.kind) {
      case "opened":
        if (record.protocol === "h2") {
          readings.set(record.connection, { reader: newReader(), open: new Set(["client", "server"]) });
        }
        break;
      case "bytes": {
        const frames = readings.get(record.connection)?.reader.push(record.side, record.bytes, record.atNanos);
        for (const frame of frames ?? []) takeFrame(frame, record.connection, calls);
        break;
      }
      case "ended":
        end(record.connection, record.side, record.atNanos);
        break;
      case "closed":
        // A reader holds frames back until it knows what they belong to.
        for (const side of SIDES) end(record.connection, side, record.atNanos);
        readings.delete(record.connection);
        break;
      case "start":
      case "note":
      case "finished":
    }
  }
  for (const connection of readings.keys()) for (const side of SIDES) end(connection, side, lastAtNanos);
  const whole = [...calls.values()].flatMap((call) => finish(call) ?? []);
  return whole.sort((a, b) => (a.beganAtNanos < b.beganAtNanos ? -1 : a.beganAtNanos > b.beganAtNanos ? 1 : 0));
}

function takeFrame(frame: InspectedFrame, connection: number, calls: Map<string, CallUnderWay>): void {
  const { call, side, headers, atNanos } = frame;
  if (call === undefined) return;
  const key = `${connection}.${frame.streamId}`;
  let under = calls.get(key);
  if (under === undefined) {
    under = {
      connection,
      requests: [],
      responses: [],
      body: [],
      requestFields: undefined,
      headers: undefined,
      trailers: undefined,
      call,
      lastAtNanos: atNanos,
    };
    calls.set(key, under);
  }
  under.call = call;
  under.lastAtNanos = atNanos;
  if (headers !== undefined && side === "client") under.requestFields ??= headers;
  else if (headers !== undefined) takeResponseFields(under, headers);
  for (const { bytes, ...message } of frame.messages) {
    const mine = { isCompressed: bytes[0] === 1, bytes: bytes.slice(PREFIX_BYTES), atNanos: message.atNanos };
    if (message.side === "client") under.requests.push(mine);
    else under.responses.push({ ...mine, afterRequests: under.requests.length });
  }
  if (side === "server" && under.headers !== undefined && isHttpAnswer(under.headers)) {
    const data = dataOf(frame.bytes);
    if (data !== undefined) under.body.push(data);
  }
}

/** Informational blocks (1xx) come before the first that counts; one after that holds the trailers (RFC 9113 §8.1). */
function takeResponseFields(under: CallUnderWay, fields: FieldList): void {
  const status = valueOf(fields, ":status");
  if (status?.startsWith("1") === true) return;
  if (status === undefined || valueOf(fields, "grpc-status") !== undefined) under.trailers = fields;
  else under.headers ??= fields;
}

function isHttpAnswer(fields: FieldList): boolean {
  return valueOf(fields, ":status") !== "200";
}

/** What a DATA frame carries, its padding left out (RFC 9113 §6.1). */
function dataOf(frame: Uint8Array): Uint8Array | undefined {
  if (frame.length < FRAME_HEADER_BYTES || frame[3] !== DATA) return undefined;
  const payload = frame.subarray(FRAME_HEADER_BYTES);
  if (((frame[4] ?? 0) & PADDED) === 0) return payload;
  return payload.subarray(1, Math.max(1, payload.length - (payload[0] ?? 0)));
}

/** A call whose request was not seen cannot be matched, and is left out. */
function finish(under: CallUnderWay): RecordedCall | undefined {
  const { connection, call, requestFields = [], requests, headers, responses, lastAtNanos } = under;
  const path = valueOf(requestFields, ":path") ?? call.path;
  if (path === undefined) return undefined;
  return {
    connection,
    streamId: call.streamId,
    path,
    beganAtNanos: call.beganAtNanos,
    isAuthorized: valueOf(requestFields, "authorization") !== undefined,
    requests,
    headers,
    responses,
    outcome: outcomeOf(under),
    endedAtNanos: call.endedAtNanos ?? lastAtNanos,
  };
}

function outcomeOf(under: CallUnderWay): RecordedOutcome {
  const { headers, trailers, body, call } = under;
  const { reset, endedAtNanos } = call;
  if (trailers !== undefined) {
    const isWhole = dataBytes(under.requests) === call.sentBytes && dataBytes(under.responses) === call.receivedBytes;
    return isWhole ? { kind: "status", trailers } : { kind: "unknown", why: "not all of its messages could be read" };
  }
  if (headers !== undefined && isHttpAnswer(headers)) return { kind: "http", body: joined(body) };
  if (reset?.side === "server") return { kind: "reset", code: reset.code };
  if (reset !== undefined) return { kind: "unknown", why: "the client left the call there" };
  return {
    kind: "unknown",
    why: endedAtNanos === undefined ? "the connection or the recording ends there" : "the robot gave no status",
  };
}

/** What messages take on the wire, but for padding. */
function dataBytes(messages: readonly RecordedMessage[]): number {
  return messages.reduce((sum, { bytes }) => sum + PREFIX_BYTES + bytes.length, 0);
}

/** The first value of a field. */
export function valueOf(fields: FieldList, wanted: string): string | undefined {
  return fields.find(([name]) => name === wanted)?.[1];
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}
