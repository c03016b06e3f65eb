/** The line above a frame's tree: whose it is, when it came, and which way it went. */
import type { InspectedFrame } from "./inspected.ts";
import { escaped } from "./plain-text.ts";

/** What a heading says besides what the frame knows. */
export interface FrameHeadingOptions {
  /** The connection's name, where there may be several. */
  readonly connection?: string | undefined;
  /** From when to count the time. Default: no time is said. */
  readonly sinceNanos?: bigint | undefined;
}

/** Say it in one line, a comment of annotated hex: `# connection 1, +0.001200 s, client -> server, stream 1, /a.B/C`. */
export function frameHeading(
  { side, atNanos, streamId, call }: InspectedFrame,
  { connection, sinceNanos }: FrameHeadingOptions = {},
): string {
  const parts = [
    ...(connection === undefined ? [] : [`connection ${connection}`]),
    ...(sinceNanos === undefined ? [] : [`+${(Number(atNanos - sinceNanos) / 1e9).toFixed(6)} s`]),
    side === "client" ? "client -> server" : "client <- server",
    ...(streamId === 0 ? [] : [`stream ${streamId}`]),
    ...(call?.path === undefined ? [] : [call.path]),
  ];
  return `# ${escaped(parts.join(", "))}`;
}
