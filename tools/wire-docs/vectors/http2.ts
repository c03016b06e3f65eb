/** HTTP/2: what one side of a connection sends, frame by frame, with the header fields and messages in it. */
import type { InspectedFrame, Side } from "../../../src/inspect/index.ts";
import { clientSide, serverSide, stateFrames } from "../blocks/calls.ts";
import { printFrames } from "../blocks/block.ts";
import type { Material } from "../material.ts";
import { framesOf } from "../scene/conversation.ts";
import { messageJson } from "./messages.ts";
import { OUR_STACK, type Vector } from "./vector.ts";

const PREFIX_BYTES = 5;
const TYPES = [
  "DATA",
  "HEADERS",
  "PRIORITY",
  "RST_STREAM",
  "SETTINGS",
  "PUSH_PROMISE",
  "PING",
  "GOAWAY",
  "WINDOW_UPDATE",
];

/** Make them. */
export function http2Vectors(material: Material): Vector[] {
  const { id, stream } = material.scene;
  return [
    vectorOf(material, "unary-client", "client", "a whole unary call: preface, SETTINGS, request", clientSide(id)),
    vectorOf(
      material,
      "unary-server",
      "server",
      "what is answered: SETTINGS, headers, message, trailers",
      serverSide(id),
    ),
    vectorOf(material, "three-calls-server", "server", "answers on streams 1, 3 and 5, the last one Trailers-Only", [
      ...serverSide(id),
      ...[3, 5].flatMap((streamId) => framesOf(id, "server", streamId)),
    ]),
    vectorOf(material, "state-stream-server", "server", "the beginning of a state stream: three messages, no end", [
      ...serverSide(stream).filter(({ bytes, streamId }) => streamId === 0 || bytes[3] === 1),
      ...stateFrames(stream).slice(0, 3),
    ]),
  ];
}

function vectorOf(
  { registry }: Material,
  name: string,
  side: Side,
  description: string,
  frames: readonly InspectedFrame[],
): Vector {
  const messages = frames.flatMap((frame) => frame.messages.map((message) => ({ message, streamId: frame.streamId })));
  return {
    name: `http2/${name}`,
    kind: "http2",
    description,
    source: `${OUR_STACK}, ${side === "client" ? "its own HTTP/2" : "node:http2"}`,
    hex: printFrames(frames),
    json: {
      side,
      frames: frames.flatMap(frameFacts),
      messages: messages.map(({ message: { typeName = "", bytes }, streamId }) => ({
        stream: streamId,
        message: typeName,
        value: messageJson(registry, typeName, bytes.subarray(PREFIX_BYTES)),
      })),
    },
  };
}

/** Nothing for a preface, which is no frame. */
function frameFacts({ span, bytes, streamId, headers }: InspectedFrame): Record<string, unknown>[] {
  if (span.kind !== "frame") return [];
  const [length, type = "unknown", flags] = [bytes.length - 9, TYPES[bytes[3] ?? 99], bytes[4]];
  const facts = { type, flags, stream: streamId, length };
  return [headers === undefined ? facts : { ...facts, fields: headers }];
}
