/** Callbacks that are called in the middle of other people's work, and must not break it. */
import process from "node:process";

/** Tell a listener something. What it throws becomes a warning of the process. */
export function tell<T>(listener: (value: T) => void, value: T): void {
  try {
    listener(value);
  } catch (thrown) {
    warn(thrown);
  }
}

/** Make a warning of the process, for what nobody listens to. */
export function warn(error: unknown): void {
  process.emitWarning(error instanceof Error ? error : new Error(String(error)));
}
