/** Messages together with the bytes that they came in, so that what is recorded is what the robot sent. */
import { type MessageDecoder, readBytesView, readTag, skipField, WireReader, WireType } from "../wire/codec-parts.ts";

/** A decoded message, and its bytes. */
export interface Kept<T> {
  readonly header: T extends { readonly header: infer Header } ? Header : undefined;
  readonly message: T;
  readonly bytes: Uint8Array;
}

/** Make a decoder that keeps the bytes. They are the memory that the message was received in. */
export function keepBytes<T>(decoder: MessageDecoder<T>): MessageDecoder<Kept<T>> {
  return {
    typeName: decoder.typeName,
    decode(bytes) {
      const message = decoder.decode(bytes);
      return { header: (message as { readonly header?: unknown }).header as Kept<T>["header"], message, bytes };
    },
  };
}

/** The bytes of a message's field that holds messages, one for each time that it is there. */
export function fieldBytes(bytes: Uint8Array, fieldNumber: number): Uint8Array[] {
  const reader = new WireReader(bytes);
  const wanted = (fieldNumber << 3) | WireType.Len;
  const found: Uint8Array[] = [];
  while (reader.offset < reader.end) {
    const tag = readTag(reader);
    if (tag === wanted) found.push(readBytesView(reader));
    else skipField(reader, tag);
  }
  return found;
}

/** The bytes of a field that holds one message. Sent in parts, which protobuf allows, the parts make it up. */
export function joinedBytes(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] as Uint8Array;
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
