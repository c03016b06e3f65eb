import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BrokenUpload, ChunkJoiner, MAX_PIECES, PIECE_BYTES, pieces } from "../../../src/sim/maps/chunks.ts";
import { SnapshotStore } from "../../../src/sim/maps/snapshot-store.ts";
import { checkGraph } from "../../../src/sim/maps/graph-check.ts";
import { Graph } from "../../../src/messages/bosdyn/api/graph_nav/map.ts";

const chunk = (data: Uint8Array, totalSize: bigint) => ({ data, totalSize, $unknown: undefined });

describe("chunks", () => {
  it.each([0, 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES + 7])(
    "of %d bytes are at most 4 MB and make the whole",
    (size) => {
      const whole = Uint8Array.from({ length: size }, (_, i) => i % 251);
      const joiner = new ChunkJoiner(size);
      for (const piece of pieces(whole)) {
        expect(piece?.data?.length ?? 0).toBeLessThanOrEqual(4_000_000);
        if (piece !== undefined) expect(piece.totalSize).toBe(BigInt(size));
        joiner.add(piece && chunk(piece.data ?? new Uint8Array(), piece.totalSize ?? 0n));
      }
      expect(Buffer.compare(joiner.whole(), whole)).toBe(0);
    },
  );

  it.each<[string, () => void]>([
    ["more than the limit", () => new ChunkJoiner(10).add(chunk(new Uint8Array(11), 0n))],
    ["an announcement beyond the limit", () => new ChunkJoiner(10).add(chunk(new Uint8Array(1), 1n << 60n))],
    ["more than announced", () => new ChunkJoiner(100).add(chunk(new Uint8Array(3), 2n))],
    [
      "less than announced",
      () => {
        const joiner = new ChunkJoiner(100);
        joiner.add(chunk(new Uint8Array(3), 4n));
        joiner.whole();
      },
    ],
  ])("are refused that bring %s", (_what, bring) => {
    expect(bring).toThrow(BrokenUpload);
  });
});

describe("pieces of an upload", () => {
  it("count for nothing when they are empty, and are a hundred thousand at most", () => {
    const joiner = new ChunkJoiner(1_000_000);
    const one = chunk(Uint8Array.of(7), 0n);
    for (let i = 0; i <= MAX_PIECES; i++) joiner.add(chunk(new Uint8Array(0), 0n));
    for (let i = 0; i < MAX_PIECES; i++) joiner.add(one);
    expect(joiner.whole()).toHaveLength(MAX_PIECES);
    expect(() => joiner.add(one)).toThrow(BrokenUpload);
  });
});

describe("the snapshot store", () => {
  it("makes room with what is not in use, oldest first, and refuses when all is", () => {
    const store = new SnapshotStore(100);
    const used = new Set(["b"]);
    const keep = (id: string, bytes: number): boolean =>
      store.keep(id, new Uint8Array(bytes), (each) => used.has(each));
    for (const id of ["a", "b", "c"]) expect(keep(id, 30)).toBe(true);
    expect(keep("d", 30)).toBe(true);
    expect(["a", "b", "c", "d"].filter((id) => store.has(id))).toEqual(["b", "c", "d"]);
    expect(keep("e", 80)).toBe(false);
    expect(
      ["b", "c", "d"].every((id) => store.has(id)),
      "a refusal drops nothing",
    ).toBe(true);
    expect(keep("e", 70)).toBe(true);
    expect(["b", "c", "d", "e"].filter((id) => store.has(id))).toEqual(["b", "e"]);
  });

  it("never holds more than it may", () => {
    const put = fc.record({ id: fc.constantFrom("a", "b", "c", "d"), size: fc.nat(60), isUsed: fc.boolean() });
    fc.assert(
      fc.property(fc.array(put), (puts) => {
        const store = new SnapshotStore(100);
        for (const { id, size, isUsed } of puts) store.keep(id, new Uint8Array(size), () => isUsed);
        const held = ["a", "b", "c", "d"].reduce((sum, id) => sum + (store.get(id)?.length ?? 0), 0);
        expect(held).toBeLessThanOrEqual(100);
      }),
    );
  });
});

describe("checkGraph", () => {
  it("lets edges lead to waypoints that are on the robot", () => {
    const fromTformTo = { rotation: { w: 1 } };
    const edges = [{ id: { fromWaypoint: "new", toWaypoint: "old" }, fromTformTo }];
    const graph = Graph.decode(Graph.encode({ waypoints: [{ id: "new" }], edges }));
    expect(checkGraph(graph, new Set(["old"]))).toBeUndefined();
    expect(checkGraph(graph, new Set())).toMatchObject({ missingWaypointIdsInEdges: ["old"] });
  });
});
