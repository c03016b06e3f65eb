/**
 * A proxy between any Spot client and a robot that ends TLS on both sides, so that what passes can be seen. It changes no
 * byte, and it is for one's own robot: the client must trust the tap's root, and the robot's chain is checked as ever.
 */
import { type AddressInfo, createServer, type Server } from "node:net";
import type { ConnectionRecord } from "../recording/index.ts";
import { TapError } from "./errors.ts";
import { LeafBook } from "./leaf-book.ts";
import { type TapContext, type TapDial, TappedConnection } from "./tapped-connection.ts";

/** How to tap. */
export interface TapOptions {
  /** The way to the robot. A connection that it refuses is refused to the client. */
  readonly dial: TapDial;
  /**
   * Hears everything, in order: each connection's opening and end, and its bytes before they are sent on. It must not
   * throw, and bytes that it gets must not be changed. While it runs nothing is forwarded.
   */
  readonly observe: (record: ConnectionRecord) => void;
  /** Address to listen on. Default `127.0.0.1`: who reaches the tap reaches the robot. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Budget for each handshake with a client, in milliseconds; default 10 000. */
  readonly handshakeTimeoutMs?: number | undefined;
  /** Connections at once; one more is closed at once. Default 256. */
  readonly maxConnections?: number | undefined;
  /** The clock: nanoseconds since the start. Default: counts from the start of the tap. */
  readonly nanos?: (() => bigint) | undefined;
}

/** A tap that listens. */
export interface Tap extends AsyncDisposable {
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** The root that a client must trust to speak through it, PEM: new in each tap. */
  readonly rootPem: string;
  /** Connections open now. */
  readonly connections: number;
  /** Stop listening, and end every connection; resolves when the end of each has been told. */
  close(): Promise<void>;
}

/**
 * Start a tap.
 * @throws {TapError} `TAP_LISTEN_FAILED`: the port is taken, or the address is not this machine's
 * @example
 * ```ts
 * const trustStore = TrustStore.fromPem(await readFile("robot.pem"));
 * await using tap = await startTap({
 *   dial: (request) => connectTls({ host: "192.168.80.3", trustStore, ...request }),
 *   observe: (record) => console.log(record),
 * });
 * await using robot = await connect(`127.0.0.1:${tap.port}`, { roots: tap.rootPem });
 * ```
 */
export async function startTap(options: TapOptions): Promise<Tap> {
  const { host = "127.0.0.1", port = 0, maxConnections = 256, observe } = options;
  const startedAt = process.hrtime.bigint();
  const context: TapContext = {
    dial: options.dial,
    leaves: await LeafBook.mint(),
    handshakeTimeoutMs: options.handshakeTimeoutMs ?? 10_000,
    nanos: options.nanos ?? (() => process.hrtime.bigint() - startedAt),
    observe,
  };
  const running = new Map<TappedConnection, Promise<void>>();
  let count = 0;
  const server = createServer({ noDelay: true }, (socket) => {
    if (running.size >= maxConnections) {
      socket.on("error", () => undefined).destroy();
      const { code, message } = new TapError("TAP_TOO_MANY_CONNECTIONS", `more than ${maxConnections} connections`);
      observe({ kind: "note", atNanos: context.nanos(), text: `${code}: ${message}; one was closed` });
      return;
    }
    const connection = new TappedConnection(socket, ++count, context);
    running.set(
      connection,
      connection.run().finally(() => running.delete(connection)),
    );
  });
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of running.keys()) connection.stop();
    await Promise.all(running.values());
    await closed;
  };
  let closing: Promise<void> | undefined;
  return {
    host: address.address,
    port: address.port,
    rootPem: context.leaves.rootPem,
    get connections() {
      return running.size;
    },
    close: () => (closing ??= close()),
    [Symbol.asyncDispose]: () => (closing ??= close()),
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      reject(new TapError("TAP_LISTEN_FAILED", `${host}:${port}: cannot listen: ${cause.message}`, { cause }));
    });
    server.listen(port, host, resolve);
  });
}
