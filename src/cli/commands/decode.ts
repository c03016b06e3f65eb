/** `spotwire decode`: what do these bytes say? */
import { readFile } from "node:fs/promises";
import { buffer as readAll } from "node:stream/consumers";
import { type Command, Option } from "commander";
import {
  ConnectionInspector,
  type ConnectionReader,
  inspectGrpcMessages,
  inspectMessage,
  schemaMessageReader,
} from "../../inspect/index.ts";
import { MAGIC as RECORDING_MAGIC } from "../../recording/format.ts";
import type { SchemaRegistry } from "../../reflect/index.ts";
import { connectionReaders } from "../connection-reader.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { type ByteForm, formOf, readBytes } from "../inspecting/byte-text.ts";
import { isCapture } from "../inspecting/capture.ts";
import { captureEvents, type ConnectionEvent, recordedEvents } from "../inspecting/connections.ts";
import { type Layer, layerOf, LAYERS, sideOf } from "../../inspect/layer.ts";
import { FramePrinter, showTree, type TreeOptions } from "../inspecting/frame-printer.ts";
import { parseInteger } from "../number-options.ts";
import { note, type Output } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";
import { loadSchema, type SchemaOptions, withSchemaOptions } from "../schema-options.ts";

interface DecodeOptions extends SchemaOptions, TreeOptions {
  readonly hex?: readonly string[];
  readonly form?: ByteForm;
  readonly as?: Layer;
  readonly type?: string;
  readonly path?: string;
  readonly side?: "client" | "server";
  readonly keyLog?: string;
}

const HELP = `
What FILE holds, and in which form, is seen from its first bytes: a recording of spotwire tap; a capture of Wireshark, read
with tshark; hex with or without offsets and comments, base64, or the bytes themselves. Without a type a message is read as
far as bytes alone tell: guesses say what else they may be.
What is printed without --max-value is annotated hex: edit it, and spotwire encode makes bytes of it again.`;

/** Add the command. */
export function addDecodeCommand(program: Command, { output }: CommandContext): void {
  const command = program
    .command("decode")
    .description("show what bytes say: HTTP/2, gRPC, protobuf, down to the last one")
    .argument("[file]", "what to read (default: stdin)")
    .option("--hex <digits...>", "read these bytes instead of a file")
    .addOption(
      new Option("--form <form>", "how the bytes are written (default: seen)").choices(["hex", "base64", "binary"]),
    )
    .addOption(new Option("--as <layer>", "the outermost layer (default: seen)").choices(LAYERS))
    .option("--type <name>", "message type, bosdyn.api.RobotState (default: by the call's path, or guessed)")
    .option("--path <path>", "of HTTP/2 whose requests are missing: /bosdyn.api.RobotIdService/GetRobotId")
    .addOption(new Option("--side <side>", "who sent HTTP/2 (default: seen)").choices(["client", "server"]))
    .option("--key-log <file>", "TLS secrets of a capture (NSS key log, --key-log of other commands)")
    .addOption(
      new Option("--max-value <bytes>", "show no more than so many bytes of each value (default: all)")
        .default(Infinity, "all")
        .argParser((text) => parseInteger("--max-value", text, 0, 2 ** 31)),
    )
    .option("--json", "print trees as JSON, one line for each message or frame")
    .addHelpText("after", notes(HELP));
  withSchemaOptions(command).action(async (file: string | undefined, options: DecodeOptions) => {
    await decode(file, options, output);
  });
}

async function decode(file: string | undefined, options: DecodeOptions, output: Output): Promise<void> {
  const registry = await loadSchema(options);
  if (options.type !== undefined) registry.message(options.type);
  const raw = options.hex === undefined ? await contentOf(file) : new TextEncoder().encode(options.hex.join(" "));
  const form = options.hex === undefined ? (options.form ?? undefined) : "hex";
  const kept = form === undefined ? fileKind(raw) : undefined;
  if (kept !== undefined) {
    if (file === undefined) throw new UsageError(`a ${kept} is read from a file, not from stdin: name it`);
    const cut = (why: string): void => note(output, why);
    const events = kept === "capture" ? captureEvents(file, options.keyLog) : recordedEvents(file, cut);
    await showConnections(events, connectionReaders(registry), options, output);
    return;
  }
  const bytes = readBytes(raw, form ?? formOf(raw));
  if (bytes.length === 0) throw new UsageError("there is nothing to decode: the input is empty");
  show(bytes, registry, options, output);
}

function show(bytes: Uint8Array, registry: SchemaRegistry, options: DecodeOptions, output: Output): void {
  const { as = layerOf(bytes), type } = options;
  if (as === "http2") {
    const { side = sideOf(bytes), path } = options;
    const reader = new ConnectionInspector({
      messages: schemaMessageReader(registry),
      isOneSided: true,
      path,
      types: type === undefined ? undefined : { input: type, output: type },
    });
    const printer = new FramePrinter(options, output);
    for (const frame of [...reader.push(side, bytes, 0n), ...reader.end(side, 0n)]) printer.print(frame);
    return;
  }
  const span =
    as === "grpc"
      ? inspectGrpcMessages(bytes, { reader: schemaMessageReader(registry), typeName: type })
      : inspectMessage(bytes, { registry, typeName: type });
  showTree(span, bytes, options, output);
}

/** Frames of every connection in the order in which they can be read. */
async function showConnections(
  events: AsyncIterable<ConnectionEvent>,
  newReader: () => ConnectionReader,
  options: DecodeOptions,
  output: Output,
): Promise<void> {
  const readers = new Map<string, ConnectionReader>();
  const printer = new FramePrinter(options, output);
  for await (const { connection, event } of events) {
    const reader = readers.get(connection) ?? newReader();
    readers.set(connection, reader);
    const { side, atNanos } = event;
    const frames = event.kind === "bytes" ? reader.push(side, event.bytes, atNanos) : reader.end(side, atNanos);
    for (const frame of frames) printer.print(frame, connection);
  }
}

function fileKind(bytes: Uint8Array): "recording" | "capture" | undefined {
  if (isCapture(bytes)) return "capture";
  return RECORDING_MAGIC.every((byte, i) => byte === bytes[i]) ? "recording" : undefined;
}

async function contentOf(file: string | undefined): Promise<Uint8Array> {
  try {
    return new Uint8Array(file === undefined || file === "-" ? await readAll(process.stdin) : await readFile(file));
  } catch (error) {
    throw new UsageError(`${file ?? "stdin"}: ${(error as Error).message}`);
  }
}
