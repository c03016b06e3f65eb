import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PendingData } from "../../src/http2/pending-data.ts";
import { concat } from "../support/hex.ts";

describe("PendingData", () => {
  const piece = fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 16_384 }));

  it("gives back what it took, in order, and keeps little more than that alive", () => {
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 100 }), fc.nat({ max: 5 }), (sizes, early) => {
        const pending = new PendingData();
        const [sent, received]: Uint8Array[][] = [[], []];
        const take = (): boolean => {
          const next = pending.shift();
          if (next !== undefined) received?.push(next);
          return next !== undefined;
        };
        for (const [i, size] of sizes.entries()) {
          // A view of a chunk that is much larger: the rest of it is of no use to anyone.
          const view = new Uint8Array(65_536).subarray(100, 100 + size).fill(i);
          sent?.push(view.slice());
          pending.push(view);
          view.fill(0xaa); // the next bytes come into the same memory
          if (i % 7 < early - 3) take();
        }
        const atOnce = received?.length ?? 0;
        while (take());
        expect(pending.isEmpty).toBe(true);
        expect(Buffer.compare(concat(...(received ?? [])), concat(...(sent ?? [])))).toBe(0);
        const kept = new Set(received?.slice(atOnce).map(({ buffer }) => buffer));
        const bytes = received?.slice(atOnce).reduce((sum, { length }) => sum + length, 0) ?? 0;
        const alive = [...kept].reduce((sum, { byteLength }) => sum + byteLength, 0);
        expect(alive).toBeLessThanOrEqual(8 * bytes + 4096);
      }),
    );
  });
});
