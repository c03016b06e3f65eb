/** From header blocks to the fields of responses, quickly: a robot answers call after call with the same few bytes. */
import { latin1 } from "./hpack/latin1.ts";
import { HeaderDecoder } from "./hpack/decoder.ts";
import { readHead, readTrailers, type ResponseFields } from "./response-fields.ts";

/** Why a block is of no use: it is more than we take, or against the rules. */
export type BadFields = "too large" | "malformed";

/** Longer blocks are rarely seen twice. */
const MAX_CACHED_BYTES = 64;
const MAX_CACHED = 64;

/** Reads every block of a connection, once and in order. */
export class ResponseReader {
  readonly #decoder: HeaderDecoder;
  /** Blocks that changed no table, by their bytes, as long as the table stays the same. */
  readonly #cache = new Map<string, ResponseFields | BadFields>();
  #generation = 0;

  /** @param maxListBytes what a list may count (RFC 9113 §6.5.2) */
  constructor(maxListBytes: number) {
    this.#decoder = new HeaderDecoder(maxListBytes);
  }

  /** Read a block. @throws {Http2Violation} COMPRESSION_ERROR: what follows cannot be read any more */
  read(block: Uint8Array, kind: "head" | "trailers"): ResponseFields | BadFields {
    if (block.length > MAX_CACHED_BYTES) return this.#decode(block, kind);
    if (this.#generation !== this.#decoder.generation) {
      this.#cache.clear();
      this.#generation = this.#decoder.generation;
    }
    const key = kind + latin1(block);
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const fields = this.#decode(block, kind);
    if (this.#cache.size >= MAX_CACHED) this.#cache.clear();
    if (this.#decoder.generation === this.#generation) this.#cache.set(key, fields);
    return fields;
  }

  #decode(block: Uint8Array, kind: "head" | "trailers"): ResponseFields | BadFields {
    const list = this.#decoder.decode(block);
    if (list === undefined) return "too large";
    return (kind === "head" ? readHead(list) : readTrailers(list)) ?? "malformed";
  }
}
