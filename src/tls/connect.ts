/**
 * Address → verified TLS connection, ready for HTTP/2: TCP, the TLS handshake, and the verdict on the presented
 * certificates, in this order and within one time budget. Nobody gets hold of the socket before the verdict, so no byte
 * of HTTP/2 goes to, or is taken from, a peer that is not trusted. The one file of this room that touches the network.
 */
import { constants } from "node:crypto";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as startTls, createSecureContext, type TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";
import { connectFailure } from "./connect-failure.ts";
import { ConnectError, type ConnectPhase } from "./errors.ts";
import { checkHandshake } from "./handshake.ts";
import type { TrustStore } from "./trust-store.ts";

/** Where to connect, and what to expect there. */
export interface ConnectTlsOptions {
  /** IP address or host name, an IPv6 address without brackets. Reaches the robot; never compared with a certificate. */
  readonly host: string;
  /** Default 443, where Spot listens. */
  readonly port?: number;
  /** Server name (SNI), by which the robot's proxy routes: the service's authority, for example `id.spot.robot`. */
  readonly serverName: string;
  readonly trustStore: TrustStore;
  /** Budget for name look-up, TCP and TLS together, in milliseconds, 1 to 2 147 483 647; default 10 000. */
  readonly timeoutMs?: number;
  /** Ends the attempt in any phase with `CONNECT_ABORTED`. No effect on a connection already handed out. */
  readonly signal?: AbortSignal;
  /** Clock for certificate validity, milliseconds of Unix time; default `Date.now`. */
  readonly now?: () => number;
  /** Local address to connect from, on a computer with several; default: the system's choice. */
  readonly localAddress?: string;
  /** Silence after which TCP probes the peer, in milliseconds; default 10 000. */
  readonly keepAliveDelayMs?: number;
}

/** A connection whose peer is trusted. */
export interface TlsConnection {
  /**
   * The encrypted stream, nothing yet written or read; the holder closes it. An `error` nobody listens to is dropped,
   * not thrown: `close` always follows.
   */
  readonly socket: TLSSocket;
  /** Where to: `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  /** End-entity certificate first, anchor last. */
  readonly path: readonly Certificate[];
  /** `TLSv1.2` or `TLSv1.3`. */
  readonly tlsVersion: string;
  /** Bytes on the wire so far, TLS records and handshake included, TCP and IP headers not. Live. */
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
 * @throws {ConnectError} `CONNECT_*`, `NAME_NOT_FOUND`, `TLS_*`: no connection, or not with HTTP/2
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
  const { host, port = SPOT_PORT, timeoutMs = DEFAULT_TIMEOUT_MS, signal } = options;
  const address = host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
  if (signal?.aborted === true) throw aborted(address, "tcp", signal);
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
  const tcp = attempt.own(openTcp(options, port));
  await attempt.event(tcp, "connect");
  attempt.phase = "tls";
  const socket = attempt.own(openTls(options, tcp));
  await attempt.event(socket, "secureConnect");
  const atMs = (options.now ?? Date.now)();
  const { path } = checkHandshake(socket, { address, trustStore: options.trustStore, atMs });
  attempt.handOver();
  return {
    socket,
    address,
    path,
    tlsVersion: socket.getProtocol() ?? "unknown",
    // TLSSocket counts what it carries; the TCP socket below it counts what the network carries
    get bytesRead() {
      return tcp.bytesRead;
    },
    get bytesWritten() {
      return tcp.bytesWritten;
    },
  };
}

function openTcp({ host, localAddress, keepAliveDelayMs }: ConnectTlsOptions, port: number): Socket {
  return connectTcp({
    host,
    port,
    ...(localAddress === undefined ? {} : { localAddress }),
    noDelay: true, // a velocity command must not wait for the next one
    keepAlive: true,
    keepAliveInitialDelay: keepAliveDelayMs ?? DEFAULT_KEEP_ALIVE_DELAY_MS,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: ADDRESS_ATTEMPT_MS,
  });
}

/**
 * `rejectUnauthorized: false` is no insecure switch here. OpenSSL's own chain check would compare the address with the
 * certificate's names, which for a robot never match, and says nothing a person can act on; `checkHandshake` replaces
 * it and cannot be turned off. OpenSSL still verifies the handshake itself whatever this option says: the peer must
 * sign it with the key of the certificate it presents (RFC 8446 §4.4.3, RFC 5246 §7.4.3), so a certificate copied from
 * a robot is of no use to anyone else.
 */
