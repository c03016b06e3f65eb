/** Extensions of a ClientHello as trees of spans: the two that a robot's proxy goes by (RFC 6066 §3, RFC 7301 §3.1). */
import type { Span } from "../../../src/inspect/index.ts";
import { leaf } from "../../../src/inspect/parts.ts";

const SERVER_NAME = 0;
const PROTOCOLS = 16;
const RANDOM_BYTES = 32;

/** An extension of a hello. */
export interface Extension {
  readonly type: number;
  /** Type, length and content. */
  readonly bytes: Uint8Array;
}

/** The extensions of a hello in one TLS record. @param hello the record with its header (RFC 8446 §4.1.2, §5.1) */
export function extensionsOf(hello: Uint8Array): Extension[] {
  const view = new DataView(hello.buffer, hello.byteOffset, hello.length);
  let at = 5 + 4 + 2 + RANDOM_BYTES; // record, handshake message, version, random
  at += 1 + view.getUint8(at); // session id
  at += 2 + view.getUint16(at); // cipher suites
  at += 1 + view.getUint8(at); // compression methods
  const end = at + 2 + view.getUint16(at);
  const extensions: Extension[] = [];
  for (at += 2; at < end;) {
    const next = at + 4 + view.getUint16(at + 2);
    extensions.push({ type: view.getUint16(at), bytes: hello.slice(at, next) });
    at = next;
  }
  return extensions;
}

/** Read an extension that is `server_name` or `application_layer_protocol_negotiation`. @throws {RangeError} it is another */
export function extensionSpan({ type, bytes }: Extension): Span {
  const parts = type === SERVER_NAME ? serverName(bytes) : type === PROTOCOLS ? protocols(bytes) : undefined;
  if (parts === undefined) throw new RangeError(`extension ${type} is neither server_name nor ALPN`);
  const [name, ...children] = parts;
  return {
    kind: "message",
    start: 0,
    end: bytes.length,
    label: name,
    text: "",
    children: [
      leaf("tag", 0, 2, "type", String(type)),
      leaf("length", 2, 4, "length"),
      { kind: "message", start: 4, end: bytes.length, label: "list", text: "", children },
    ],
  };
}

function serverName(bytes: Uint8Array): [string, ...Span[]] {
  const name = JSON.stringify(new TextDecoder().decode(bytes.subarray(9)));
  const entry = {
    kind: "entry" as const,
    start: 6,
    end: bytes.length,
    label: "host_name",
    text: name,
    children: [
      leaf("tag", 6, 7, "type", "0"),
      leaf("length", 7, 9, "length"),
      leaf("value", 9, bytes.length, "name", name),
    ],
  };
  return ["server_name", leaf("length", 4, 6, "length"), entry];
}

function protocols(bytes: Uint8Array): [string, ...Span[]] {
  const entries: Span[] = [];
  for (let at = 6; at < bytes.length;) {
    const end = at + 1 + (bytes[at] ?? 0);
    const name = JSON.stringify(new TextDecoder().decode(bytes.subarray(at + 1, end)));
    const children = [leaf("length", at, at + 1, "length"), leaf("value", at + 1, end, "name", name)];
    entries.push({ kind: "entry", start: at, end, label: "protocol", text: name, children });
    at = end;
  }
  return ["application_layer_protocol_negotiation", leaf("length", 4, 6, "length"), ...entries];
}
