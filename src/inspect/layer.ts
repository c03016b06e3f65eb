/** What bytes are, judged by how they begin: nobody wants to be asked when it is plain to see. */

/** Protocols that can be read. */
export const LAYERS = ["http2", "grpc", "proto"] as const;
/** One of them. */
export type Layer = (typeof LAYERS)[number];

const CLIENT_PREFACE = "PRI * HTTP/2.0\r\n";
const FRAME_HEADER_BYTES = 9;
const SETTINGS_TYPE = 4;
const SETTING_BYTES = 6;
const PREFIX_BYTES = 5;

/** Which side of a connection sent bytes of HTTP/2: a client begins with its preface (RFC 9113 §3.4). */
export function sideOf(bytes: Uint8Array): "client" | "server" {
  const start = String.fromCharCode(...bytes.subarray(0, CLIENT_PREFACE.length));
  return start.length > 0 && CLIENT_PREFACE.startsWith(start) ? "client" : "server";
}

/**
 * The outermost layer. A message of protobuf never begins as gRPC's prefix does: field numbers begin at 1, and its flag
 * would be one of number 0.
 */
export function layerOf(bytes: Uint8Array): Layer {
  if (sideOf(bytes) === "client" && bytes.length >= FRAME_HEADER_BYTES) return "http2";
  if (isSettingsFrame(bytes)) return "http2";
  return isMessages(bytes) ? "grpc" : "proto";
}

/** A server's first frame, of its connection's stream and of whole settings. */
function isSettingsFrame(bytes: Uint8Array): boolean {
  if (bytes.length < FRAME_HEADER_BYTES) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const length = view.getUint32(0) >>> 8;
  return bytes[3] === SETTINGS_TYPE && view.getUint32(5) === 0 && length % SETTING_BYTES === 0;
}

/** Messages with their prefixes, from the first byte to the last, or cut in the last of them. */
function isMessages(bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    if ((bytes[at] as number) > 1) return false;
    if (bytes.length - at < PREFIX_BYTES) return at > 0;
    at += PREFIX_BYTES + new DataView(bytes.buffer, bytes.byteOffset + at).getUint32(1);
  }
  return at === bytes.length && at > 0;
}
