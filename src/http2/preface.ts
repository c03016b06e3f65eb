/** What a client begins with (RFC 9113 §3.4), and what it asks of the server there. */
import type { ByteSink } from "./byte-sink.ts";
import { DEFAULT_WINDOW_BYTES } from "./flow-window.ts";
import { Setting, writeSettings } from "./frames/settings.ts";
import { writeWindowUpdate } from "./frames/window-update.ts";

/** Largest header list accepted, in bytes (§6.5.2); C-core announces the same order of size. */
export const MAX_HEADER_LIST_BYTES: number = 16 * 1024;

/**
 * Write the preface, our SETTINGS, and the rest of the connection's window, which SETTINGS do not touch (§6.9.2).
 * @param windowBytes of each stream, and of the connection; at least 65,535
 */
export function writePreface(out: ByteSink, windowBytes: number): void {
  out.latin1("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  writeSettings(out, [
    [Setting.ENABLE_PUSH, 0],
    [Setting.INITIAL_WINDOW_SIZE, windowBytes],
    [Setting.MAX_HEADER_LIST_SIZE, MAX_HEADER_LIST_BYTES],
  ]);
  // An increment of 0 is an error (§6.9).
  if (windowBytes > DEFAULT_WINDOW_BYTES) writeWindowUpdate(out, 0, windowBytes - DEFAULT_WINDOW_BYTES);
}
