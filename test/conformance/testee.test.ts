import { Readable, Writable } from "node:stream";
import { describe, expect, it } from "vitest";
import { WireWriter, type MessageCodec } from "../../src/wire/index.ts";
import { codecOf, loadGenerated, TEST_PROTOS, type AnyMessage } from "../support/generated.ts";
import { chunks, concat, hex, toHex } from "../support/hex.ts";
import { answer, serve, type Suite } from "./testee.ts";

const every = await loadGenerated(TEST_PROTOS, "every_kind.proto");
const codec = codecOf(every, "EveryKind");

/** A stand-in for the suite's own messages: the test sees plain objects on both sides. */
function plain(typeName: string): MessageCodec<AnyMessage> {
  const write = (writer: WireWriter, message: AnyMessage): void => {
    writer.raw(
      new TextEncoder().encode(JSON.stringify(message, (_, v: unknown) => (v instanceof Uint8Array ? toHex(v) : v))),
    );
  };
  return {
    typeName,
    write,
    encode(message) {
      const writer = new WireWriter();
      write(writer, message);
      return writer.finish();
    },
    decode(bytes) {
      const message = JSON.parse(new TextDecoder().decode(bytes)) as AnyMessage;
      const payload = message["protobufPayload"];
      return typeof payload === "string" ? { ...message, protobufPayload: hex(payload) } : message;
    },
  };
}

const protocol = {
  ConformanceRequest: plain("conformance.ConformanceRequest"),
  ConformanceResponse: plain("conformance.ConformanceResponse"),
  FailureSet: plain("conformance.FailureSet"),
  WireFormat: { PROTOBUF: 1, JSON: 2, TEXT_FORMAT: 4 },
  TestCategory: { BINARY_TEST: 1, JSON_TEST: 2, JSON_IGNORE_UNKNOWN_PARSING_TEST: 3 },
};
const json = {
  print: (message: AnyMessage) => `text ${String(message["int32Field"])}`,
  parse(text: string, { ignoreUnknown }: { readonly ignoreUnknown: boolean }): AnyMessage {
    if (text === "bad") throw new Error("no JSON");
    return { int32Field: ignoreUnknown ? 2 : 1 };
  },
};
const suite: Suite = { protocol, types: new Map([[codec.typeName, { codec, json }]]) };

function ask(request: AnyMessage, from: Suite = suite): AnyMessage {
  const bytes = protocol.ConformanceRequest.encode({
    messageType: codec.typeName,
    requestedOutputFormat: 1,
    ...request,
  });
  return protocol.ConformanceResponse.decode(answer(from, bytes));
}

describe("the testee", () => {
  it("gives bytes back as bytes or as JSON", () => {
    expect(ask({ protobufPayload: "18 07" })).toEqual({ protobufPayload: hex("18 07") });
    expect(ask({ protobufPayload: "18 07", requestedOutputFormat: 2 })).toEqual({ jsonPayload: "text 7" });
  });

  it("reads JSON, and passes over unknown fields only where the test says so", () => {
    expect(ask({ jsonPayload: "{}" })).toEqual({ protobufPayload: hex("18 01") });
    expect(ask({ jsonPayload: "{}", testCategory: 3 })).toEqual({ protobufPayload: hex("18 02") });
  });

  it("says what it could not parse", () => {
    expect(ask({ protobufPayload: "18" })["parseError"]).toMatch("WireError");
    expect(ask({ jsonPayload: "bad" })["parseError"]).toMatch("no JSON");
  });

  it("calls any other error of the codec a failure", () => {
    const broken = { ...codec, decode: () => { throw new TypeError("oops"); } }; // prettier-ignore
    const types = new Map([[codec.typeName, { codec: broken, json }]]);
    expect(ask({ protobufPayload: "18 07" }, { protocol, types })).toEqual({ runtimeError: "TypeError: oops" });
  });

  it("skips other types, other formats, and JSON where it is not mapped", () => {
    expect(ask({ messageType: "x.Proto2", protobufPayload: "" })).toEqual({ skipped: "x.Proto2 is not proto3" });
    expect(ask({ textPayload: "" })["skipped"]).toMatch("neither");
    expect(ask({ protobufPayload: "", requestedOutputFormat: 4 })["skipped"]).toMatch("neither");
    const types = new Map([[codec.typeName, { codec }]]);
    expect(ask({ jsonPayload: "{}" }, { protocol, types })).toEqual({ skipped: "JSON is not mapped" });
    expect(ask({ protobufPayload: "", requestedOutputFormat: 2 }, { protocol, types })).toEqual({
      skipped: "JSON is not mapped",
    });
  });

  it("expects no test to fail", () => {
    expect(ask({ messageType: "conformance.FailureSet" })).toEqual({ protobufPayload: hex("7b 7d") });
  });

  it("answers each request behind its length, however the input is cut", async () => {
    const framed = (bytes: Uint8Array): Uint8Array => {
      const length = new Uint8Array(4);
      new DataView(length.buffer).setUint32(0, bytes.length, true);
      return concat(length, bytes);
    };
    const requests = ["18 01", "18 02"].map((payload) =>
      protocol.ConformanceRequest.encode({
        messageType: codec.typeName,
        requestedOutputFormat: 1,
        protobufPayload: payload,
      }),
    );
    const expected = concat(...requests.map((request) => framed(answer(suite, request))));
    const input = concat(...requests.map(framed));
    for (const size of [1, 3, 4, 5, input.length]) {
      const written: Uint8Array[] = [];
      const output = new Writable({
        write(chunk: Uint8Array, _, done) {
          written.push(chunk);
          done();
        },
      });
      await serve(suite, Readable.from(chunks(input, size).map((chunk) => Buffer.from(chunk))), output);
      expect(toHex(concat(...written))).toBe(toHex(expected));
    }
  });
});
