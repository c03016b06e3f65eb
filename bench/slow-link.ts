/**
 * A link of limited rate between two loopback ports: what comes from the server passes in 8 KiB pieces at so many bytes
 * per second, the connections taking turns, as routers with fair queues do. The other way it is not held up.
 */
import { connect, createServer, type AddressInfo, type Socket } from "node:net";

const PIECE_BYTES = 8 * 1024;
/** A short queue: a connection with more waiting is not read from, and TCP slows the server down. */
const QUEUE_BYTES = 64 * 1024;

/** Listen on a free port and carry connections to `port`; resolves to the port to connect to. */
export async function slowLink(port: number, bytesPerSecond: number): Promise<number> {
  const queues: { readonly to: Socket; readonly from: Socket; waiting: Buffer }[] = [];
  const server = createServer((to) => {
    const from = connect(port, "127.0.0.1");
    const queue = { to, from, waiting: Buffer.alloc(0) };
    queues.push(queue);
    to.pipe(from);
    from.on("data", (chunk) => {
      queue.waiting = Buffer.concat([queue.waiting, chunk]);
      if (queue.waiting.length > QUEUE_BYTES) from.pause();
    });
    const end = (): void => {
      to.destroy();
      from.destroy();
      queues.splice(queues.indexOf(queue), 1);
    };
    for (const socket of [to, from]) socket.on("error", () => undefined).once("close", end);
  });
  let budget = 0;
  let last = performance.now();
  let turn = 0;
  setInterval(() => {
    const now = performance.now();
    budget = Math.min(budget + ((now - last) * bytesPerSecond) / 1000, bytesPerSecond / 50);
    last = now;
    for (let idle = 0; budget > 0 && idle < queues.length;) {
      const queue = queues[turn++ % queues.length];
      if (queue === undefined || queue.waiting.length === 0) {
        idle++;
        continue;
      }
      idle = 0;
      const piece = queue.waiting.subarray(0, PIECE_BYTES);
      queue.waiting = queue.waiting.subarray(piece.length);
      queue.to.write(piece);
      budget -= piece.length;
      if (queue.waiting.length <= QUEUE_BYTES) queue.from.resume();
    }
  }, 1);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}
