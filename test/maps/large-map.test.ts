import { describe, expect, it } from "vitest";
import { startProgram } from "../support/node-program.ts";

const MEBIBYTE = 1_048_576;

interface Outcome {
  readonly bytes: number;
  readonly received: number;
  readonly missing: number;
  readonly fetchBytes: number;
  readonly sendBytes: number;
}

describe("a map with a snapshot of 200 MiB", () => {
  it("goes to a folder and back in a fraction of that memory", { timeout: 120_000 }, async () => {
    const program = startProgram(new URL("large-map-program.ts", import.meta.url), [200], ["--expose-gc"]);
    const { bytes, received, missing, fetchBytes, sendBytes } = await program.next<Outcome>();
    expect(bytes).toBeGreaterThan(199 * MEBIBYTE);
    // With its tag and length.
    expect(received).toBe(bytes + 5);
    expect(missing).toBe(0);
    // A few chunks of 1 MiB at a time; the garbage of those before is collected in its own time.
    expect(fetchBytes).toBeLessThan(100 * MEBIBYTE);
    expect(sendBytes).toBeLessThan(100 * MEBIBYTE);
  });
});
