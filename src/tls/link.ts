/**
 * Links: what carries TLS to a robot in place of a TCP connection of ours. A radio, a serial bridge, an SSH channel or a
 * proxy's tunnel is a duplex stream of bytes; who can make one can reach a robot over it.
 */
import type { Duplex } from "node:stream";

/** Where a link is to lead. */
export interface LinkTarget {
  /** IP address (IPv6 without brackets) or host name. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** How one link is asked for. */
export interface LinkOptions {
  /** Aborted when nobody waits for the link any more: the caller gave up, or its time is over. */
  readonly signal: AbortSignal;
}

/**
 * Makes a link to a robot, asked anew for every connection; each needs a link of its own. The stream must be open when
 * the promise resolves, carry bytes in both directions unchanged and in order, and belongs to the connection from then
 * on, which destroys it at its end. `undefined` says "none for this robot": it is then reached by TCP.
 *
 * The stream's own `bytesRead` and `bytesWritten` are reported where it has them, otherwise its bytes are counted.
 */
export type LinkMaker = (target: LinkTarget, options: LinkOptions) => Promise<Duplex | undefined>;
