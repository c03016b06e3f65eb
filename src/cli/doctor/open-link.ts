/** A stream of bytes to the robot for one probe: the link that was asked for, or TCP to the first address that answered. */
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { formatAddress } from "../../discovery/index.ts";
import { connectFailure } from "../../tls/connect-failure.ts";
import { ConnectError } from "../../tls/index.ts";
import { Deadline } from "./deadline.ts";
import type { Visit } from "./visit.ts";

/**
 * Open one; whoever gets it destroys it.
 * @throws {ConnectError | ProxyError}
 */
export async function openLink(visit: Visit): Promise<Duplex> {
  const { options, endpoint, addresses, means } = visit;
  using deadline = new Deadline(visit.signal, options.timeoutMs);
  const { signal } = deadline;
  const made = await makeLink(visit, signal);
  if (made !== undefined) return made;
  const host = addresses[0] ?? endpoint.host;
  const socket = means.openTcp(host, endpoint.port);
  try {
    await once(socket, "connect", { signal });
    return socket;
  } catch (cause) {
    socket.on("error", () => undefined).destroy();
    visit.signal.throwIfAborted();
    const why = signal.aborted ? Object.assign(new Error("timed out"), { code: "ETIMEDOUT" }) : cause;
    throw connectFailure(why, formatAddress({ host, port: endpoint.port }), "tcp");
  }
}

/** What its maker throws is its own affair, unless it was told to stop. */
async function makeLink(
  { options, endpoint, signal: caller }: Visit,
  signal: AbortSignal,
): Promise<Duplex | undefined> {
  try {
    return await options.link?.(endpoint, { signal });
  } catch (cause) {
    caller.throwIfAborted();
    if (!signal.aborted) throw cause;
    const detail = `no link to the robot within ${options.timeoutMs} ms`;
    throw new ConnectError("CONNECT_TIMEOUT", formatAddress(endpoint), "link", detail, { cause });
  }
}
