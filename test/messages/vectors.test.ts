/**
 * Hand-made bytes, four ways, and every shorter prefix of them.
 */
import { describe, expect, it } from "vitest";
import { codecOf, loadGenerated, TEST_PROTOS, type AnyMessage } from "../support/generated.ts";
import { concat, hex, toHex } from "../support/hex.ts";
import { readVectors } from "../support/vectors.ts";

const module = await loadGenerated(TEST_PROTOS, "every_kind.proto");

describe.each(readVectors("wire"))("$name: $description", ({ message, bytes, value }) => {
  const codec = codecOf(module, message);

  it("encodes to the bytes", () => {
    expect(toHex(codec.encode(value))).toBe(toHex(bytes));
  });

  it("decodes from the bytes", () => {
    expect(codec.decode(bytes)).toMatchObject(value);
  });

  it("decodes what it encoded", () => {
    expect(codec.decode(codec.encode(value))).toEqual(codec.decode(bytes));
  });

  it("encodes what it decoded", () => {
    expect(toHex(codec.encode(codec.decode(bytes)))).toBe(toHex(bytes));
  });

  it("refuses every shorter prefix, or finds fewer fields in it", () => {
    let refused = 0;
    for (let length = 0; length < bytes.length; length++) {
      const prefix = bytes.subarray(0, length);
      try {
        // Cut between fields: whole records only, so it must encode to the very same prefix.
        expect(toHex(codec.encode(codec.decode(prefix)))).toBe(toHex(prefix));
      } catch (error) {
        refused++;
        expect(error).toMatchObject({
          name: "WireError",
          code: "WIRE_TRUNCATED",
          messageType: codec.typeName,
        });
      }
    }
    expect(refused).toBeGreaterThan(bytes.length / 2);
  });

  it("keeps all of them as unknown fields where the schema knows none", () => {
    const empty = codecOf(module, "Uint8ArrayInit$");
    expect(toHex(empty.encode(empty.decode(bytes)))).toBe(toHex(bytes));
  });
});

describe("a decoded message", () => {
  const everyKind = codecOf(module, "EveryKind");
  const decode = (text: string): AnyMessage => everyKind.decode(hex(text));

  it("has every field, in one shape, whatever came", () => {
    const shape = Object.keys(decode(""));
    expect(shape).toHaveLength(55); // 54 fields and $unknown
    expect(Object.keys(decode("18 05"))).toEqual(shape);
  });

  it("has defaults where nothing came, and undefined where absence shows", () => {
    expect(decode("")).toMatchObject({
      doubleField: 0,
      int64Field: 0n,
      boolField: false,
      stringField: "",
      bytesField: new Uint8Array(0),
      choiceField: 0,
      messageField: undefined,
      optionalDouble: undefined,
      doubles: [],
      byString: new Map(),
      pickNumber: undefined,
      $unknown: undefined,
    });
  });

  it("takes the last of a scalar that came twice", () => {
    expect(decode("18 01 18 02")).toMatchObject({ int32Field: 2 });
  });

  it("merges a message that came twice, but replaces the fields in it", () => {
    const merged = decode(`
      8a 01 06  18 01  20 02  72 00       # 17: int32_field 1, int64_field 2, string_field ""
      8a 01 09  18 03  8a 02 01 07  72 01 78 # 17: int32_field 3, int32s 7, string_field "x"
    `);
    expect(merged).toMatchObject({
      messageField: { int32Field: 3, int64Field: 2n, int32s: [7], stringField: "x" },
    });
  });

  it("takes packed and unpacked elements, even mixed, whatever the schema asks to write", () => {
    expect(decode("8a 02 02 01 02  88 02 03  8a 02 01 04")).toMatchObject({ int32s: [1, 2, 3, 4] });
    expect(decode("82 03 02 01 02  80 03 03")).toMatchObject({ unpacked: [1, 2, 3] });
    expect(decode("f9 01 00 00 00 00 00 00 f0 3f")).toMatchObject({ doubles: [1] });
    expect(decode("8a 02 00")).toMatchObject({ int32s: [] });
  });

  it("keeps a known field of another wire type among the unknown ones", () => {
    const message = decode("1a 01 05  18 02  70 01");
    expect(message).toMatchObject({
      int32Field: 2,
      stringField: "",
      $unknown: [
        { fieldNumber: 3, wireType: 2, bytes: hex("1a 01 05") },
        { fieldNumber: 14, wireType: 0, bytes: hex("70 01") },
      ],
    });
    expect(toHex(everyKind.encode(message))).toBe("18 02 1a 01 05 70 01");
  });

  it("keeps unknown fields of every wire type, groups and repeats among them, in order", () => {
    const unknown = "a0 06 01 a1 06 00 00 00 00 00 00 00 00 a2 06 01 ff a3 06 08 01 a4 06 a5 06 00 00 00 00 a0 06 02";
    const message = decode(unknown);
    expect(message["$unknown"]).toHaveLength(6);
    expect(toHex(everyKind.encode(message))).toBe(unknown);
  });

  it("does not share memory with the buffer it came from", () => {
    const buffer = hex("7a 01 aa  a2 06 01 bb");
    const message = everyKind.decode(buffer);
    buffer.fill(0);
    expect(toHex(everyKind.encode(message))).toBe("7a 01 aa a2 06 01 bb");
  });

  it("fills in a map entry's missing key or value, and lets the last of one key win", () => {
    expect(decode("9a 03 00")).toMatchObject({ byString: new Map([["", decode("")]]) });
    expect(decode("a2 03 02 10 05")).toMatchObject({ byInt32: new Map([[0, 5]]) });
    expect(decode("a2 03 04 08 01 10 05  a2 03 04 10 06 08 01")).toMatchObject({
      byInt32: new Map([[1, 6]]),
    });
  });

  it("holds a key such as __proto__ like any other", () => {
    const array = codecOf(module, "Uint8Array");
    const counts = new Map([["__proto__", 1]]);
    expect(array.decode(array.encode({ counts }))["counts"]).toEqual(counts);
  });

  it("takes 100 levels of messages and refuses 101", () => {
    const nested = (depth: number): Uint8Array => {
      let bytes = new Uint8Array(0);
      for (let i = 0; i < depth; i++) {
        const length = bytes.length < 128 ? [bytes.length] : [(bytes.length & 127) | 128, bytes.length >> 7];
        bytes = concat(hex("8a 01"), Uint8Array.from(length), bytes) as Uint8Array<ArrayBuffer>;
      }
      return bytes;
    };
    const deep = nested(100);
    expect(toHex(everyKind.encode(everyKind.decode(deep)))).toBe(toHex(deep));
    expect(() => everyKind.decode(nested(101))).toThrow(expect.objectContaining({ code: "WIRE_TOO_DEEP" }));
  });
});

