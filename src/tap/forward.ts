/** Two connected streams made one: what comes from either goes to the other, untouched, and is told of on its way. */
import type { Duplex } from "node:stream";
import type { RecordedSide } from "../recording/index.ts";

/** Hears what passes. */
export interface ForwardObserver {
  /** Called before the bytes are sent on. They are not to be changed. */
  onBytes(side: RecordedSide, bytes: Uint8Array): void;
  onEnd(side: RecordedSide): void;
}

/**
 * Join a client and a robot until both are closed. A stream that does not take more holds the other up, so that no more
 * than its buffer is kept; an end is passed on as one, the other way staying open; whatever else ends a stream breaks the
 * other off.
 * @returns why it is over, in words
 */
export function forwardBoth(client: Duplex, robot: Duplex, observer: ForwardObserver): Promise<string> {
  return new Promise((resolve) => {
    const ended = new Set<RecordedSide>();
    const errors: string[] = [];
    let open = 2;
    const oneWay = (side: RecordedSide, from: Duplex, to: Duplex): void => {
      const name = side === "client" ? "client" : "robot";
      from.on("data", (chunk: Uint8Array) => {
        observer.onBytes(side, chunk);
        if (!to.write(chunk)) from.pause();
      });
      to.on("drain", () => from.resume());
      from.on("end", () => {
        ended.add(side);
        observer.onEnd(side);
        to.end();
      });
      from.on("error", (error) => errors.push(`${name}: ${error.message}`));
      const onClose = (): void => {
        if (!ended.has(side) || !from.writableFinished) {
          if (errors.length === 0 && !to.destroyed) errors.push(`${name}: went away`);
          to.destroy();
        }
        if (--open === 0) resolve(errors[0] ?? "done");
      };
      // One that is closed by now says so no more.
      if (from.closed) setImmediate(onClose);
      else from.on("close", onClose);
    };
    // From here on: a socket that ends of itself when its peer has ended could not be half open.
    robot.allowHalfOpen = client.allowHalfOpen = true;
    oneWay("client", client, robot);
    oneWay("server", robot, client);
  });
}
