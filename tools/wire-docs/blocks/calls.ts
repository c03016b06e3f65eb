/** Chapters 4 to 7 and 10: header blocks, a whole call, errors, windows, a stream. */
import { type InspectedFrame, printAnnotatedHex } from "../../../src/inspect/index.ts";
import { framesOf, messageOf, type Recorded } from "../scene/conversation.ts";
import { type Blocks, only, printFrames, printPart, table } from "./block.ts";

const TYPE = { DATA: 0, HEADERS: 1, RST_STREAM: 3, SETTINGS: 4, GOAWAY: 7, WINDOW_UPDATE: 8 } as const;
const ACK = 1;
const STATE_HERTZ = 333;

/** What chapters 4 to 7 and 10 show. */
export const CALL_BLOCKS: Blocks = {
  bytes: {
    "first-headers": ({ scene }) => printFrames(headersOf(scene.id, "client", 1)),
    "second-headers": ({ scene }) => printFrames(headersOf(scene.id, "client", 3)),
    "response-headers": ({ scene }) => printFrames(headersOf(scene.id, "server", 1).slice(0, 1)),
    trailers: ({ scene }) => printFrames(headersOf(scene.id, "server", 1).slice(1)),
    "trailers-again": ({ scene }) => printFrames(headersOf(scene.id, "server", 3).slice(1)),
    "call-client": ({ scene }) => printFrames(clientSide(scene.id)),
    "call-server": ({ scene }) => printFrames(serverSide(scene.id)),
    "http-refusal": ({ scene }) => printRefusal(scene.refused),
    "trailers-only": ({ scene }) => printFrames(framesOf(scene.id, "server", 5)),
    "header-error": ({ scene }) => printMessage(scene.timeSync, "server"),
    "status-error": ({ scene }) => printMessage(scene.login, "server"),
    "client-beginning": ({ scene }) => printFrames(connectionFrames(scene.id, "client").filter((each) => !isAck(each))),
    "settings-ack": ({ scene }) => printFrames([only(connectionFrames(scene.id, "client").filter(isAck))]),
    cancel: ({ scene }) => printFrames([only(framesOf(scene.stream, "client", 1).filter(isType(TYPE.RST_STREAM)))]),
    goaway: ({ scene }) => printFrames([only(framesOf(scene.id, "client", 0).filter(isType(TYPE.GOAWAY)))]),
    "stream-request": ({ scene }) => printMessage(scene.stream, "client"),
    "first-state": ({ scene }) => printFrames(stateFrames(scene.stream).slice(0, 1)),
    "second-state-header": ({ scene }) => {
      const [message] = stateFrames(scene.stream)[1]?.messages ?? [];
      if (message === undefined) throw new Error("there is no second state");
      const body = message.span.children.find(({ kind }) => kind === "message");
      const header = body?.children[0] ?? message.span.children[1];
      if (header === undefined) throw new Error("the second state is empty");
      return printPart(header, message.bytes);
    },
  },
  text: {
    "call-sizes": ({ scene }) => callSizes(scene.id),
    "windows-left": ({ scene }) => {
      const frames = [1, 3].map((streamId) => only(framesOf(scene.id, "client", streamId).filter(isType(TYPE.DATA))));
      return table([
        ["after the request on", "DATA", "left on the stream", "left on the connection"],
        ...frames.map(({ streamId, bytes, windows }) => [
          `stream ${streamId}`,
          `${bytes.length - 9} bytes`,
          String(windows?.stream),
          String(windows?.connection),
        ]),
      ]);
    },
    "state-sizes": ({ scene }) => {
      const frames = stateFrames(scene.stream).slice(0, 3);
      const sizes = frames.map(({ bytes }) => bytes.length);
      const largest = Math.max(...sizes);
      return table([
        ...sizes.map((size, i) => [`state ${i + 1}`, `${size} bytes with the header of its frame`]),
        [`${STATE_HERTZ} a second`, `${Math.round((largest * STATE_HERTZ) / 1000)} kB/s, before TLS`],
      ]);
    },
  },
};

function isType(type: number): (frame: InspectedFrame) => boolean {
  return ({ span, bytes }) => span.kind === "frame" && bytes[3] === type;
}

function isAck(frame: InspectedFrame): boolean {
  return isType(TYPE.SETTINGS)(frame) && frame.bytes[4] === ACK;
}

function headersOf(recorded: Recorded, side: "client" | "server", streamId: number): InspectedFrame[] {
  return framesOf(recorded, side, streamId).filter(isType(TYPE.HEADERS));
}

/** Preface, SETTINGS, ACK and WINDOW_UPDATE in this order, in whatever order a run had them. */
function connectionFrames(recorded: Recorded, side: "client" | "server"): InspectedFrame[] {
  const frames = framesOf(recorded, side, 0);
  return [
    ...frames.filter(({ span }) => span.kind === "preface"),
    ...frames.filter((each) => isType(TYPE.SETTINGS)(each) && !isAck(each)),
    ...frames.filter(isType(TYPE.WINDOW_UPDATE)),
    ...frames.filter(isAck),
  ];
}

/** All that the client sends for its first call. */
export function clientSide(recorded: Recorded): InspectedFrame[] {
  return [...connectionFrames(recorded, "client"), ...framesOf(recorded, "client", 1)];
}

/** All that the server answers to it. */
export function serverSide(recorded: Recorded): InspectedFrame[] {
  return [...connectionFrames(recorded, "server"), ...framesOf(recorded, "server", 1)];
}

/** The frames of states, as many as were waited for. */
export function stateFrames(recorded: Recorded): InspectedFrame[] {
  return framesOf(recorded, "server", 1).filter(isType(TYPE.DATA));
}

function printMessage(recorded: Recorded, side: "client" | "server"): string {
  const { span, bytes } = messageOf(recorded, side, 1);
  return printAnnotatedHex(span, bytes);
}

/** What a proxy says in plain HTTP: status and type, without the date that it puts behind them, and its words. */
function printRefusal(recorded: Recorded): string {
  const [headers, data] = framesOf(recorded, "server", 1);
  if (headers === undefined || data === undefined) throw new Error("the robot's proxy refused nothing");
  const entries = headers.span.children.flatMap((child) => (child.kind === "entry" ? [child] : child.children));
  const shown = entries.filter(({ kind, text }) => kind === "entry" && /:status|content-type/.test(text));
  if (shown.length !== 2) throw new Error("a refusal has a status and a type");
  return shown.map((entry) => printPart(entry, headers.bytes)).join("") + printFrames([data]);
}

function callSizes(recorded: Recorded): string {
  const size = (frames: readonly InspectedFrame[]): number => frames.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const row = (name: string, client: readonly InspectedFrame[], server: readonly InspectedFrame[]): string[] => [
    name,
    String(size(client)),
    String(size(server)),
  ];
  return table([
    ["bytes, without TLS", "client", "robot"],
    row("beginning of the connection", connectionFrames(recorded, "client"), connectionFrames(recorded, "server")),
    row("first call", framesOf(recorded, "client", 1), framesOf(recorded, "server", 1)),
    row("the same once more", framesOf(recorded, "client", 3), framesOf(recorded, "server", 3)),
  ]);
}