function openTls({ serverName }: ConnectTlsOptions, tcp: Socket): TLSSocket {
  return startTls({
    socket: tcp,
    servername: serverName,
    ALPNProtocols: ["h2"],
    rejectUnauthorized: false,
    secureContext: createSecureContext({
      ca: [], // empty, not absent: absent means the system's roots
      minVersion: "TLSv1.2",
      maxVersion: "TLSv1.3",
      // No tickets, and no renegotiation: it could swap the certificate after the verdict (RFC 9113 §9.2.1 bars it too)
      secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
    }),
  });
}

/**
 * One attempt to connect: its time budget, its abort signal and its sockets. Ends once, either handed over or with
 * every socket destroyed. Nothing of it is left then but the empty `error` listeners.
 */
class Attempt {
  phase: ConnectPhase = "tcp";
  readonly #address: string;
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #sockets: Socket[] = [];
  /** Rejects when the budget is used up or the caller gives up; otherwise never settles. */
  readonly #givenUp: Promise<never>;
  #giveUp: (error: ConnectError) => void = () => undefined;
  #isHandedOver = false;

  constructor(address: string, timeoutMs: number, signal: AbortSignal | undefined) {
    this.#address = address;
    this.#signal = signal;
    this.#givenUp = new Promise((_, reject) => {
      this.#giveUp = reject;
    });
    this.#givenUp.catch(() => undefined); // it may come when nobody waits any more
    this.#timer = setTimeout(() => {
      this.#giveUp(timedOut(this.#address, this.phase, timeoutMs));
    }, timeoutMs);
    signal?.addEventListener("abort", this.#onAbort, { once: true });
  }

  /** Take charge of a socket. From here on, for as long as it lives, its errors have a listener. */
  own<S extends Socket>(socket: S): S {
    socket.on("error", () => undefined);
    this.#sockets.push(socket);
    return socket;
  }

  /** Wait for `name`; reject for the first thing to go wrong instead. */
  async event(socket: Socket, name: "connect" | "secureConnect"): Promise<void> {
    let forget: () => unknown = () => undefined;
    const happened = new Promise<void>((resolve, reject) => {
      const onEvent = (): void => {
        resolve();
      };
      const onError = (cause: unknown): void => {
        reject(connectFailure(cause, this.#address, this.phase));
      };
      const onClose = (): void => {
        onError(Object.assign(new Error("closed without an error"), { code: "ECONNRESET" }));
      };
      socket.once(name, onEvent).once("error", onError).once("close", onClose);
      forget = () => socket.off(name, onEvent).off("error", onError).off("close", onClose);
    });
    try {
      await Promise.race([this.#givenUp, happened]);
    } finally {
      forget();
    }
  }

  /** The caller owns the sockets now. */
  handOver(): void {
    this.#isHandedOver = true;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener("abort", this.#onAbort);
    if (this.#isHandedOver) return;
    // TLS before TCP: the other way round, inside the handshake's own callback, Node (20 and 24) crashes with SIGSEGV
    for (const socket of this.#sockets.toReversed()) socket.destroy();
  }

  readonly #onAbort = (): void => {
    this.#giveUp(aborted(this.#address, this.phase, this.#signal));
  };
}

function aborted(address: string, phase: ConnectPhase, signal: AbortSignal | undefined): ConnectError {
  const cause: unknown = signal?.reason;
  return new ConnectError("CONNECT_ABORTED", address, phase, "the caller gave up before it was connected", {
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

function checkOptions({ host, port = SPOT_PORT, serverName, timeoutMs = 1 }: ConnectTlsOptions): void {
  if (host === "") throw new TypeError("connectTls: host is empty");
  // An IP address is no server name (RFC 6066 §3), and Node throws for one only after TCP is up
  if (!/^[A-Za-z0-9_.-]*[A-Za-z][A-Za-z0-9_.-]*$/.test(serverName)) {
    throw new TypeError("connectTls: serverName is not a DNS name such as id.spot.robot");
  }
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new RangeError("connectTls: port is not a whole number from 1 to 65535");
  }
  if (!(timeoutMs >= 1 && timeoutMs <= MAX_TIMEOUT_MS)) {
    throw new RangeError(`connectTls: timeoutMs is not within 1 to ${MAX_TIMEOUT_MS}`);
  }
}
