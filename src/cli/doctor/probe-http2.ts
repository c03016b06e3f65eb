/** HTTP/2 on a connection to a trusted peer: what its SETTINGS say, and how long a PING takes. */
import { once } from "node:events";
import { connect as connectHttp2, type Settings } from "node:http2";
import type { Duplex } from "node:stream";
import { TransportError } from "../../grpc/index.ts";
import { Deadline } from "./deadline.ts";

/** How to look. */
export interface ProbeHttp2Options {
  /** Verified; destroyed with the probe. */
  readonly socket: Duplex;
  /** For messages: `host:port`. */
  readonly address: string;
  readonly authority: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** What the peer said. */
export interface Http2Probe {
  readonly settings: Settings;
  readonly pingMs: number;
}

/** Begin HTTP/2, ping, and leave. @throws {TransportError} `TRANSPORT_PROTOCOL` */
export async function probeHttp2(options: ProbeHttp2Options): Promise<Http2Probe> {
  const { socket, address, timeoutMs } = options;
  using deadline = new Deadline(options.signal, timeoutMs);
  const over = deadline.signal;
  socket.on("error", () => undefined);
  const session = connectHttp2(`https://${options.authority}`, { createConnection: () => socket });
  const closed = once(session, "close", { signal: over }).then(() => {
    throw new Error("the peer closed the connection");
  });
  closed.catch(() => undefined);
  try {
    const [settings] = (await Promise.race([once(session, "remoteSettings", { signal: over }), closed])) as [Settings];
    const ping = new Promise<number>((resolve, reject) => {
      session.ping((error, durationMs) => {
        if (error === null) resolve(durationMs);
        else reject(error);
      });
    });
    ping.catch(() => undefined);
    const timedOut = once(over, "abort").then(() => {
      throw new Error("the PING was not answered");
    });
    timedOut.catch(() => undefined);
    return { settings: { ...settings }, pingMs: await Promise.race([ping, closed, timedOut]) };
  } catch (cause) {
    options.signal.throwIfAborted();
    const why = over.aborted
      ? `no HTTP/2 SETTINGS, or no answer to a PING, within ${timeoutMs} ms`
      : `not HTTP/2: ${(cause as Error).message}`;
    throw new TransportError("TRANSPORT_PROTOCOL", address, why, { cause });
  } finally {
    session.on("error", () => undefined);
    session.destroy();
    socket.destroy();
  }
}
