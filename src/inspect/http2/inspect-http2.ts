/** All that one side of a connection has sent, read at once. */
import { ConnectionInspector, type ConnectionInspectorOptions } from "../connection.ts";
import type { InspectedCall, InspectedFrame, Side } from "../inspected.ts";

/** How to inspect one side. */
export type InspectHttp2Options = Omit<ConnectionInspectorOptions, "isOneSided">;

/** What one side has sent. */
export interface InspectedHttp2 {
  /** In the order of their bytes: together they are all of them. Their times are 0. */
  readonly frames: readonly InspectedFrame[];
  readonly calls: readonly InspectedCall[];
}

/**
 * Inspect what one side has sent. A server does not say which methods it answers: name them by `path` or `types`.
 * @throws {RangeError} a limit is none
 */
export function inspectHttp2(bytes: Uint8Array, side: Side, options: InspectHttp2Options): InspectedHttp2 {
  const inspector = new ConnectionInspector({ ...options, isOneSided: true });
  const frames = [...inspector.push(side, bytes, 0n), ...inspector.end(side, 0n)];
  return { frames: frames.sort((a, b) => a.offset - b.offset), calls: inspector.calls };
}
