/**
 * Compressed messages (gRPC over HTTP/2, "Message-Encoding"): what an encoding is, and the header fields that name
 * them. Encodings are handed in, none is built in: `spotwire/grpc/compression` has gzip and deflate on `node:zlib`.
 */
import type { HeaderFields } from "./header-fields.ts";

/** A way to compress single messages. Both sides must know it by the same name. */
export interface MessageEncoding {
  /** As `grpc-encoding` names it, for example `gzip`: lower-case letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  /** Compress one message. The result is the caller's; the argument must not be changed. */
  compress(bytes: Uint8Array): Promise<Uint8Array>;
  /**
   * Give one message back, of at most `maxBytes` bytes; more must never be held in memory.
   * @throws {FramingError} `FRAMING_TOO_LARGE`: it is longer; `FRAMING_DAMAGED`: it cannot be decompressed
   */
  decompress(bytes: Uint8Array, maxBytes: number): Promise<Uint8Array>;
}

/** The name of no compression, which every peer accepts. */
export const IDENTITY_ENCODING = "identity";

const NAME = /^[0-9a-z_.-]+$/;

/**
 * Check a list of encodings that a user passes.
 * @throws {TypeError} a name cannot stand in a header field, is `identity`, or comes twice
 */
export function checkEncodings(encodings: readonly MessageEncoding[]): void {
  const names = encodings.map(({ name }) => name);
  for (const [i, name] of names.entries()) {
    if (!NAME.test(name)) throw new TypeError(`encoding name ${JSON.stringify(name)}: only a-z 0-9 _ . - are allowed`);
    if (name === IDENTITY_ENCODING) throw new TypeError("identity needs no encoding: it is always accepted");
    if (names.indexOf(name) !== i) throw new TypeError(`encoding ${name} is given twice`);
  }
}

/** The value of `grpc-accept-encoding` for those who understand these encodings: `identity,gzip`. */
export function acceptEncodingValue(encodings: readonly MessageEncoding[]): string {
  return [IDENTITY_ENCODING, ...encodings.map(({ name }) => name)].join(",");
}

/** The names in a peer's `grpc-accept-encoding`; repeated fields are one list (RFC 9110 §5.3). Empty if it sent none. */
export function acceptedEncodings(fields: HeaderFields): ReadonlySet<string> {
  const value = fields["grpc-accept-encoding"] ?? [];
  const lists = typeof value === "string" ? [value] : value;
  const names = lists.flatMap((list) => list.split(",")).map((name) => name.trim());
  return new Set(names.filter((name) => name !== ""));
}

/** The first of our encodings that the peer accepts; `undefined` if it accepts none of them. */
export function chooseEncoding(
  encodings: readonly MessageEncoding[],
  fields: HeaderFields,
): MessageEncoding | undefined {
  if (encodings.length === 0) return undefined;
  const accepted = acceptedEncodings(fields);
  return encodings.find(({ name }) => accepted.has(name));
}
