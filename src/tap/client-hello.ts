/**
 * What a TLS client says first, in the clear (RFC 8446 §4.1.2): the name it wants and the protocols it speaks. A tap must
 * know both before it goes to the robot, and goes to the robot before it answers. Nothing else of the hello is read.
 */
import { TapError } from "./errors.ts";

/** What a client asks for. */
export interface ClientHello {
  /** SNI (RFC 6066 §3); `undefined` where it names nobody. */
  readonly serverName: string | undefined;
  /** ALPN (RFC 7301), the preferred one first; empty where it does not say. */
  readonly protocols: readonly string[];
}

/** Real ones take half a kilobyte, or two with keys that withstand quantum computers. */
const MAX_HELLO_BYTES = 32 * 1024;
const RECORD_HEADER_BYTES = 5;
const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const RANDOM_BYTES = 32;
const EXTENSION = { serverName: 0, protocols: 16 } as const;
/** A host name as `connectTls` takes it; an IP address is none (RFC 6066 §3). */
const HOST_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9_.-]{1,253}$/;

/** Collects bytes until the hello is whole. */
export class ClientHelloReader {
  #bytes: Uint8Array = new Uint8Array(0);
  /** With fewer there is nothing new to be read. */
  #needed = 1;

  /** Everything pushed so far: TLS itself must see it again. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }

  /**
   * Accept bytes.
   * @returns the hello, once it is whole
   * @throws {TapError} `TAP_NOT_TLS`, `TAP_HELLO_MALFORMED`
   */
  push(chunk: Uint8Array): ClientHello | undefined {
    const bytes = new Uint8Array(this.#bytes.length + chunk.length);
    bytes.set(this.#bytes);
    bytes.set(chunk, this.#bytes.length);
    this.#bytes = bytes;
    if (bytes.length < this.#needed) return undefined;
    const message = handshakeMessage(bytes);
    if (message instanceof Uint8Array) return readHello(message);
    if (message > MAX_HELLO_BYTES) throw malformed(`longer than ${MAX_HELLO_BYTES} bytes`);
    this.#needed = message;
    return undefined;
  }
}

/**
 * The body of the first handshake message, put together from as many records as it took (RFC 8446 §5.1).
 * @returns how many bytes it takes to read on, where these are not enough
 */
function handshakeMessage(bytes: Uint8Array): Uint8Array | number {
  const parts: number[] = [];
  for (let at = 0; ;) {
    if (at < bytes.length && (bytes[at] !== HANDSHAKE_RECORD || (bytes[at + 1] ?? 3) !== 3)) {
      throw new TapError("TAP_NOT_TLS", "the client does not speak TLS; a robot speaks nothing else");
    }
    const start = at + RECORD_HEADER_BYTES;
    if (start > bytes.length) return at < bytes.length ? start : at + 1;
    const end = start + (((bytes[at + 3] as number) << 8) | (bytes[at + 4] as number));
    if (end === start) throw malformed("an empty record");
    if (end > bytes.length) return end;
    for (const byte of bytes.subarray(start, end)) parts.push(byte);
    if (parts[0] !== CLIENT_HELLO) throw malformed(`handshake message ${parts[0]} comes first`);
    const [, high, middle, low] = parts;
    if (high !== undefined && middle !== undefined && low !== undefined) {
      const message = parts.slice(4, 4 + high * 65_536 + middle * 256 + low);
      if (message.length === high * 65_536 + middle * 256 + low) return Uint8Array.from(message);
    }
    at = end;
  }
}

function readHello(message: Uint8Array): ClientHello {
  const body = new Vector(message);
  body.take(2 + RANDOM_BYTES); // version and random
  body.vector(1); // session id
  body.vector(2); // cipher suites
  body.vector(1); // compression methods
  let serverName: string | undefined;
  const protocols: string[] = [];
  // TLS 1.2 knows hellos without extensions.
  const extensions = body.isEmpty ? body : body.vector(2);
  while (!extensions.isEmpty) {
    const type = extensions.number(2);
    const data = extensions.vector(2);
    if (type === EXTENSION.serverName) serverName = readServerName(data.vector(2));
    else if (type === EXTENSION.protocols) {
      for (const list = data.vector(2); !list.isEmpty;) protocols.push(list.vector(1).text());
    }
  }
  return { serverName, protocols };
}

function readServerName(list: Vector): string | undefined {
  while (!list.isEmpty) {
    const type = list.number(1);
    const name = list.vector(2).text();
    if (type !== 0) continue;
    if (!HOST_NAME.test(name)) throw malformed("its server name is no host name");
    return name;
  }
  return undefined;
}

function malformed(detail: string): TapError {
  return new TapError("TAP_HELLO_MALFORMED", `the client's TLS hello cannot be read: ${detail}`);
}

/** A vector of TLS's presentation language (RFC 8446 §3.4), read from its start. */
class Vector {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isEmpty(): boolean {
    return this.#at === this.#bytes.length;
  }

  take(count: number): Uint8Array {
    const bytes = this.#bytes.subarray(this.#at, this.#at + count);
    if (bytes.length < count) throw malformed("it ends early");
    this.#at += count;
    return bytes;
  }

  /** A big-endian number of so many bytes. */
  number(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0);
  }

  /** A vector within, its length in so many bytes. */
  vector(lengthBytes: number): Vector {
    return new Vector(this.take(this.number(lengthBytes)));
  }

  text(): string {
    return String.fromCharCode(...this.take(this.#bytes.length - this.#at));
  }
}
