/** What is left of calls that were ended early: nothing. */
import { describe, expect, it } from "vitest";
import { startProgram } from "../support/node-program.ts";
import type { LeakReport } from "./programs/cancelled-calls.ts";

const CALLS = 1008;
/** Half a KiB per call: the smallest object that a call leaves behind, with what it refers to, is more. */
const MARGIN_BYTES_PER_CALL = 512;

describe("a thousand bidi calls, ended at every point of their lives in every way", () => {
  it("leave no stream, socket, timer, listener or memory behind", { timeout: 60_000 }, async () => {
    const url = new URL("programs/cancelled-calls.ts", import.meta.url);
    const report = await startProgram(url, [CALLS], ["--expose-gc"]).next<LeakReport>();
    // What calls leave behind grows with every third of them; code that the engine compiles meanwhile grows in one or two.
    const grown = Math.min(...report.heapBytes.slice(1).map((bytes, third) => bytes - (report.heapBytes[third] ?? 0)));
    process.stderr.write(
      `${report.calls} calls ended early: heap ${report.heapBytes.join(" -> ")} bytes, ` +
        `${report.serverStreamsSeen} streams, ${report.sourcesTold} of ${report.sourcesBegun} sources told\n`,
    );
    const each = CALLS / 4;
    expect(report.outcomes).toEqual({
      "signal: CANCELLED": each,
      "deadline: DEADLINE_EXCEEDED": each,
      "break: left": each,
      "close: CANCELLED": each,
    });
    // Of the six points, the two without a stream never ask the source for anything.
    expect(report.serverStreamsSeen).toBe((CALLS * 4) / 6);
    expect(report.sourcesBegun).toBe((CALLS * 4) / 6);
    expect(report.sourcesTold).toBe(report.sourcesBegun);
    expect(report).toMatchObject({
      streamsLeft: 0,
      serverStreamsOpen: 0,
      socketsOpen: 0,
      clockTimers: 0,
      signalListeners: 0,
    });
    expect(report.resourcesAfter).toEqual(report.resourcesBefore);
    expect(grown).toBeLessThan((CALLS / 3) * MARGIN_BYTES_PER_CALL);
  });
});
