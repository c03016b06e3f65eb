/**
 * Address → verified TLS connection, ready for HTTP/2: TCP (or a link of the caller's own), the TLS handshake, and the
 * verdict on the presented certificates, in this order and within one time budget. Nobody gets hold of the socket before the verdict, so no byte
 * of HTTP/2 goes to, or is taken from, a peer that is not trusted. The one file of this room that touches the network.
 */
import { constants } from "node:crypto";
import { isIP, type TcpNetConnectOpts } from "node:net";
import type { Duplex } from "node:stream";
import { type ConnectionOptions, connect as startTls, createSecureContext, type TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";
import { connectFailure } from "./connect-failure.ts";
import { ConnectError, type ConnectPhase } from "./errors.ts";
import { checkHandshake } from "./handshake.ts";
import { InPlaceReads } from "./in-place-reads.ts";
import { type LinkBytes, linkBytes } from "./link-bytes.ts";
import type { TcpOptions } from "./tcp-options.ts";
import type { TrustStore } from "./trust-store.ts";
import { wireBytes } from "./wire-bytes.ts";

/** Where to connect, and what to expect there. */
export interface ConnectTlsOptions extends TcpOptions {
  /**
   * IP address or host name, an IPv6 address without brackets. Reaches the robot; never compared with a certificate.
   * With a `link` it is a name in messages, and nothing is looked up.
   */
  readonly host: string;
  /** Default 443, where Spot listens. */
  readonly port?: number;
  /**
   * Server name (SNI), by which the robot's proxy routes: the service's authority, for example `id.spot.robot`.
   * `undefined` sends none, as a browser does that is given an IP address.
   */
  readonly serverName: string | undefined;
  /**
   * What is spoken on the connection. Default `h2`. A peer may leave it open whether it speaks `http/1.1`, for that is
   * older than the question.
   */
  readonly protocol?: "h2" | "http/1.1" | undefined;
  readonly trustStore: TrustStore;
  /** Budget for name look-up, TCP and TLS together, in milliseconds, 1 to 2 147 483 647; default 10 000. */
  readonly timeoutMs?: number;
  /** Ends the attempt in any phase with `CONNECT_ABORTED`. No effect on a connection already handed out. */
  readonly signal?: AbortSignal;
  /** Clock for certificate validity, milliseconds of Unix time; default `Date.now`. */
  readonly now?: () => number;
  /**
   * An open duplex stream to use in place of TCP: a radio, a serial bridge, an SSH channel, a proxy's tunnel. It is ours
   * from here on, and destroyed at the connection's end and with every failure.
   */
  readonly link?: Duplex | undefined;
  /** What messages call the place; default `host:port`. */
  readonly address?: string | undefined;
  /**
   * Takes the lines of an NSS key log, each with its line feed, as they come about. Whoever has them and a capture of
   * the traffic can read it all.
   */
  readonly keyLog?: ((line: Uint8Array) => void) | undefined;
}

/** A connection whose peer is trusted. */
export interface TlsConnection {
  /**
   * The encrypted stream, nothing yet written or read; the holder closes it. An `error` nobody listens to is dropped,
   * not thrown: `close` always follows.
   */
  readonly socket: TLSSocket;
  /** Reads past the stream; `undefined` over a link of the caller's own, which has its own way to be read. */
  readonly reads: InPlaceReads | undefined;
  /** Where to: `host:port`, an IPv6 host in brackets, or the `address` asked for. */
  readonly address: string;
  /** End-entity certificate first, anchor last. */
  readonly path: readonly Certificate[];
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly tlsVersion: string;
  /** Bytes on the wire (or the link) so far, TLS records and handshake included, TCP and IP headers not. Live. */
  readonly bytesRead: number;
  readonly bytesWritten: number;
}

const SPOT_PORT = 443;
const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 2_147_483_647;
const DEFAULT_KEEP_ALIVE_DELAY_MS = 10_000;
/**
 * Where a name has several addresses, how long each but the last may take. Node's own 250 ms fails a robot behind a
 * slow radio link.
 */
const ADDRESS_ATTEMPT_MS = 2_000;

/**
 * Connect, shake hands and verify. One full handshake per call: sessions are never resumed.
 * @throws {ConnectError} `CONNECT_*`, `NAME_NOT_FOUND`, `TLS_*`: no connection, or not with the protocol asked for
 * @throws {TrustError} `TRUST_REJECTED`: the peer's certificates do not lead to a pinned root
 * @throws {TypeError | RangeError} the options make no sense
 * @example
 * ```ts
 * const trustStore = TrustStore.fromPem(await readFile("robot.pem"));
 * const { socket } = await connectTls({ host: "192.168.80.3", serverName: "id.spot.robot", trustStore });
 * const session = http2.connect("https://id.spot.robot", { createConnection: () => socket });
 * ```
 */
export async function connectTls(options: ConnectTlsOptions): Promise<TlsConnection> {
  checkOptions(options);
  const { host, port = SPOT_PORT, timeoutMs = DEFAULT_TIMEOUT_MS, signal, link } = options;
  const { address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}` } = options;
  if (signal?.aborted === true) {
    link?.destroy();
    throw aborted(address, "tcp", signal);
  }
  const attempt = new Attempt(address, timeoutMs, signal);
  try {
    return await establish(options, port, address, attempt);
  } finally {
    attempt.end();
  }
}

async function establish(
  options: ConnectTlsOptions,
  port: number,
  address: string,
  attempt: Attempt,
): Promise<TlsConnection> {
  const { socket, reads, bytes } =
    options.link === undefined
      ? await overTcp(options, port, attempt)
      : overLink(options, attempt.own(options.link), attempt);
  await attempt.event(socket, "secureConnect");
  const atMs = (options.now ?? Date.now)();
  const { path } = checkHandshake(socket, { ...options, address, atMs });
  attempt.handOver();
  return {
    socket,
    reads,
    address,
    path,
    tlsVersion: socket.getProtocol() ?? "unknown",
    // TLSSocket counts what it carries; what is below it counts what the network carries
    get bytesRead() {
      return bytes.bytesRead;
    },
    get bytesWritten() {
      return bytes.bytesWritten;
    },
  };
}

/** TLS that has begun, and what is known of what it runs over. */
interface Begun {
  readonly socket: TLSSocket;
  readonly reads: InPlaceReads | undefined;
  readonly bytes: LinkBytes;
}

/** Connect, and begin TLS. */
async function overTcp(options: ConnectTlsOptions, port: number, attempt: Attempt): Promise<Begun> {
  const { host, localAddress, localPort, lookup } = options;
  const reads = new InPlaceReads();
  const way: TcpNetConnectOpts = {
    host,
    port,
    localAddress,
    localPort,
    lookup,
    family: isIP(localAddress ?? ""), // an address of the other family could not be reached from it
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: options.addressAttemptMs ?? ADDRESS_ATTEMPT_MS,
    onread: reads.onread,
  };
  const socket = attempt.own(startTls({ ...way, ...tlsOptions(options) }));
  reads.of(socket);
  if (options.keyLog !== undefined) socket.on("keylog", options.keyLog);
  await attempt.event(socket, "connect");
  attempt.phase = "tls";
  // Node takes these with the socket's making, but not for TLS.
  socket.setNoDelay(options.noDelay ?? true);
  socket.setKeepAlive(true, options.keepAliveDelayMs ?? DEFAULT_KEEP_ALIVE_DELAY_MS);
  return { socket, reads, bytes: wireBytes(socket) };
}

/** Begin TLS on a link of the caller's own. */
function overLink(options: ConnectTlsOptions, link: Duplex, attempt: Attempt): Begun {
  attempt.phase = "tls";
  const bytes = linkBytes(link);
  const socket = attempt.own(startTls({ socket: link, ...tlsOptions(options) }));
  socket.allowHalfOpen = false; // taken over from a link that is no socket: its end would go unnoticed
  if (options.keyLog !== undefined) socket.on("keylog", options.keyLog);
  return { socket, reads: undefined, bytes };
}

/**
 * `rejectUnauthorized: false` is no insecure switch here. OpenSSL's own chain check would compare the address with the
 * certificate's names, which for a robot never match, and says nothing a person can act on; `checkHandshake` replaces
 * it and cannot be turned off. OpenSSL still verifies the handshake itself whatever this option says: the peer must
 * sign it with the key of the certificate it presents (RFC 8446 §4.4.3, RFC 5246 §7.4.3), so a certificate copied from
 * a robot is of no use to anyone else.
 */
function tlsOptions({ serverName, protocol = "h2" }: ConnectTlsOptions): ConnectionOptions {
  return {
    servername: serverName,
    ALPNProtocols: [protocol],
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      ca: [], // empty, not absent: absent means the system's roots
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      // No tickets, and no renegotiation: it could swap the certificate after the verdict (RFC 9113 §9.2.1 bars it too)
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    }),
  };
}

/**
 * One attempt to connect: its time budget, its abort signal and its sockets. Ends once, either handed over or with
 * every socket destroyed. Nothing of it is left then but listeners that do nothing.
 */
class Attempt {
  phase: ConnectPhase = "tcp";
  readonly #address: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  /** What this attempt must destroy, the last one on top of the others. */
  readonly #sockets: Duplex[] = [];
  /** Rejects for the first thing to go wrong; otherwise never settles. */
  readonly #failed: Promise<never>;
  #fail: (error: ConnectError) => void = () => undefined;

  constructor(address: string, timeoutMs: number, signal: AbortSignal | undefined) {
    this.#address = address;
    this.#signal = signal;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failed.catch(() => undefined); // it may come when nobody waits any more
    this.#timer = setTimeout(() => {
      this.#fail(timedOut(this.#address, this.phase, timeoutMs));
    }, timeoutMs);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Take charge of a socket. From here on, for as long as it lives, its errors have a listener. */
  own<S extends Duplex>(socket: S): S {
    const onEnd = (cause: unknown): void => {
      this.#fail(connectFailure(cause, this.#address, this.phase));
    };
    socket.on("error", onEnd);
    socket.on("close", () => {
      // A socket closes before the one on top of it says what was wrong
      if (socket !== this.#sockets.at(-1)) return;
      onEnd(Object.assign(new Error("closed without an error"), { code: "ECONNRESET" }));
    });
    this.#sockets.push(socket);
    return socket;
  }

  /** Wait for `name`; reject for the first thing to go wrong instead. */
  async event(socket: Duplex, name: "connect" | "secureConnect"): Promise<void> {
    await Promise.race([this.#failed, new Promise((resolve) => socket.once(name, resolve))]);
  }

  /** The caller owns the sockets now. */
  handOver(): void {
    this.#sockets.length = 0;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    // TLS before its link: the other way round, with TCP and inside the handshake's own callback, Node (20 and 24)
    // crashes with SIGSEGV
    for (const socket of this.#sockets.toReversed()) socket.destroy();
  }

  readonly #onAbort = (): void => {
    this.#fail(aborted(this.#address, this.phase, this.#signal));
  };
}

function aborted(address: string, phase: ConnectPhase, signal: AbortSignal | undefined): ConnectError {
  const cause: unknown = signal?.reason;
  return new ConnectError("CONNECT_ABORTED", address, phase, "the caller gave up", {
    cause,
  });
}

function timedOut(address: string, phase: ConnectPhase, timeoutMs: number): ConnectError {
  const detail =
    phase === "tcp"
      ? `no TCP connection within ${timeoutMs} ms; is the robot on, and is this computer on its network?`
      : `the port is open, but no TLS handshake ended within ${timeoutMs} ms; is this the right port? Spot listens on 443`;
  return new ConnectError("CONNECT_TIMEOUT", address, phase, detail);
}

function checkOptions({ host, port = SPOT_PORT, serverName = "x", timeoutMs = 1 }: ConnectTlsOptions): void {
  if (host === "") throw new TypeError("connectTls: host is empty");
  // An IP address is no server name (RFC 6066 §3), and Node throws for one only after TCP is up
  if (!/^[A-Za-z0-9_.-]*[A-Za-z][A-Za-z0-9_.-]*$/.test(serverName)) {
    throw new TypeError("connectTls: serverName is not a DNS name");
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError("connectTls: port is not a whole number from 1 to 65535");
  }
  if (!(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw new RangeError(`connectTls: timeoutMs is not within 1 to ${MAX_TIMEOUT_MS}`);
  }
}
