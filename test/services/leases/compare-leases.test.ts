import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareLeases, createNewerLease, createSublease, isValidLease } from "../../../src/services/index.ts";

function body(...sequence: number[]): { resource: string; epoch: string; sequence: number[]; clientNames: string[] } {
  return { resource: "body", epoch: "boot-1", sequence, clientNames: ["srv"] };
}

const sequences = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 1, maxLength: 5 });

describe("comparing leases", () => {
  it.each([
    [[8], [8], "same"],
    [[9], [8], "newer"],
    [[7], [8], "older"],
    [[8], [8, 0], "super-lease"],
    [[8, 0], [8], "sub-lease"],
    [[8, 1], [8, 0], "newer"],
    [[8, 0, 5], [8, 1], "older"],
    [[9], [8, 7, 7], "newer"],
    [[8, 7, 7], [9], "older"],
  ] as const)("calls %j against %j %s", (a, b, expected) => {
    expect(compareLeases(body(...a), body(...b))).toBe(expected);
  });

  it("looks at the resource first, unless it is told not to", () => {
    const arm = { ...body(9), resource: "arm", epoch: "boot-2" };
    expect(compareLeases(arm, body(8))).toBe("different-resources");
    expect(compareLeases(arm, body(8), { ignoreResources: true })).toBe("different-epochs");
    expect(compareLeases({ ...arm, epoch: "boot-1" }, body(8), { ignoreResources: true })).toBe("newer");
  });

  it("does not order leases of different epochs", () => {
    expect(compareLeases({ ...body(9), epoch: "boot-2" }, body(8))).toBe("different-epochs");
  });

  it("pays no heed to client names, and takes fields left out as empty", () => {
    expect(compareLeases({ ...body(8), clientNames: [] }, body(8))).toBe("same");
    expect(compareLeases({}, { resource: "", epoch: "", sequence: [] })).toBe("same");
  });

  it("says the opposite the other way round", () => {
    const opposite: Record<string, string> = {
      same: "same",
      newer: "older",
      older: "newer",
      "super-lease": "sub-lease",
      "sub-lease": "super-lease",
    };
    fc.assert(
      fc.property(sequences, sequences, (a, b) => {
        expect(compareLeases(body(...b), body(...a))).toBe(opposite[compareLeases(body(...a), body(...b))]);
      }),
    );
  });
});

describe("a lease made of another", () => {
  it("is the next in line, and newer", () => {
    expect(createNewerLease(body(8, 0))).toMatchObject({ ...body(8, 1) });
    fc.assert(
      fc.property(sequences, (sequence) => {
        expect(compareLeases(createNewerLease(body(...sequence)), body(...sequence))).toBe("newer");
        expect(compareLeases(createSublease(body(...sequence)), body(...sequence))).toBe("sub-lease");
      }),
    );
  });

  it("is a sub-lease with the name of who is to use it, if there is one", () => {
    expect(createSublease(body(8), "me")).toMatchObject({ sequence: [8, 0], clientNames: ["srv", "me"] });
    expect(createSublease(body(8))).toMatchObject({ sequence: [8, 0], clientNames: ["srv"] });
    expect(createSublease(body(8), "").clientNames).toEqual(["srv"]);
  });

  it("leaves the other as it is, and keeps what a newer release has put into it", () => {
    const lease = { ...body(8), $unknown: [{ tag: 50, bytes: new Uint8Array([1]) }] as never };
    const newer = createNewerLease(lease);
    expect(lease.sequence).toEqual([8]);
    expect(newer.$unknown).toEqual(lease.$unknown);
    expect(newer.clientNames).not.toBe(lease.clientNames);
  });

  it("cannot be made of one that is none", () => {
    for (const lease of [{}, { resource: "body" }, { sequence: [8] }]) {
      expect(isValidLease(lease)).toBe(false);
      expect(() => createNewerLease(lease)).toThrow(TypeError);
      expect(() => createSublease(lease, "me")).toThrow(TypeError);
    }
    expect(isValidLease(undefined)).toBe(false);
  });

  it("does not go beyond what a sequence can hold", () => {
    expect(createNewerLease(body(8, 4_294_967_294)).sequence).toEqual([8, 4_294_967_295]);
    expect(() => createNewerLease(body(8, 4_294_967_295))).toThrow(RangeError);
  });
});
