/** The beginning of a session, whoever speaks HTTP/2 on it: it is one once the peer's SETTINGS have come. */
import { TransportError } from "../errors.ts";
import type { Transport } from "../transport.ts";
import { isTraced, type TraceableStart, watched } from "./trace-by-environment.ts";

/** On what, how long to wait, and for whom. */
export interface TransportStart extends TraceableStart {
  readonly signal?: AbortSignal | undefined;
  /** Default 10,000. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Begin a session and wait until it is ready.
 * @param begin makes it on the link that it is given, and calls back, later, once it is
 * @throws {TransportError} `TRANSPORT_LOST` the link had ended; `TRANSPORT_PROTOCOL` no SETTINGS in time;
 *   `TRANSPORT_CLOSED` the signal was aborted; whatever else ended the session
 */
export function startTransport<Start extends TransportStart>(
  start: Start,
  begin: (start: Start, onReady: () => void) => Transport,
): Promise<Transport> {
  // What is watched is read as a stream.
  if (isTraced()) return watched(start).then((link) => begun({ ...start, link, reads: undefined }, begin));
  return begun(start, begin);
}

function begun<Start extends TransportStart>(
  start: Start,
  begin: (start: Start, onReady: () => void) => Transport,
): Promise<Transport> {
  const { link, address, signal, timeoutMs = 10_000 } = start;
  if (link.destroyed || link.readableEnded) {
    // It broke while its maker was busy elsewhere. Its events are over: a session on it would wait for ever.
    link.destroy();
    return Promise.reject(new TransportError("TRANSPORT_LOST", address, "the connection closed before HTTP/2 began"));
  }
  return new Promise((resolve, reject) => {
    const transport = begin(start, () => {
      settle();
      resolve(transport);
    });
    const giveUp = (code: "TRANSPORT_PROTOCOL" | "TRANSPORT_CLOSED", detail: string): void =>
      transport.destroy(new TransportError(code, address, detail));
    const timer = setTimeout(
      () => giveUp("TRANSPORT_PROTOCOL", `no HTTP/2 SETTINGS within ${timeoutMs} ms: is this a gRPC port?`),
      timeoutMs,
    );
    const onAbort = (): void => giveUp("TRANSPORT_CLOSED", "connecting was cancelled");
    signal?.addEventListener("abort", onAbort, { once: true });
    const settle = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
    };
    void transport.closed.then((error) => {
      settle();
      reject(error);
    });
    if (signal?.aborted === true) onAbort();
  });
}
