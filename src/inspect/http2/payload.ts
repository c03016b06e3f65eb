/** Payloads that mean something by themselves: all frames but DATA and those of header blocks (RFC 9113 §6). */
import { ErrorCode } from "../../http2/error-code.ts";
import { type Frame, FRAME_HEADER_BYTES, FrameType, uint31, uint32 } from "../../http2/frames/frame.ts";
import { readGoAway } from "../../http2/frames/goaway.ts";
import { isPingAck } from "../../http2/frames/ping.ts";
import { readPriority } from "../../http2/frames/priority.ts";
import { readRstStream } from "../../http2/frames/rst-stream.ts";
import { readWindowUpdate } from "../../http2/frames/window-update.ts";
import { latin1 } from "../../http2/hpack/latin1.ts";
import type { Side } from "../inspected.ts";
import { leaf } from "../parts.ts";
import { bytesCount, bytesText, hexPairs, quoted } from "../plain-text.ts";
import { broken, errorName, judged } from "./names.ts";
import { type PayloadRead, priorityParts, unreadPart } from "./payload-parts.ts";
import { readSettingsPayload } from "./settings.ts";

const START = FRAME_HEADER_BYTES;
/** Of a text for people, which may be as long as its frame. */
const MAX_TEXT_LENGTH = 1000;
/** Of bytes that nobody knows anything of. */
const MAX_SHOWN_BYTES = 16;

/** Read a payload. */
export function readPayload(frame: Frame, side: Side): PayloadRead {
  switch (frame.type) {
    case FrameType.SETTINGS:
      return readSettingsPayload(frame, side);
    case FrameType.PRIORITY:
      return fixed(
        frame,
        () => readPriority(frame),
        5,
        () => ({ parts: priorityParts(frame.payload, 0), text: "" }),
      );
    case FrameType.RST_STREAM:
      return fixed(
        frame,
        () => readRstStream(frame),
        4,
        () => {
          const text = errorName(uint32(frame.payload, 0));
          return { parts: [leaf("value", START, START + 4, "error code", text)], text };
        },
      );
    case FrameType.PING:
      return fixed(
        frame,
        () => isPingAck(frame),
        8,
        () => {
          const text = hexPairs(frame.payload.subarray(0, 8));
          return { parts: [leaf("value", START, START + 8, "opaque data", text)], text };
        },
      );
    case FrameType.WINDOW_UPDATE:
      return fixed(
        frame,
        () => readWindowUpdate(frame),
        4,
        () => windowUpdate(frame),
      );
    case FrameType.GOAWAY:
      return fixed(
        frame,
        () => readGoAway(frame),
        8,
        () => goAway(frame),
      );
    default: {
      const { length } = frame.payload;
      const parts = length === 0 ? [] : [leaf("value", START, START + length, "payload", unknownText(frame.payload))];
      return { parts, text: bytesCount(length) };
    }
  }
}

/** A payload of a known length, or of that length at least; what is beyond it is unread. */
function fixed(frame: Frame, judge: () => unknown, length: number, read: () => PayloadRead): PayloadRead {
  const judgement = judged(judge);
  const fault = "fault" in judgement ? judgement.fault : undefined;
  if (frame.payload.length < length) return { parts: unreadPart(frame, 0), text: "", fault };
  const payload = read();
  const isRead = payload.parts.at(-1)?.end === START + frame.payload.length;
  const rest = isRead ? [] : unreadPart(frame, length);
  return { parts: [...payload.parts, ...rest], text: payload.text, fault: fault ?? payload.fault };
}

function windowUpdate({ payload }: Frame): PayloadRead {
  const increment = uint31(payload, 0);
  const text = `${bytesCount(increment)} more`;
  // "An increment of 0 is an error" of the stream or of the connection (§6.9).
  const fault = increment === 0 ? broken(ErrorCode.PROTOCOL_ERROR, "a WINDOW_UPDATE frame of nothing") : undefined;
  return { parts: [leaf("value", START, START + 4, "increment", text)], text, fault };
}

function goAway({ payload }: Frame): PayloadRead {
  const [last, code] = [uint31(payload, 0), errorName(uint32(payload, 4))];
  const parts = [
    leaf("value", START, START + 4, "last stream", String(last)),
    leaf("value", START + 4, START + 8, "error code", code),
  ];
  const debug = quoted(latin1(payload, 8), MAX_TEXT_LENGTH);
  if (payload.length > 8) parts.push(leaf("value", START + 8, START + payload.length, "debug data", debug));
  return { parts, text: `${code}, last stream ${last}${payload.length > 8 ? `, ${debug}` : ""}` };
}

function unknownText(payload: Uint8Array): string {
  return bytesText(payload, MAX_SHOWN_BYTES);
}
