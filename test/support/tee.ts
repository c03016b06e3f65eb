/** A loopback connection that someone reads along: what each side sent, in the order in which it passed. */
import { connect, createServer } from "node:net";
import { onTestFinished } from "vitest";

/** Bytes as they passed. */
export interface Passed {
  readonly side: "client" | "server";
  readonly bytes: Uint8Array;
}

/** A port that leads to another. */
export interface Tee {
  readonly port: number;
  /** What passed so far, all connections together, oldest first; bytes of their own. */
  readonly passed: Passed[];
}

/** Listen on a free loopback port and pass everything on; closed after the test. */
export async function startTee(port: number): Promise<Tee> {
  const passed: Passed[] = [];
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    const pass = (side: Passed["side"], from: typeof client, to: typeof client): void => {
      sockets.add(from);
      from.on("data", (chunk: Uint8Array) => {
        passed.push({ side, bytes: Uint8Array.from(chunk) });
        to.write(chunk);
      });
      // Whoever goes, for whatever reason, the other has nobody to talk to.
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
    };
    pass("client", client, upstream);
    pass("server", upstream, client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening on a port");
  return { port: address.port, passed };
}
