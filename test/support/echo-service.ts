/** A service of text messages with one method of each kind, so that call tests need no generated code. */
import type { MessageCodec } from "../../src/wire/message-codec.ts";
import type { Method, MethodKind } from "../../src/wire/method.ts";

/** UTF-8 text as a message. Text that says `undecodable` does not decode. */
export const Text: MessageCodec<string> = {
  typeName: "spotwire.test.Text",
  encode: (message, headroom = 0) => new TextEncoder().encode("\0".repeat(headroom) + message),
  write() {
    throw new Error("not used in these tests");
  },
  decode(bytes) {
    const text = new TextDecoder().decode(bytes);
    if (text.includes("undecodable")) throw new RangeError("told to fail");
    return text;
  },
};

function method<Kind extends MethodKind>(kind: Kind, name: string): Method<Kind, string, string, string, string> {
  const service = "spotwire.test.Echo";
  return { service, name, path: `/${service}/${name}`, kind, input: Text, output: Text };
}

/** One method of each kind. */
export const Echo = {
  /** Answers with its request. */
  once: method("unary", "Once"),
  /** Answers with each word of its request. */
  split: method("server-streaming", "Split"),
  /** Answers with its requests joined by spaces. */
  join: method("client-streaming", "Join"),
  /** Answers each request as it comes. */
  each: method("bidi-streaming", "Each"),
} as const;
