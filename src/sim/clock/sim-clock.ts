/** Time inside the simulator: one clock for everything, so that a test can hold it and move it. */

/** The robot's clock. */
export interface SimClock {
  /** Robot time: nanoseconds since the Unix epoch on the robot's own clock, which is not the client's. */
  now(): bigint;
  /** Milliseconds since the robot booted; never steps. */
  uptimeMs(): number;
  /** Resolve after a pause, or early (never rejecting) when the signal is aborted. */
  sleep(delayMs: number, signal: AbortSignal): Promise<void>;
}

const MIN_SPEED = 0.1;
const MAX_SPEED = 1000;

/**
 * A clock that runs with this machine's, at an offset: robots' clocks differ from their clients', and a program that
 * forgets it should fail here rather than on a robot.
 * @param offsetMs robot clock minus this machine's at boot, in milliseconds
 * @param speed seconds of the robot's in one of this machine's, 0.1 to 1000; default 1
 * @throws {RangeError} `speed` is not within its range
 */
export function offsetClock(offsetMs: number, speed = 1): SimClock {
  if (!(speed >= MIN_SPEED && speed <= MAX_SPEED)) {
    throw new RangeError(`speed is within ${MIN_SPEED} to ${MAX_SPEED}, not ${speed}`);
  }
  const bootedAt = performance.now();
  const epochNanos = BigInt(Math.round((Date.now() + offsetMs) * 1000)) * 1000n;
  const uptimeMs = (): number => (performance.now() - bootedAt) * speed;
  return {
    uptimeMs,
    now: () => epochNanos + BigInt(Math.round(uptimeMs() * 1e6)),
    sleep(delayMs, signal) {
      if (signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, delayMs / speed);
        signal.addEventListener("abort", wake);
      });
    },
  };
}
