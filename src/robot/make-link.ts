/** Waits for a link of the caller's own no longer than a connection may take, and says in our terms why there is none. */
import type { Duplex } from "node:stream";
import { formatAddress, type RobotEndpoint } from "../discovery/index.ts";
import { SpotError } from "../errors.ts";
import { connectFailure } from "../tls/connect-failure.ts";
import { ConnectError, type LinkMaker } from "../tls/index.ts";

/** How long to wait. */
export interface MakeLinkOptions {
  /** Budget in milliseconds. */
  readonly timeoutMs: number;
  /** Ends the wait with `CONNECT_ABORTED`. */
  readonly signal: AbortSignal;
}

/**
 * Make one link to a robot. A link that comes too late is destroyed.
 * @returns `undefined` where the maker has none for this robot
 * @throws {ConnectError} of phase `link`: the maker failed, was aborted, or took too long
 * @throws {SpotError} the maker's own
 */
export async function makeLink(
  maker: LinkMaker,
  endpoint: RobotEndpoint,
  { timeoutMs, signal }: MakeLinkOptions,
): Promise<Duplex | undefined> {
  const address = formatAddress(endpoint);
  const over = new AbortController();
  let giveUp: (error: ConnectError) => void = () => undefined;
  const givenUp = new Promise<never>((_, reject) => {
    giveUp = (error) => {
      reject(error);
      over.abort(error);
    };
  });
  const onAbort = (): void => {
    const cause: unknown = signal.reason;
    giveUp(
      new ConnectError("CONNECT_ABORTED", address, "link", "the caller gave up before there was a link", { cause }),
    );
  };
  const timer = setTimeout(() => {
    giveUp(new ConnectError("CONNECT_TIMEOUT", address, "link", `no link to the robot within ${timeoutMs} ms`));
  }, timeoutMs);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    return await Promise.race([givenUp, make(maker, endpoint, over.signal)]);
  } catch (error) {
    throw error instanceof SpotError || error instanceof TypeError ? error : connectFailure(error, address, "link");
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", onAbort);
  }
}

async function make(maker: LinkMaker, endpoint: RobotEndpoint, signal: AbortSignal): Promise<Duplex | undefined> {
  const link = await maker(endpoint, { signal });
  if (!signal.aborted) return link;
  link?.on("error", () => undefined).destroy();
  return undefined; // nobody waits
}
