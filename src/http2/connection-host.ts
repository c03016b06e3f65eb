/** What a connection needs of whoever has its link: nothing of it is Node's. */
import type { Clock } from "../grpc/clock.ts";
import type { TransportError } from "../grpc/errors.ts";
import type { Origin } from "./request-fields.ts";

/** Whoever has the link. */
export interface ConnectionHost {
  /** Call `flush` soon, once what runs at the moment has run. */
  schedule(): void;
  /** Send bytes. `false`: no more of them until `drained` is called. */
  write(bytes: Uint8Array): boolean;
  /** The peer's first SETTINGS have come. */
  onReady(): void;
  /** No more streams can be opened; those that run go on. */
  onDraining(): void;
  /** It is over: send these last bytes and close the link. Called once. */
  onOver(error: TransportError, lastBytes: Uint8Array): void;
}

/** How a connection is made. */
export interface ConnectionOptions {
  readonly host: ConnectionHost;
  /** For messages to people. */
  readonly address: string;
  readonly origin: Origin;
  readonly clock: Clock;
  /** What the peer may send unread, on each stream and in all; at least 65,535. */
  readonly windowBytes: number;
  /** Of the first stream, odd. Default 1. */
  readonly firstStreamId?: number;
}
