/** From a framed response to the message: decompressed where it has to be, then decoded. */
import type { MessageDecoder } from "../wire/message-codec.ts";
import type { ClientCall } from "./client-call.ts";
import { RpcError } from "./errors.ts";
import type { FramedMessage } from "./framing.ts";

/** Decode one response; later where it is compressed. @throws {RpcError} it is not the message it should be */
export function decodeResponse<O>(call: ClientCall, output: MessageDecoder<O>, message: FramedMessage): O | Promise<O> {
  const bytes = call.inflate(message);
  if (bytes instanceof Uint8Array) return decode(call.method, output, bytes);
  return bytes.then((inflated) => decode(call.method, output, inflated));
}

function decode<O>(path: string, output: MessageDecoder<O>, bytes: Uint8Array): O {
  try {
    return output.decode(bytes);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new RpcError("INTERNAL", path, `the response does not decode: ${why}`, { cause });
  }
}
