/**
 * Whether the robot is there. One whose power is off says nothing: calls get no answer, and end at their deadlines, when
 * its connections die, or when it is back.
 */
import { RpcError } from "../grpc/errors.ts";
import type { ServerInterceptor } from "../grpc/server/index.ts";
import type { Timeline } from "./timeline.ts";

/** One robot's time with us, from boot to power-off. */
export class Presence {
  #isAway = false;
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  /** Whether it is off, or on its way back. */
  get isAway(): boolean {
    return this.#isAway;
  }

  /** Fall silent. */
  leave(): void {
    this.#isAway = true;
  }

  /** End all calls that had no answer: another boot has begun, of which they know nothing. */
  end(): void {
    this.#isAway = true;
    this.#isOver = true;
    for (const wake of this.#waiting) wake();
  }

  /** Bring the timeline up to now before each request, and keep from the client what comes after the robot left. */
  intercept(timeline: Timeline): ServerInterceptor {
    const silence = (path: string, signal: AbortSignal): Promise<void> => this.#silence(path, signal);
    const isAway = (): boolean => this.#isAway;
    return async function* ({ context: { path, signal }, requests }, next) {
      const upToDate = async function* (): AsyncGenerator {
        for await (const request of requests) {
          timeline.advance();
          yield request;
        }
      };
      if (isAway()) await silence(path, signal);
      for await (const response of next(upToDate())) {
        if (isAway()) await silence(path, signal);
        yield response;
      }
      if (isAway()) await silence(path, signal);
    };
  }

  /** Wait for the next boot, or the client's patience to end. @throws {RpcError} always: there is no answer */
  async #silence(path: string, signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      if (signal.aborted || this.#isOver) resolve();
      else {
        this.#waiting.add(wake);
        signal.addEventListener("abort", wake);
      }
    });
    throw new RpcError("UNAVAILABLE", path, "the robot's power was off");
  }
}
