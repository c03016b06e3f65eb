/** The open connections of a listener, how many there have been, and what became of those that are gone. */
import type { Socket } from "node:net";
import type { Clock } from "../clock.ts";
import type { LinkCounters } from "../transport.ts";
import type { ConnectionLimits, DropReason, PeerDrop } from "./connection-limits.ts";
import { NodeConnection, peerOf } from "./node-connection.ts";

interface SetOptions {
  readonly limits: ConnectionLimits;
  readonly clock: Clock;
  readonly onDrop: ((drop: PeerDrop) => void) | undefined;
}

type Ends = Pick<Socket, "remoteAddress" | "remotePort" | "localAddress">;

/** Connections by their two ends: TLS and HTTP/2 bring sockets of their own, which have the same ends. */
export class ConnectionSet {
  readonly #options: SetOptions;
  readonly #open = new Map<string, NodeConnection>();
  readonly #dropped: Partial<Record<DropReason, number>> = {};
  #accepted = 0;
  #sent = 0;
  #received = 0;

  constructor(options: SetOptions) {
    this.#options = options;
  }

  /** Take a socket, or refuse it. */
  add(socket: Socket): boolean {
    // Gone before it was looked at.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return false;
    }
    const { limits, clock } = this.#options;
    if (this.#open.size >= limits.maxConnections) {
      this.refuse(socket, "too-many-connections");
      return false;
    }
    const key = keyOf(socket);
    const onDrop = (reason: DropReason, peer: string): void => this.#drop(reason, peer);
    this.#open.set(key, new NodeConnection(socket, { limits, clock, onDrop }));
    this.#accepted++;
    socket.once("close", () => {
      this.#open.delete(key);
      this.#sent += socket.bytesWritten;
      this.#received += socket.bytesRead;
    });
    return true;
  }

  /** Close a socket unread. */
  refuse(socket: Socket, reason: DropReason): void {
    this.#drop(reason, peerOf(socket));
    socket.destroy();
  }

  /** The connection that a socket of TLS or HTTP/2 belongs to. */
  find(socket: Ends): NodeConnection | undefined {
    return this.#open.get(keyOf(socket));
  }

  counters(): LinkCounters {
    let bytesSent = this.#sent;
    let bytesReceived = this.#received;
    for (const { bytesWritten, bytesRead } of this.#open.values()) {
      bytesSent += bytesWritten;
      bytesReceived += bytesRead;
    }
    return { bytesSent, bytesReceived };
  }

  stats(): { open: number; accepted: number; dropped: Partial<Record<DropReason, number>> } {
    return { open: this.#open.size, accepted: this.#accepted, dropped: { ...this.#dropped } };
  }

  *[Symbol.iterator](): IterableIterator<NodeConnection> {
    yield* [...this.#open.values()];
  }

  #drop(reason: DropReason, peer: string): void {
    this.#dropped[reason] = (this.#dropped[reason] ?? 0) + 1;
    this.#options.onDrop?.({ reason, peer });
  }
}

function keyOf({ remoteAddress, remotePort, localAddress }: Ends): string {
  return `${remoteAddress} ${remotePort} ${localAddress}`;
}
