/** Bytes that somebody pastes or drops, as hex and tree: nobody is asked what they are where that is plain to see. */
import {
  AnnotatedHexError,
  faultsOf,
  inspectGrpcMessages,
  inspectHttp2,
  inspectMessage,
  type MessageReader,
  moved,
  schemaMessageReader,
  type Side,
  type Span,
} from "../../inspect/index.ts";
import { readByteText, textFormOf } from "../../inspect/hex/byte-text.ts";
import { type Layer, layerOf, sideOf } from "../../inspect/layer.ts";
import { maskSecrets } from "../../inspect/secrets.ts";
import type { SchemaRegistry } from "../../reflect/schema.ts";
import type { Detail, DetailOptions } from "./page-model.ts";

/** What pasted bytes are said to be. */
export interface PastedOptions extends DetailOptions {
  readonly registry: SchemaRegistry;
  /** The outermost layer. Default: as it looks. */
  readonly layer?: Layer | undefined;
  /** Full protobuf name of the messages' type, if somebody knows it. Default: by the call's path, or guessed. */
  readonly typeName?: string | undefined;
  /** Who sent HTTP/2. Default: as it looks. */
  readonly side?: Side | undefined;
  /** `:path` of calls whose HEADERS are not there. */
  readonly path?: string | undefined;
}

/** Pasted bytes, read. */
export interface Pasted {
  readonly layer: Layer;
  readonly detail: Detail;
  /** What there is to know about how they were read, in words. */
  readonly notes: readonly string[];
}

/** What is wrong with something that was pasted. */
export interface PastedProblem {
  /** In words, for whoever pasted it. */
  readonly problem: string;
  /** Of the text, from 1, where it is one line. */
  readonly line: number | undefined;
}

const NAMES: Readonly<Record<Layer, string>> = {
  http2: "HTTP/2",
  grpc: "gRPC messages",
  proto: "a protobuf message",
};

/**
 * Read what was pasted: hex as any tool prints it, with comments or without, or base64; bytes of a file as they are, or as
 * such a text if they are one.
 */
export function readPasted(input: string | Uint8Array, options: PastedOptions): Pasted | PastedProblem {
  const text = typeof input === "string" ? input : textOf(input);
  const form = text === undefined ? undefined : textFormOf(text);
  if (text !== undefined && text.trim() === "")
    return { problem: "There is nothing yet: paste hex or base64.", line: undefined };
  const notes: string[] = [];
  let bytes: Uint8Array;
  try {
    // Of a text that is neither, the error says where it stops being hex.
    if (typeof input === "string") bytes = readByteText(input, form ?? "hex");
    else bytes = text === undefined || form === undefined ? input : readByteText(text, form);
  } catch (error) {
    if (!(error instanceof AnnotatedHexError)) throw error;
    const { line } = error;
    const shown = (text ?? "").split(/\r?\n/)[line - 1]?.trim().slice(0, 60);
    return {
      problem: `Line ${line} is not pairs of hex digits, and the whole is not base64: ${JSON.stringify(shown)}`,
      line,
    };
  }
  if (form !== undefined) notes.push(`read as ${form}`);
  if (bytes.length === 0) return { problem: "There are no bytes in it.", line: undefined };
  return readBytes(bytes, options, notes);
}

function readBytes(bytes: Uint8Array, options: PastedOptions, notes: string[]): Pasted {
  const { registry, typeName, layer = layerOf(bytes), showSecrets = false } = options;
  if (options.layer === undefined) notes.push(`looks like ${NAMES[layer]}`);
  const reader = schemaMessageReader(registry);
  const span = spanOf(bytes, layer, reader, options);
  const [fault] = faultsOf(span);
  if (fault !== undefined) notes.push(`byte ${fault.start}: ${fault.fault ?? ""}`);
  const shown = showSecrets ? { span, bytes: bytes.slice() } : maskSecrets(span, bytes.slice());
  const title = `${NAMES[layer]}, ${bytes.length} bytes${typeName === undefined ? "" : `, ${typeName}`}`;
  return { layer, detail: { title, ...shown, offset: 0, messages: [] }, notes };
}

function spanOf(bytes: Uint8Array, layer: Layer, reader: MessageReader, options: PastedOptions): Span {
  const { registry, typeName, path } = options;
  if (layer === "proto") return inspectMessage(bytes, { registry, typeName });
  if (layer === "grpc") return inspectGrpcMessages(bytes, { reader, typeName });
  const types = typeName === undefined ? undefined : { input: typeName, output: typeName };
  const { frames } = inspectHttp2(bytes, options.side ?? sideOf(bytes), { messages: reader, types, path });
  const children = frames.map(({ span, offset }) => moved(span, offset));
  const text = children.length === 1 ? "1 frame" : `${children.length} frames`;
  return { kind: "frame", start: 0, end: bytes.length, label: "HTTP/2", text, children };
}

/** Bytes that are a text, as such. */
function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    // eslint-disable-next-line no-control-regex -- control characters are just what makes bytes no text
    return /[\u0000-\u0008\u000e-\u001f\u007f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** Full names of every message type that a schema has, sorted: for whoever chooses one. */
export function messageTypes(registry: SchemaRegistry): string[] {
  return registry.typeNames().filter((name) => registry.findMessage(name) !== undefined);
}
