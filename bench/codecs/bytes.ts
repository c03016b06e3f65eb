/** Bytes as a message: nothing is encoded. */
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import type { Method, MethodKind } from "../../src/wire/method.ts";

const Bytes: MessageCodec<Uint8Array> = {
  typeName: "spotwire.bench.Bytes",
  encode(message, headroom = 0) {
    if (headroom === 0) return message;
    const bytes = new Uint8Array(headroom + message.length);
    bytes.set(message, headroom);
    return bytes;
  },
  write: (writer, message) => writer.raw(message),
  decode: (bytes) => bytes,
};

/** A method whose messages are bytes. */
export type BytesMethod<Kind extends MethodKind> = Method<Kind, Uint8Array, Uint8Array, Uint8Array, Uint8Array>;

/** A method at a path. */
export function bytesMethod<Kind extends MethodKind>(kind: Kind, path: string): BytesMethod<Kind> {
  const [, service = "", name = ""] = path.split("/");
  return { service, name, path, kind, input: Bytes, output: Bytes };
}
