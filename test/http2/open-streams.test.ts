import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OpenStreams } from "../../src/http2/open-streams.ts";

describe("OpenStreams", () => {
  it("holds what a map would, in the order of identifiers", () => {
    const step = fc.oneof(fc.constant("add" as const), fc.nat({ max: 60 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
        const open = new OpenStreams<{ readonly id: number }>();
        const map = new Map<number, { readonly id: number }>();
        let nextId = 1;
        for (const each of steps) {
          if (each === "add") {
            const stream = { id: nextId };
            open.add(stream);
            map.set(nextId, stream);
            nextId += 2;
          } else {
            expect(open.get(each)).toBe(map.get(each));
            open.remove(map.get(each) ?? { id: each });
            map.delete(each);
          }
          expect([...open]).toEqual([...map.values()]);
          expect(open.size).toBe(map.size);
        }
      }),
    );
  });

  it("takes out only what is in it, not what has the same identifier", () => {
    const open = new OpenStreams<{ readonly id: number }>();
    open.add({ id: 1 });
    open.remove({ id: 1 });
    expect(open.size).toBe(1);
  });
});
