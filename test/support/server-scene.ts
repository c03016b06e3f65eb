/** A server under a hostile client's hands, and a well-behaved client beside it that must not notice. */
import { expect, onTestFinished } from "vitest";
import type { ConnectionLimits, PeerDrop } from "../../src/grpc/h2/connection-limits.ts";
import { listenNode, type NodeListener, type NodeListenerOptions } from "../../src/grpc/h2/node-listener.ts";
import { GrpcServer } from "../../src/grpc/server/server.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { openChannel } from "./channels.ts";
import { serveEcho } from "./echo-server.ts";
import { Echo } from "./echo-service.ts";
import { ManualClock } from "./manual-clock.ts";
import { connectRaw, type RawClient } from "./raw-client.ts";
import { Flag, frame } from "./scripted-peer.ts";
import { settle } from "./scripted-transport.ts";

/** What a test has in hand. */
export interface Scene {
  readonly listener: NodeListener;
  readonly clock: ManualClock;
  readonly drops: PeerDrop[];
  /** How many calls reached a handler. */
  readonly handled: () => number;
  /** Call on the connection that has been open from the start, and see that it is still the same one. */
  readonly bystanderIsServed: () => Promise<void>;
}

/** A server with low limits on a clock of the test's, and a client with a call open on it. */
export async function scene(limits: Partial<ConnectionLimits> = {}, options: NodeListenerOptions = {}): Promise<Scene> {
  const clock = new ManualClock();
  const drops: PeerDrop[] = [];
  let handled = 0;
  const server = new GrpcServer({
    clock,
    admit: () => {
      handled++;
      return undefined;
    },
  });
  serveEcho(server);
  const onDrop = (drop: PeerDrop): void => void drops.push(drop);
  const listener = await listenNode(server.accept, { clock, limits, onDrop, ...options });
  onTestFinished(() => listener.close());
  const channel = openChannel(listener.port);
  let say: ((text: string) => void) | undefined;
  const texts = async function* (): AsyncGenerator<string> {
    for (;;) yield await new Promise<string>((resolve) => (say = resolve));
  };
  const dialogue = channel.bidiStreaming(Echo.each, texts(), { timeoutMs: Infinity })[Symbol.asyncIterator]();
  const bystanderIsServed = async (): Promise<void> => {
    const answer = dialogue.next();
    while (say === undefined) await settle();
    say("still here");
    say = undefined;
    expect((await answer).value).toBe("still here");
    expect(await channel.unary(Echo.once, "x")).toBe("x");
    expect(channel.stats().sessions).toBe(1);
  };
  await bystanderIsServed();
  return { listener, clock, drops, handled: () => handled, bystanderIsServed };
}

/** A server with TLS and nobody on it. */
export async function tlsScene(): Promise<Pick<Scene, "listener" | "clock" | "drops">> {
  const authority = await mintAuthority({ commonName: "roots" });
  const credentials = await authority.issue({ commonName: "tls.test" });
  const clock = new ManualClock();
  const drops: PeerDrop[] = [];
  const onDrop = (drop: PeerDrop): void => void drops.push(drop);
  const server = new GrpcServer();
  serveEcho(server);
  const listener = await listenNode(server.accept, { credentials, clock, onDrop });
  onTestFinished(() => listener.close());
  return { listener, clock, drops };
}

/** Connect and begin HTTP/2. */
export async function beginRaw(port: number): Promise<RawClient> {
  const client = await connectRaw(port);
  client.begin();
  await client.ping();
  return client;
}

/** Acknowledgements of the PINGs that a server has sent. */
export function answerPings(client: RawClient): Uint8Array[] {
  const pings = client.frames.filter(({ name, flags }) => name === "PING" && flags === Flag.NONE);
  return pings.map(({ payload }) => frame("PING", Flag.ACK, 0, payload));
}
