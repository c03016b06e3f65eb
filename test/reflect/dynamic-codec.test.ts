/** Codecs made from the schema agree with the generated ones, for every message type of the API. */
import { isDeepStrictEqual } from "node:util";
import { beforeAll, describe, expect, it } from "vitest";
import {
  apiSchema,
  DynamicCodecs,
  JsonError,
  JsonReader,
  JsonWriter,
  parseJson,
  SchemaRegistry,
} from "../../src/reflect/index.ts";
import { WireError } from "../../src/wire/index.ts";
import { type ApiType, loadApi } from "../support/oracle-api.ts";
import { printSeed, randomEncodings } from "../support/oracle-properties.ts";

const registry = new SchemaRegistry(apiSchema());
const codecs = new DynamicCodecs(registry);
let types: readonly ApiType[];

beforeAll(async () => {
  printSeed();
  types = await loadApi();
}, 60_000);

describe("DynamicCodecs", () => {
  it("decode and encode every type as its generated codec does", { timeout: 60_000 }, () => {
    expect(types.length).toBeGreaterThanOrEqual(1295);
    for (const { name, type, codec } of types) {
      const dynamic = codecs.codec(name);
      for (const bytes of randomEncodings(type, codec, 2)) {
        const message = dynamic.decode(bytes);
        if (!isDeepStrictEqual(message, codec.decode(bytes))) expect(message, name).toEqual(codec.decode(bytes));
        expect(Buffer.from(dynamic.encode(message)).equals(Buffer.from(bytes)), name).toBe(true);
      }
    }
  });

  it("take every message that JSON can say there and back", { timeout: 60_000 }, () => {
    const writer = new JsonWriter(registry, codecs);
    const reader = new JsonReader(registry, codecs);
    let said = 0;
    for (const { name, type, codec } of types) {
      const [bytes = new Uint8Array(0)] = randomEncodings(type, codec, 1);
      let text: string;
      try {
        text = JSON.stringify(writer.message(name, codecs.codec(name).decode(bytes)));
      } catch (error) {
        // Random timestamps lie outside the years that JSON has words for; random type URLs name nothing.
        expect(error).toBeInstanceOf(JsonError);
        continue;
      }
      said++;
      const back = codecs.codec(name).encode(reader.message(name, parseJson(text)));
      // JSON drops the sign of zero and the order of map entries may stay; so compare as JSON again.
      expect(JSON.stringify(writer.message(name, codecs.codec(name).decode(back))), name).toBe(text);
    }
    expect(said).toBeGreaterThan(types.length / 3);
  });

  it("refuse two members of one oneof, as generated ones do", () => {
    const parameter = { intValue: 1n, boolValue: true };
    expect(() => codecs.codec("bosdyn.api.Parameter").encode(parameter)).toThrow(/oneof values holds one member/);
  });

  it("say where bytes are not the message", () => {
    const decode = (): unknown =>
      codecs.codec("bosdyn.api.RobotIdResponse").decode(Uint8Array.of(0x12, 0x03, 0x0a, 0x05, 0x61));
    expect(decode).toThrow(WireError);
    expect(decode).toThrow(/robot_id\.serial_number/);
  });
});
