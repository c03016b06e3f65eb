import { expect, it, describe } from "vitest";
import { answerChallenge } from "../../../src/robot/estop/challenge.ts";

describe("answerChallenge", () => {
  it("turns every one of 64 bits round", () => {
    expect(answerChallenge(1n)).toBe(18446744073709551614n);
    expect(answerChallenge(0n)).toBe(18446744073709551615n);
    expect(answerChallenge(18446744073709551615n)).toBe(0n);
    expect(answerChallenge(0x8000_0000_0000_0000n)).toBe(0x7fff_ffff_ffff_ffffn);
  });
});
