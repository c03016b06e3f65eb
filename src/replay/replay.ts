/**
 * A recording served as a robot, for tests without one. It answers what was recorded, as it was recorded, and refuses the
 * rest: it never makes anything up.
 */
import { type Clock, systemClock } from "../grpc/index.ts";
import { type IncomingStream, listenNode } from "../grpc/server/index.ts";
import type { SchemaRegistry } from "../reflect/index.ts";
import { mintAuthority } from "../tls/mint.ts";
import { CallBook } from "./call-book.ts";
import { ReplayError } from "./errors.ts";
import type { RecordedCall } from "./recorded-call.ts";
import { ReplayedCall, type ReplayContext } from "./replayed-call.ts";
import { RequestViews } from "./request-view.ts";

/** How to replay. */
export interface ReplayOptions {
  /** What was recorded: `readCalls` gets it out of a recording. */
  readonly calls: readonly RecordedCall[];
  /** Reads requests, so that they can be compared without what differs from run to run. */
  readonly registry: SchemaRegistry;
  /** Hears, in words, of every call that was not recorded, and of those answered a second time. It must not throw. */
  readonly onReport: (text: string) => void;
  /** More request fields that do not count, as `bosdyn.api.TimeSyncUpdateRequest.previous_round_trip`. Default none. */
  readonly ignoredFields?: readonly string[] | undefined;
  /** Whether answers take as long as they took. Default: they come at once. */
  readonly isPaced?: boolean | undefined;
  /** Default `127.0.0.1`. */
  readonly host?: string | undefined;
  /** Default 0: any free port. */
  readonly port?: number | undefined;
  /** Paces answers. Default: this machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** A recording that is being served. */
export interface Replay extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** The root that clients must trust, PEM: new in each replay. */
  readonly rootPem: string;
  /** Recorded calls that nobody has asked for yet. */
  readonly unusedCalls: number;
  /** Stop listening and drop every connection. */
  close(): Promise<void>;
}

/**
 * Serve recorded calls as a robot, behind TLS with a certificate of its own.
 * @throws {ReplayError} `REPLAY_NO_CALLS`
 * @throws {TransportError} `TRANSPORT_CONNECT_FAILED`: the port is taken, or the address is not this machine's
 */
export async function startReplay(options: ReplayOptions): Promise<Replay> {
  const { calls, registry, host, port } = options;
  if (calls.length === 0) throw new ReplayError();
  const views = new RequestViews(registry, options.ignoredFields);
  const book = new CallBook(calls, views);
  const context: ReplayContext = {
    book,
    clock: options.clock ?? systemClock,
    isPaced: options.isPaced ?? false,
    takesOneRequest: (path) => views.takesOneRequest(path),
    report: options.onReport,
  };
  const root = await mintAuthority({
    commonName: "spotwire replay root",
    organization: "spotwire replay",
    keyType: "ec",
  });
  const credentials = await root.issue({ commonName: "replay.spot.robot", keyType: "ec" });
  const accept = (incoming: IncomingStream): void => {
    new ReplayedCall(incoming, context).begin();
  };
  const listener = await listenNode(accept, { host, port, credentials });
  const close = (): Promise<void> => listener.close();
  return {
    host: listener.host,
    port: listener.port,
    rootPem: root.certificatePem,
    get unusedCalls() {
      return book.unused;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
