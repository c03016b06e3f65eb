/** Where frames of a stream may come (RFC 9113 §5.1, §8.1), and what header lists of responses may say. */
import { ErrorCode } from "../../http2/error-code.ts";
import { type Frame, FrameType } from "../../http2/frames/frame.ts";
import type { Field } from "../../http2/hpack/static-table.ts";
import { readHead, readTrailers } from "../../http2/response-fields.ts";
import type { Side } from "../inspected.ts";
import type { CallState } from "./call-state.ts";
import type { Exchange } from "./exchange.ts";
import { broken, typeName } from "./names.ts";

const CONTENT: ReadonlySet<number> = /* @__PURE__ */ new Set<number>([FrameType.DATA, FrameType.HEADERS]);
/** Frames that are wrong on a stream which nobody has begun. */
const OF_BEGUN: ReadonlySet<number> = /* @__PURE__ */ new Set<number>([
  FrameType.DATA,
  FrameType.RST_STREAM,
  FrameType.WINDOW_UPDATE,
]);

/** Judge a frame by its stream. @param call what is known of that, before the frame */
export function placeFault(
  frame: Frame,
  side: Side,
  call: CallState | undefined,
  exchange: Exchange,
): string | undefined {
  const { type, streamId } = frame;
  if (streamId === 0) return undefined;
  const name = typeName(type);
  if (call !== undefined) {
    if (!CONTENT.has(type)) return undefined;
    const own = call.sides[side];
    if (own.hasEnded) return broken(ErrorCode.STREAM_CLOSED, `a ${name} frame after END_STREAM`);
    if (call.call.reset?.side === side)
      return broken(ErrorCode.STREAM_CLOSED, `a ${name} frame after its own RST_STREAM`);
    if (type === FrameType.DATA && own.blocks === 0 && !exchange.isLate) {
      return broken(ErrorCode.PROTOCOL_ERROR, "a DATA frame before any header block");
    }
    return undefined;
  }
  if (exchange.isBlind || !exchange.calls.isIdle(streamId)) return undefined;
  if (OF_BEGUN.has(type)) return broken(ErrorCode.PROTOCOL_ERROR, `a ${name} frame on an idle stream`);
  if (type !== FrameType.HEADERS) return undefined;
  // "Streams initiated by a client MUST use odd-numbered stream identifiers" (§5.1.1), and a server answers alone.
  if (side === "server") return broken(ErrorCode.PROTOCOL_ERROR, "a response that nobody has asked for");
  return streamId % 2 === 0 ? broken(ErrorCode.PROTOCOL_ERROR, "a client's stream of an even number") : undefined;
}

/** Judge a whole header list by where it stands. @param blocks that its side has sent on the stream before */
export function listFault(
  fields: readonly Field[],
  side: Side,
  blocks: number,
  endsStream: boolean,
): string | undefined {
  if (blocks > 0 && !endsStream) return broken(ErrorCode.PROTOCOL_ERROR, "trailers that do not end the stream");
  // The rules for requests are a server's, and our own servers leave them to node:http2.
  if (side === "client") return undefined;
  const read = blocks > 0 ? readTrailers(fields) : readHead(fields);
  return read === undefined ? broken(ErrorCode.PROTOCOL_ERROR, "a malformed header list") : undefined;
}