describe("a message to encode", () => {
  const everyKind = codecOf(module, "EveryKind");

  it("may nest as deep as decoding allows, and no deeper", () => {
    const nested = (depth: number): AnyMessage => (depth === 0 ? {} : { messageField: nested(depth - 1) });
    expect(() => everyKind.decode(everyKind.encode(nested(100)))).not.toThrow();
    expect(() => everyKind.encode(nested(101))).toThrow(/more than 100 nested messages/);
  });

  it("is refused if it holds itself", () => {
    const message: AnyMessage = {};
    message["messageField"] = message;
    expect(() => everyKind.encode(message)).toThrow(RangeError);
  });

  it("may name members that every object has", () => {
    const error = codecOf(module, "EveryKind_Error");
    // An absent `constructor` must not be taken from Object.prototype.
    expect(toHex(error.encode({}))).toBe("");
    expect(error.decode(error.encode({ constructor$: "x" }))).toMatchObject({ constructor$: "x" });
  });
});

describe("oneofs", () => {
  const everyKind = codecOf(module, "EveryKind");
  const which = module["whichEveryKindPick"] as (message: AnyMessage) => string | undefined;

  it("hold the last member that came", () => {
    const message = everyKind.decode(hex("e8 03 07  f2 03 01 61"));
    expect(message).toMatchObject({ pickNumber: undefined, pickText: "a" });
    expect(which(message)).toBe("pickText");
  });

  it("merge a message member that came twice in a row", () => {
    const message = everyKind.decode(hex("fa 03 02 18 01  fa 03 02 20 02"));
    expect(message).toMatchObject({ pickMessage: { int32Field: 1, int64Field: 2n } });
  });

  it("forget a message member that another one replaced in between", () => {
    const message = everyKind.decode(hex("fa 03 02 18 01  e8 03 07  fa 03 02 20 02"));
    expect(message).toMatchObject({ pickNumber: undefined, pickMessage: { int32Field: 0, int64Field: 2n } });
  });

  it("say that no member is set", () => {
    expect(which({})).toBeUndefined();
  });

  it("refuse two members on encoding", () => {
    expect(() => everyKind.encode({ pickNumber: 0, pickText: "" })).toThrow(
      new RangeError(
        "spotwire.test.EveryKind: oneof pick holds one member, but pick_number and pick_text are both set",
      ),
    );
  });
});
