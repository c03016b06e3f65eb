/** What tests of the page's model share: recordings made of frames, and the model that has read one. */
import fc from "fast-check";
import { ByteSink } from "../../../src/http2/byte-sink.ts";
import { HeaderEncoder } from "../../../src/http2/hpack/encoder.ts";
import type { Side } from "../../../src/inspect/index.ts";
import { createPageModel, type PageLimits, type PageModel } from "../../../src/page/model/index.ts";
import type { ConnectionRecord } from "../../../src/recording/index.ts";
import { apiSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import { damage, damages, type Damage } from "../../support/damage.ts";
import { concat, hex } from "../../support/hex.ts";
import { rawFrame } from "../../support/raw-client.ts";
import { bigEndian } from "../../support/scripted-peer.ts";
import { pieces as recordingPieces } from "../../recording/sample.ts";

export const registry: SchemaRegistry = new SchemaRegistry(apiSchema());

/** A call whose request has a password, and one whose messages have none. */
export const AUTH = "/bosdyn.api.AuthService/GetAuthToken";
export const ROBOT_ID = "/bosdyn.api.RobotIdService/GetRobotId";

/** `username: "user"`, `password: "hunter2"`. */
export const AUTH_REQUEST: Uint8Array = hex("12 04 75 73 65 72  1a 07 68 75 6e 74 65 72 32");
/** `robot_id { serial_number: "sp-1", species: "spot" }`. */
export const ROBOT_ID_RESPONSE: Uint8Array = hex("12 0c 0a 04 73 70 2d 31 12 04 73 70 6f 74");

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

/** Bytes of one side, one frame or a few. */
export interface Sent {
  readonly side: Side;
  readonly bytes: Uint8Array;
}

/** A length-prefixed message. */
export function grpc(message: Uint8Array, flag = 0): Uint8Array {
  return concat(Uint8Array.of(flag), bigEndian(message.length, 4), message);
}

/** Writes what both sides of a connection send. */
export class Script {
  readonly sent: Sent[] = [];
  readonly #encoders = { client: new HeaderEncoder(), server: new HeaderEncoder() };

  /** How an ordinary connection begins. */
  begin(): this {
    this.sent.push({ side: "client", bytes: concat(PREFACE, rawFrame(4, 0, 0)) });
    this.sent.push({ side: "server", bytes: rawFrame(4, 0, 0) });
    return this;
  }

  frame(side: Side, type: number, flags: number, streamId: number, payload?: Uint8Array): this {
    this.sent.push({ side, bytes: rawFrame(type, flags, streamId, payload) });
    return this;
  }

  /** A header block, in one frame or two. */
  headers(side: Side, streamId: number, fields: Readonly<Record<string, string>>, isLast: boolean, cut?: number): this {
    const out = new ByteSink();
    this.#encoders[side].encode(fields, out);
    const block = out.take();
    const flags = isLast ? 1 : 0;
    if (cut === undefined) return this.frame(side, 1, flags | 4, streamId, block);
    const at = Math.min(cut, block.length);
    return this.frame(side, 1, flags, streamId, block.slice(0, at)).frame(side, 9, 4, streamId, block.slice(at));
  }

  request(streamId: number, path: string, more: Readonly<Record<string, string>> = {}): this {
    const fields = { ":method": "POST", ":scheme": "https", ":path": path, ":authority": "robot", te: "trailers" };
    return this.headers("client", streamId, { ...fields, "content-type": "application/grpc", ...more }, false);
  }

  response(streamId: number): this {
    return this.headers("server", streamId, { ":status": "200", "content-type": "application/grpc" }, false);
  }

  trailers(streamId: number, status = "0"): this {
    return this.headers(
      "server",
      streamId,
      { "grpc-status": status, "grpc-message": status === "0" ? "" : "no" },
      true,
    );
  }

  data(side: Side, streamId: number, content: Uint8Array, isLast = false, padding?: number): this {
    if (padding === undefined) return this.frame(side, 0, isLast ? 1 : 0, streamId, content);
    const padded = concat(Uint8Array.of(padding), content, new Uint8Array(padding));
    return this.frame(side, 0, (isLast ? 1 : 0) | 8, streamId, padded);
  }

  /** A whole call of one message each way. */
  call(streamId: number, path: string, request: Uint8Array, response: Uint8Array): this {
    this.request(streamId, path).data("client", streamId, grpc(request), true);
    return this.response(streamId).data("server", streamId, grpc(response)).trailers(streamId);
  }
}

/** Records of one connection: a millisecond for each piece. */
export function recordsOf(sent: readonly Sent[], connection = 1, isClosed = true): ConnectionRecord[] {
  const at = (index: number): bigint => BigInt(index + 1) * 1_000_000n;
  const opened: ConnectionRecord = {
    kind: "opened",
    connection,
    atNanos: 0n,
    client: "127.0.0.1:40000",
    serverName: "spot",
    robot: "192.168.80.3:443",
    protocol: "h2",
    clientTls: "TLSv1.3",
    robotTls: "TLSv1.2",
    chain: "trusted",
  };
  const records: ConnectionRecord[] = sent.map(({ side, bytes }, i) => {
    return { kind: "bytes", connection, atNanos: at(i), side, bytes };
  });
  const closed: ConnectionRecord = { kind: "closed", connection, atNanos: at(sent.length), reason: "done" };
  return [opened, ...records, ...(isClosed ? [closed] : [])];
}

/** Bytes of a recording that was ended in order. */
export function recordingOf(records: readonly ConnectionRecord[]): Uint8Array {
  return concat(...recordingPieces(records, 2n ** 50n));
}

/** Read a recording, cut into chunks of a size. */
export function modelOf(recording: Uint8Array, limits: PageLimits = {}, chunkBytes = Infinity): PageModel {
  const model = createPageModel({ registry, limits });
  for (let at = 0; at < recording.length; at += chunkBytes) model.push(recording.subarray(at, at + chunkBytes));
  model.end();
  return model;
}

/** What happens next on a connection. */
type Step =
  | { readonly do: "request"; readonly path: string; readonly cut: number | undefined }
  | { readonly do: "message"; readonly side: Side; readonly message: Uint8Array; readonly flag: number }
  | {
      readonly do: "some";
      readonly side: Side;
      readonly bytes: number;
      readonly message: Uint8Array;
      readonly padding: number | undefined;
    }
  | { readonly do: "response" | "trailers" | "settings" | "ping" | "goaway" | "end" }
  | { readonly do: "reset" | "window"; readonly side: Side; readonly value: number }
  | {
      readonly do: "frame";
      readonly side: Side;
      readonly type: number;
      readonly flags: number;
      readonly payload: Uint8Array;
    };

const side = fc.constantFrom<Side>("client", "server");
const message = fc.oneof(
  fc.constant(AUTH_REQUEST),
  fc.constant(ROBOT_ID_RESPONSE),
  fc.uint8Array({ maxLength: 60 }),
  fc.constant(new Uint8Array()),
);
const step: fc.Arbitrary<Step & { readonly stream: number }> = fc
  .oneof(
    {
      arbitrary: fc.record({ do: fc.constant("message"), side, message, flag: fc.constantFrom(0, 0, 0, 0, 0, 1, 2) }),
      weight: 6,
    },
    {
      arbitrary: fc.record({
        do: fc.constant("some"),
        side,
        message,
        bytes: fc.integer({ min: 0, max: 20 }),
        padding: fc.option(fc.nat(5), { nil: undefined }),
      }),
      weight: 8,
    },
    {
      arbitrary: fc.record({
        do: fc.constant("request"),
        path: fc.constantFrom(AUTH, ROBOT_ID, "/x/Y"),
        cut: fc.option(fc.nat(20), { nil: undefined }),
      }),
      weight: 4,
    },
    {
      arbitrary: fc.record({ do: fc.constantFrom("response", "trailers", "settings", "ping", "goaway", "end") }),
      weight: 4,
    },
    {
      arbitrary: fc.record({
        do: fc.constantFrom("reset", "window"),
        side,
        value: fc.integer({ min: 0, max: 70_000 }),
      }),
      weight: 2,
    },
    {
      arbitrary: fc.record({
        do: fc.constant("frame"),
        side,
        type: fc.nat(11),
        flags: fc.constantFrom(0, 1, 4, 8, 0x2d),
        payload: fc.uint8Array({ maxLength: 20 }),
      }),
      weight: 1,
    },
  )
  .chain((each) => fc.constantFrom(1, 3, 5, 7).map((stream) => ({ ...each, stream })));

/** What a side has to send of a stream. */
function perform(steps: readonly (Step & { readonly stream: number })[]): Sent[] {
  const script = new Script().begin().request(1, ROBOT_ID).response(1);
  const queues = new Map<string, Uint8Array>();
  let highest = 1;
  for (const each of steps) {
    // Mostly of a stream that was begun.
    const stream = each.stream === 7 ? 7 : Math.max(1, Math.min(each.stream, highest));
    switch (each.do) {
      case "request":
        // A stream that was begun is not begun again: the next one is.
        highest += 2;
        script.headers(
          "client",
          highest,
          { ":path": each.path, "content-type": "application/grpc", authorization: "Bearer abc" },
          false,
          each.cut,
        );
        break;
      case "response":
        script.response(stream);
        break;
      case "trailers":
        script.trailers(stream, stream > 3 ? "5" : "0");
        break;
      case "message": {
        const key = `${each.side} ${stream}`;
        queues.set(key, concat(queues.get(key) ?? new Uint8Array(), grpc(each.message, each.flag)));
        break;
      }
      case "some": {
        const key = `${each.side} ${stream}`;
        const queue = queues.get(key) ?? grpc(each.message);
        script.data(each.side, stream, queue.slice(0, each.bytes), false, each.padding);
        if (queue.length > each.bytes) queues.set(key, queue.slice(each.bytes));
        else queues.delete(key);
        break;
      }
      case "settings":
        script.frame("server", 4, 0, 0, hex("00 04 00 00 00 10"));
        break;
      case "ping":
        script.frame("client", 6, 0, 0, bigEndian(stream, 8));
        break;
      case "goaway":
        script.frame("server", 7, 0, 0, bigEndian(stream, 8));
        break;
      case "end":
        script.data("client", stream, new Uint8Array(), true);
        break;
      case "reset":
        script.frame(each.side, 3, 0, stream, bigEndian(8, 4));
        break;
      case "window":
        script.frame(each.side, 8, 0, each.value % 3 === 0 ? 0 : stream, bigEndian(each.value, 4));
        break;
      case "frame":
        script.frame(each.side, each.type, each.flags, stream, each.payload);
    }
  }
  return script.sent;
}

/** What both sides of a connection send: interleaved calls, messages over many frames, and whatever else may come. */
export const connections: fc.Arbitrary<Sent[]> = fc.array(step, { maxLength: 60, size: "max" }).map(perform);

/** The same, with a few bytes changed. */
export const damagedConnections: fc.Arbitrary<Sent[]> = fc
  .tuple(connections, damages, fc.nat())
  .map(([sent, some, at]: [Sent[], Damage[], number]) => {
    const which = at % sent.length;
    return sent.map((each, i) => (i === which ? { ...each, bytes: some.reduce(damage, each.bytes) } : each));
  });

/** The same bytes of each side, in other pieces. */
export function recut(sent: readonly Sent[], sizes: readonly number[]): Sent[] {
  let turn = 0;
  return sent.flatMap(({ side: of, bytes }) => {
    const cut: Sent[] = [];
    for (let at = 0; at < bytes.length;) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      cut.push({ side: of, bytes: bytes.slice(at, at + size) });
      at += size;
    }
    return cut;
  });
}
