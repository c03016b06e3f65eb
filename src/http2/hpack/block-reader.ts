/** The bytes of one header block, and how far they are read. */
import { ErrorCode } from "../error-code.ts";
import { Http2Violation } from "../violation.ts";

/** A cursor over a header block. */
export class BlockReader {
  readonly #block: Uint8Array;
  #at = 0;

  constructor(block: Uint8Array) {
    this.#block = block;
  }

  /** Octets read. */
  get position(): number {
    return this.#at;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#block.length;
  }

  /** The next octet, which stays. @throws {Http2Violation} there is none */
  peek(): number {
    const octet = this.#block[this.#at];
    if (octet === undefined) throw compressionError("a header block is cut short");
    return octet;
  }

  /** Read one octet. @throws {Http2Violation} there is none */
  octet(): number {
    const octet = this.peek();
    this.#at++;
    return octet;
  }

  /** Read some octets: a view of the block. @throws {Http2Violation} there are fewer */
  octets(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#block.length) throw compressionError("a header block is cut short");
    const octets = this.#block.subarray(this.#at, end);
    this.#at = end;
    return octets;
  }
}

/** RFC 7541 §2.3.3 and others call it a decoding error; RFC 9113 §4.3 makes it the end of the connection. */
export function compressionError(detail: string): Http2Violation {
  return new Http2Violation(ErrorCode.COMPRESSION_ERROR, detail);
}
