/**
 * The tests that every message type of the robot's API has to pass, for several test files to share them out: they run
 * side by side.
 */
import { describe, expect, it } from "vitest";
import { loadApi } from "./oracle-api.ts";
import {
  expectAgreement,
  expectPrefixesRefused,
  expectUnknownKept,
  printSeed,
  randomEncodings,
} from "./oracle-properties.ts";

/** Random messages for each type, through both implementations. */
const RUNS = 8;
/** Encodings of which the longest is cut short. */
const ENCODINGS = 4;
/** How many prefixes of it are tried. */
const MAX_PREFIXES = 60;

/**
 * Test the codecs of some `.proto` files.
 * @param count how many message types these are, so that none is skipped unseen
 */
export function testCodecs(what: string, isWanted: (protoPath: string) => boolean, count: number): void {
  describe(`generated codecs of ${what}`, async () => {
    printSeed();
    const types = await loadApi(isWanted);
    const prefixes = { refused: 0, shorter: 0 };

    it(`are there for all ${count} message types`, () => {
      expect(types).toHaveLength(count);
    });

    for (const { name, type, codec } of types) {
      it(`hold for ${name}: agreement with protobufjs, unknown fields, prefixes`, () => {
        expectAgreement(type, codec, RUNS);
        const [longest = new Uint8Array(0)] = randomEncodings(type, codec, ENCODINGS);
        expectUnknownKept(type, codec, longest);
        const { refused, shorter } = expectPrefixesRefused(codec, longest, MAX_PREFIXES);
        prefixes.refused += refused;
        prefixes.shorter += shorter;
      });
    }

    it("were cut both inside fields and between them", () => {
      expect(prefixes.refused).toBeGreaterThan(0);
      expect(prefixes.shorter).toBeGreaterThan(0);
    });
  });
}
