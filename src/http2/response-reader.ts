/** From header blocks to the fields of responses, quickly: a robot answers call after call with the same few bytes. */
import { HeaderDecoder } from "./hpack/decoder.ts";
import { readHead, readTrailers, type ResponseFields } from "./response-fields.ts";

/** Why a block is of no use: it is more than we take, or against the rules. */
export type BadFields = "too large" | "malformed";

/** Longer blocks are rarely seen twice. */
const MAX_CACHED_BYTES = 64;
/** A robot's responses begin and end in a handful of ways. */
const MAX_CACHED = 16;

/** A block that was read before, and what it said. */
interface KnownBlock {
  readonly kind: "head" | "trailers";
  readonly bytes: Uint8Array;
  readonly fields: ResponseFields | BadFields;
}

/** Reads every block of a connection, once and in order. */
export class ResponseReader {
  readonly #decoder: HeaderDecoder;
  /** Blocks that changed no table, as long as the table stays the same. */
  #known: KnownBlock[] = [];
  #generation = 0;

  /** @param maxListBytes what a list may count (RFC 9113 §6.5.2) */
  constructor(maxListBytes: number) {
    this.#decoder = new HeaderDecoder(maxListBytes);
  }

  /** Read a block. @throws {Http2Violation} COMPRESSION_ERROR: what follows cannot be read any more */
  read(block: Uint8Array, kind: "head" | "trailers"): ResponseFields | BadFields {
    if (block.length > MAX_CACHED_BYTES) return this.#decode(block, kind);
    if (this.#generation !== this.#decoder.generation) {
      this.#known = [];
      this.#generation = this.#decoder.generation;
    }
    for (const known of this.#known) if (known.kind === kind && isEqual(known.bytes, block)) return known.fields;
    const fields = this.#decode(block, kind);
    if (this.#known.length >= MAX_CACHED) this.#known = [];
    if (this.#decoder.generation === this.#generation) this.#known.push({ kind, bytes: block.slice(), fields });
    return fields;
  }

  #decode(block: Uint8Array, kind: "head" | "trailers"): ResponseFields | BadFields {
    const list = this.#decoder.decode(block);
    if (list === undefined) return "too large";
    return (kind === "head" ? readHead(list) : readTrailers(list)) ?? "malformed";
  }
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
