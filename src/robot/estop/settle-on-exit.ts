/**
 * What becomes of the motors when the program ends: on a signal, or on an error that nobody has caught, the robot is told
 * to sit down and cut motor power, and only then does the process end. A process that has no time left to say anything
 * (`process.exit`, SIGKILL, a power cut) falls silent, and the robot does the same by itself after the endpoint's timeout.
 */
import process from "node:process";
import { type Clock, systemClock } from "../../grpc/index.ts";
import type { EstopKeeper } from "./estop-keeper.ts";

/** How the process is to end. */
export interface SettleOnExitOptions {
  /** How long the process waits for the robot's answer, in milliseconds. Default 2000. */
  readonly timeoutMs?: number | undefined;
  /** Default: SIGINT, SIGTERM and SIGHUP. */
  readonly signals?: readonly NodeJS.Signals[] | undefined;
  readonly clock?: Clock | undefined;
  /** What ends the process; a test puts its own. Default: the process itself. */
  readonly process?: ExitingProcess | undefined;
}

/** What it needs of `process`. */
export interface ExitingProcess {
  readonly pid: number;
  on(event: string, listener: (...args: never[]) => void): unknown;
  off(event: string, listener: (...args: never[]) => void): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: NodeJS.Signals): unknown;
  exit(code: number): unknown;
  readonly stderr: { write(text: string): unknown };
}

const DEFAULT_TIMEOUT_MS = 2000;
const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Have the robot sit down and lose motor power when this process is told to end, or fails. Where the program listens to
 * the same events itself, ending the process stays its business.
 * @returns a function that takes it back
 * @example
 * ```ts
 * await using estop = await becomeEstop(robot, { name: "laptop", timeoutMs: 9000 });
 * settleOnExit(estop);
 * ```
 */
export function settleOnExit(estop: Pick<EstopKeeper, "settleThenCut">, options: SettleOnExitOptions = {}): () => void {
  const { timeoutMs = DEFAULT_TIMEOUT_MS, signals = SIGNALS, clock = systemClock, process: host = process } = options;
  let settling: Promise<void> | undefined;
  const settleOnce = (): Promise<void> =>
    new Promise((resolve) => {
      const cancel = clock.after(timeoutMs, resolve);
      const done = (): void => {
        cancel();
        resolve();
      };
      // A robot that cannot be told does it by itself.
      estop.settleThenCut({ timeoutMs }).then(done, done);
    });
  // A second signal waits with the first: the robot has not answered sooner for it.
  const settle = (): Promise<void> => (settling ??= settleOnce());

  const onSignal = (signal: NodeJS.Signals): void => {
    void settle().then(() => {
      takeBack();
      // With no listener left the signal does what it does by nature.
      if (host.listenerCount(signal) === 0) host.kill(host.pid, signal);
    });
  };
  const onError = (error: unknown): void => {
    host.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    void settle().then(() => {
      takeBack();
      if (host.listenerCount("uncaughtException") === 0) host.exit(1);
    });
  };

  for (const signal of signals) host.on(signal, onSignal);
  // A rejection that nobody handles arrives here too, as Node's default has it.
  host.on("uncaughtException", onError);
  const takeBack = (): void => {
    for (const signal of signals) host.off(signal, onSignal);
    host.off("uncaughtException", onError);
  };
  return takeBack;
}
