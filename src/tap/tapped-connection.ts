/** One connection through a tap, from the client's first byte to the end of both sides. */
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import { SpotError } from "../errors.ts";
import type { ConnectionRecord, OpenedRecord } from "../recording/index.ts";
import { ConnectError, type TlsConnection, TrustError } from "../tls/index.ts";
import type { ClientHello } from "./client-hello.ts";
import { Alert, clientTls, refuseClient } from "./client-tls.ts";
import { TapError } from "./errors.ts";
import { forwardBoth } from "./forward.ts";
import type { LeafBook } from "./leaf-book.ts";
import { readHello } from "./read-hello.ts";

/** What a tap asks for when it goes to the robot. */
export interface TapDialRequest {
  /** The client's SNI. */
  readonly serverName: string | undefined;
  readonly protocol: "h2" | "http/1.1";
  /** Aborted when nobody waits for the connection any more. */
  readonly signal: AbortSignal;
}

/** Makes a connection to the robot, its chain checked: `connectTls` with a trust store, for example. */
export type TapDial = (request: TapDialRequest) => Promise<TlsConnection>;

/** What all connections of a tap share. */
export interface TapContext {
  readonly dial: TapDial;
  readonly leaves: LeafBook;
  readonly handshakeTimeoutMs: number;
  /** Nanoseconds since the start. */
  readonly nanos: () => bigint;
  readonly observe: (record: ConnectionRecord) => void;
}

/** How long a side that does not read may hold up the end of a connection that is stopped. */
const FLUSH_MS = 500;

/** How an IPv4 address looks to a socket that listens on IPv6. */
const MAPPED_V4 = /^::ffff:/i;

type OpenedFacts = Omit<OpenedRecord, "kind" | "connection" | "atNanos">;

/** A connection that runs. It tells of one opening and one end, whatever happens. */
export class TappedConnection {
  readonly #context: TapContext;
  readonly #id: number;
  readonly #socket: Socket;
  readonly #giveUp = new AbortController();
  #client: TLSSocket | undefined;
  #robot: TLSSocket | undefined;
  #opened: OpenedFacts;
  #hasOpened = false;
  #hasTls = false;
  #isStopped = false;

  constructor(socket: Socket, id: number, context: TapContext) {
    this.#context = context;
    this.#id = id;
    this.#socket = socket;
    const client = `${socket.remoteAddress ?? "?"}:${socket.remotePort ?? "?"}`;
    this.#opened = { client, serverName: "", robot: "", protocol: "", clientTls: "", robotTls: "", chain: "" };
    socket.on("error", () => undefined); // `close` follows
    socket.once("close", () => this.#giveUp.abort());
  }

  /** Run it to its end. Never rejects. */
  async run(): Promise<void> {
    let reason: string;
    try {
      reason = await this.#through();
    } catch (error) {
      reason = error instanceof SpotError ? `${error.code}: ${error.message}` : String(error);
      if (this.#giveUp.signal.aborted) reason = "client: went away before it could be served";
      this.#tellOpened();
      this.#robot?.destroy();
      if (this.#hasTls) this.#socket.destroy();
      else refuseClient(this.#socket, alertFor(error));
    }
    if (this.#isStopped) reason = "the tap was stopped";
    this.#tell({ kind: "closed", connection: this.#id, atNanos: this.#context.nanos(), reason });
  }

  /** End it, if it is not over: both sides get what is on its way to them, if they take it soon, and an end. */
  stop(): void {
    this.#isStopped = true;
    this.#giveUp.abort();
    const sides = [this.#client ?? this.#socket, this.#robot];
    if (this.#client === undefined) this.#socket.destroy();
    for (const side of sides) side?.destroySoon();
    setTimeout(() => sides.forEach((side) => side?.destroy()), FLUSH_MS).unref();
  }

  async #through(): Promise<string> {
    const { leaves, handshakeTimeoutMs: timeoutMs, nanos } = this.#context;
    const hello = await readHello(this.#socket, timeoutMs);
    this.#know({ serverName: hello.serverName ?? "" });
    const { connection, protocol } = await this.#dial(hello);
    this.#robot = connection.socket;
    this.#robot.on("error", () => undefined);
    this.#know({ robot: connection.address, robotTls: connection.tlsVersion, protocol, chain: trusted(connection) });
    const leaf = await leaves.for(hello.serverName, this.#socket.localAddress?.replace(MAPPED_V4, ""));
    this.#hasTls = true;
    const client = await clientTls(this.#socket, leaf, { protocol, timeoutMs });
    this.#client = client;
    this.#know({ clientTls: client.getProtocol() ?? "" });
    this.#tellOpened();
    if (this.#giveUp.signal.aborted) client.destroy();
    const at = (): { readonly connection: number; readonly atNanos: bigint } => ({
      connection: this.#id,
      atNanos: nanos(),
    });
    return forwardBoth(client, connection.socket, {
      onBytes: (side, bytes) => this.#tell({ kind: "bytes", ...at(), side, bytes }),
      onEnd: (side) => this.#tell({ kind: "ended", ...at(), side }),
    });
  }

  /** Go to the robot, with the protocol that the client likes best and the robot speaks. */
  async #dial({ serverName, protocols }: ClientHello): Promise<Dialled> {
    const { signal } = this.#giveUp;
    const offersH2 = protocols.includes("h2");
    // A client that does not ask speaks HTTP/1.1 (RFC 7301 is younger than that).
    const offersH1 = protocols.length === 0 || protocols.includes("http/1.1");
    if (!offersH2 && !offersH1) {
      throw new TapError("TAP_NO_PROTOCOL", `the client speaks ${protocols.join(", ")}, and no HTTP that a robot has`);
    }
    const dial = async (protocol: "h2" | "http/1.1"): Promise<Dialled> => ({
      connection: await this.#context.dial({ serverName, protocol, signal }),
      protocol,
    });
    try {
      return await dial(offersH2 ? "h2" : "http/1.1");
    } catch (error) {
      if (error instanceof TrustError) this.#know({ chain: `refused: ${error.message}` });
      if (!(error instanceof ConnectError && error.code === "TLS_NO_H2" && offersH2 && offersH1)) throw error;
      return dial("http/1.1");
    }
  }

  #know(facts: Partial<OpenedFacts>): void {
    this.#opened = { ...this.#opened, ...facts };
  }

  #tellOpened(): void {
    if (this.#hasOpened) return;
    this.#hasOpened = true;
    this.#tell({ kind: "opened", connection: this.#id, atNanos: this.#context.nanos(), ...this.#opened });
  }

  #tell(record: ConnectionRecord): void {
    this.#context.observe(record);
  }
}

interface Dialled {
  readonly connection: TlsConnection;
  readonly protocol: "h2" | "http/1.1";
}

function trusted({ path }: TlsConnection): string {
  return `trusted: ${path.map(({ subject }) => subject.text).join(" ← ")}`;
}

function alertFor(error: unknown): number {
  if (error instanceof TrustError) return Alert.accessDenied;
  if (!(error instanceof TapError)) return Alert.internalError;
  if (error.code === "TAP_NO_PROTOCOL") return Alert.noApplicationProtocol;
  return error.code === "TAP_HELLO_MALFORMED" ? Alert.decodeError : Alert.handshakeFailure;
}
