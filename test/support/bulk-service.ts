/** A service that carries bytes as they are, for tests of size and memory. */
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import type { Method, MethodKind } from "../../src/wire/method.ts";

/** Length of every message of a long stream. */
export const MESSAGE_BYTES = 1024 * 1024;
/** How many messages a stalling reader takes before it stops. */
export const READ_FIRST = 4;

/** Bytes as a message: nothing is copied that need not be. */
const Bytes: MessageCodec<Uint8Array> = {
  typeName: "spotwire.test.Bytes",
  encode(message, headroom = 0) {
    if (headroom === 0) return message;
    const framed = new Uint8Array(headroom + message.length);
    framed.set(message, headroom);
    return framed;
  },
  write() {
    throw new Error("not used in these tests");
  },
  decode: (bytes) => bytes,
};

type BytesMethod<Kind extends MethodKind> = Method<Kind, Uint8Array, Uint8Array, Uint8Array, Uint8Array>;

function method<Kind extends MethodKind>(kind: Kind, name: string): BytesMethod<Kind> {
  const service = "spotwire.test.Bulk";
  return { service, name, path: `/${service}/${name}`, kind, input: Bytes, output: Bytes };
}

/** Downloads as many messages as the request's text says; uploads any number. */
export const Bulk = {
  download: method("server-streaming", "Download"),
  upload: method("client-streaming", "Upload"),
} as const;
