/**
 * From the fields of requests to header blocks, quickly: the calls of a method differ in nothing that goes into their
 * heads, or in the time left alone. What was checked and encoded once is sent again.
 */
import type { HeaderFields } from "../grpc/header-fields.ts";
import { headerListSize } from "../grpc/header-list-size.ts";
import type { ByteSink } from "./byte-sink.ts";
import type { HeaderEncoder } from "./hpack/encoder.ts";
import { type Origin, requestFields } from "./request-fields.ts";

/** One for each method that a connection is used for; a robot's busiest service has fewer. */
const MAX_KNOWN = 64;
/** Longer lists are written anew each time. */
const MAX_KNOWN_BYTES = 4096;

/** The head of a request, checked; how it was given, and how it was encoded last. */
export class RequestHead {
  /** As they go out. */
  readonly fields: HeaderFields;
  /** What they count against the peer's limit (RFC 9113 §6.5.2). */
  readonly listBytes: number;
  readonly #names: readonly string[];
  readonly #values: readonly unknown[];
  /** Its block, as long as the encoder's table is what it was. */
  block: Uint8Array | undefined;
  generation = 0;

  constructor(given: HeaderFields, fields: HeaderFields) {
    this.fields = fields;
    this.listBytes = headerListSize(fields);
    this.#names = Object.keys(given);
    this.#values = Object.values(given);
  }

  /** Whether it was made of these very fields, in this order. Repeated fields are never the same. */
  isOf(given: HeaderFields): boolean {
    let at = 0;
    for (const name in given) {
      if (name !== this.#names[at] || given[name] !== this.#values[at]) return false;
      at++;
    }
    return at === this.#names.length;
  }
}

/** Makes the heads of one connection's requests. */
export class RequestHeads {
  readonly #encoder: HeaderEncoder;
  readonly #origin: Origin;
  /** By path: the last of each. */
  readonly #known = new Map<unknown, RequestHead>();

  constructor(encoder: HeaderEncoder, origin: Origin) {
    this.#encoder = encoder;
    this.#origin = origin;
  }

  /** Check the fields of a request. @throws {TypeError} a value has a character that cannot be sent */
  prepare(given: HeaderFields): RequestHead {
    const known = this.#known.get(given[":path"]);
    if (known?.isOf(given) === true) return known;
    const head = new RequestHead(given, requestFields(given, this.#origin));
    if (head.listBytes > MAX_KNOWN_BYTES) return head;
    if (known === undefined && this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(given[":path"], head);
    return head;
  }

  /** Write the block of a head that `prepare` gave. */
  write(head: RequestHead, out: ByteSink): void {
    if (head.block !== undefined && head.generation === this.#encoder.generation) {
      out.append(head.block);
      return;
    }
    const start = out.length;
    const isRepeatable = this.#encoder.encode(head.fields, out);
    head.block = isRepeatable && head.listBytes <= MAX_KNOWN_BYTES ? out.view().slice(start) : undefined;
    head.generation = this.#encoder.generation;
  }
}
