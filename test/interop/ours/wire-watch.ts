/**
 * Reads along, at our end of a connection, which messages went over the wire compressed. It stands between our gRPC and
 * our HTTP/2 and reads the five-byte prefixes itself, so that what our gRPC claims to have done is not taken on trust.
 */
import type { ServerStream, IncomingStream } from "../../../src/grpc/server/incoming.ts";
import type { StreamListener, Transport, TransportStream } from "../../../src/grpc/transport.ts";

/** Told of the Compressed-Flag of every message, before the message is read or sent. */
export interface FlagListener {
  onRequest(compressed: boolean): void;
  onResponse(compressed: boolean): void;
}

/** Keeps the flags of many streams, in the order in which they were seen. */
export class WireFlags implements FlagListener {
  readonly requests: boolean[] = [];
  readonly responses: boolean[] = [];

  onRequest(compressed: boolean): void {
    this.requests.push(compressed);
  }

  onResponse(compressed: boolean): void {
    this.responses.push(compressed);
  }

  clear(): void {
    this.requests.length = 0;
    this.responses.length = 0;
  }
}

const PREFIX_BYTES = 5;

/** Watches one direction of one stream (gRPC over HTTP/2, "Length-Prefixed-Message"). */
class FlagReader {
  readonly #onFlag: (compressed: boolean) => void;
  readonly #prefix: number[] = [];
  #missing = 0;

  constructor(onFlag: (compressed: boolean) => void) {
    this.#onFlag = onFlag;
  }

  push(chunk: Uint8Array): void {
    let offset = 0;
    while (offset < chunk.length) {
      if (this.#missing > 0) {
        const skipped = Math.min(this.#missing, chunk.length - offset);
        this.#missing -= skipped;
        offset += skipped;
        continue;
      }
      this.#prefix.push(chunk[offset++] ?? 0);
      if (this.#prefix.length < PREFIX_BYTES) continue;
      const [flag, ...length] = this.#prefix.splice(0);
      this.#missing = length.reduce((sum, byte) => sum * 256 + byte, 0);
      this.#onFlag(flag === 1);
    }
  }
}

/** Watch every stream that our client opens. */
export function watchTransport(transport: Transport, flags: FlagListener): Transport {
  return override(transport, {
    open: (headers, listener) => {
      const requests = new FlagReader((flag) => flags.onRequest(flag));
      const responses = new FlagReader((flag) => flags.onResponse(flag));
      return watchWrites(transport.open(headers, watchReads(listener, responses)), requests);
    },
  });
}

/** Watch a stream that our server took. */
export function watchIncoming(incoming: IncomingStream, flags: FlagListener): IncomingStream {
  return override(incoming, {
    accept: (listener) => {
      const requests = new FlagReader((flag) => flags.onRequest(flag));
      const responses = new FlagReader((flag) => flags.onResponse(flag));
      return watchWrites<ServerStream>(incoming.accept(watchReads(listener, requests)), responses);
    },
  });
}

function watchReads(listener: StreamListener, reader: FlagReader): StreamListener {
  return override(listener, {
    onData: (chunk) => {
      reader.push(chunk);
      listener.onData(chunk);
    },
  });
}

function watchWrites<Stream extends TransportStream>(stream: Stream, reader: FlagReader): Stream {
  const watched: Pick<TransportStream, "write" | "end"> = {
    write: (chunk) => {
      reader.push(chunk);
      return stream.write(chunk);
    },
    end: (chunk) => {
      if (chunk !== undefined) reader.push(chunk);
      stream.end(chunk);
    },
  };
  return override(stream, watched as Partial<Stream>);
}

/** The same object with some members replaced. The others run on the object itself: it may have private fields. */
function override<T extends object>(target: T, members: Partial<T>): T {
  return new Proxy(target, {
    get: (_, name) => {
      const own: unknown = Reflect.get(members, name);
      if (own !== undefined) return own;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}
