import { describe, expect, it } from "vitest";
import { ByteSink } from "../../src/http2/byte-sink.ts";
import { HeaderEncoder } from "../../src/http2/hpack/encoder.ts";
import {
  ConnectionInspector,
  type InspectedFrame,
  isSecretField,
  MASK,
  maskHeaders,
  maskJson,
  maskSecrets,
  printAnnotatedHex,
  schemaMessageReader,
  spanToJson,
  treeFaults,
} from "../../src/inspect/index.ts";
import { GetAuthTokenRequest } from "../../src/messages/bosdyn/api/auth.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { concat, hex, toHex } from "../support/hex.ts";
import { rawFrame } from "../support/raw-client.ts";
import { headerBlock } from "../support/scripted-peer.ts";
import { BEGINNING, readAfterBeginning } from "./http2/reading.ts";

const [DATA, HEADERS, END_HEADERS] = [0, 1, 4];
const PATH = "/bosdyn.api.AuthService/GetAuthToken";
const messages = schemaMessageReader(new SchemaRegistry(apiSchema()));

function read(...frames: readonly Uint8Array[]): InspectedFrame[] {
  return readAfterBeginning(
    frames.map((bytes) => ({ side: "client", bytes })),
    { messages },
  ).frames;
}

/** All that a person or a program would be shown of frames, secrets masked. */
function shown(frames: readonly InspectedFrame[]): string {
  return frames
    .map((frame) => {
      const { span, bytes } = maskSecrets(frame.span, frame.bytes);
      expect(treeFaults(span)).toEqual([]);
      expect(bytes.length).toBe(frame.bytes.length);
      return `${printAnnotatedHex(span, bytes)}${JSON.stringify(spanToJson(span, bytes))}${toHex(bytes)}`;
    })
    .join("\n");
}

function contains(text: string, secret: string): boolean {
  const digits = toHex(new TextEncoder().encode(secret));
  return text.includes(secret) || text.replaceAll(/\s/g, "").includes(digits.replaceAll(/\s/g, ""));
}

describe("masking", () => {
  it("takes credentials out of header fields, whatever their case, and nothing else", () => {
    expect(
      maskHeaders([
        [":path", "/x"],
        ["authorization", "Bearer abc"],
        ["Set-Cookie", "session=1"],
      ]),
    ).toEqual([
      [":path", "/x"],
      ["authorization", MASK],
      ["Set-Cookie", MASK],
    ]);
  });

  it("takes secrets out of messages at any depth, and leaves the one given as it is", () => {
    const message = { username: "u", password: "p", list: [{ payloadSecret: "s", token: "" }], token: { nested: "x" } };
    expect(maskJson(message)).toEqual({
      username: "u",
      password: MASK,
      list: [{ payloadSecret: MASK, token: "" }],
      token: { nested: "x" },
    });
    expect(message.password).toBe("p");
  });

  it("knows fields by both of their names", () => {
    expect(["payload_secret", "payloadSecret", "token", "key"].map(isSecretField)).toEqual([true, true, true, false]);
  });
});

describe("maskSecrets", () => {
  it("hides a password in whatever frames its message lies", () => {
    const request = GetAuthTokenRequest.encode({ username: "operator", password: "hunter22", header: {} });
    const message = concat(Uint8Array.of(0, 0, 0, 0, request.length), request);
    for (let cut = 0; cut <= message.length; cut++) {
      const frames = read(
        rawFrame(HEADERS, END_HEADERS, 1, headerBlock({ ":path": PATH, "content-type": "application/grpc" })),
        rawFrame(DATA, 0, 1, message.subarray(0, cut)),
        rawFrame(DATA, 0, 1, message.subarray(cut)),
      );
      expect(contains(shown(frames.slice(0, 1)), PATH)).toBe(true);
      expect(frames.some(({ span }) => JSON.stringify(span).includes("hunter22"))).toBe(true);
      const text = shown(frames);
      for (let part = 1; part < 8; part++) {
        expect(text).not.toContain(toHex(new TextEncoder().encode("hunter22".slice(0, part + 1))));
      }
      expect(contains(text, "hunter22")).toBe(false);
      expect(text).toContain(`"label":"password","text":"${MASK}"`);
      expect(text).toContain('"label":"username","text":"\\"operator\\""');
    }
  });

  it("hides credentials in header blocks: literal, Huffman-coded, and out of the table", () => {
    const encoder = new HeaderEncoder();
    const blocks = [1, 3].map(() => {
      const out = new ByteSink();
      encoder.encode({ ":path": PATH, authorization: "Bearer abcdef" }, out);
      return out.take();
    });
    const literal = headerBlock({ ":path": PATH, authorization: "Bearer abcdef", "x-seen": "yes" });
    const frames = read(...[...blocks, literal].map((block, i) => rawFrame(HEADERS, END_HEADERS, 2 * i + 1, block)));
    expect(frames.map(({ headers }) => headers?.find(([name]) => name === "authorization")?.[1])).toEqual([
      "Bearer abcdef",
      "Bearer abcdef",
      "Bearer abcdef",
    ]);
    const text = shown(frames);
    expect(contains(text, "Bearer")).toBe(false);
    expect(text.split(`authorization: ${MASK}`).length).toBeGreaterThan(3);
    expect(text).toContain("x-seen: yes");
    const huffman = blocks[0] as Uint8Array;
    expect(text.replaceAll(/\s/g, "")).not.toContain(toHex(huffman.subarray(-6)).replaceAll(/\s/g, ""));
  });

  it("hides what of a header block could not be read: a credential may be in it", () => {
    const block = headerBlock({ ":path": PATH, authorization: "Bearer abcdef" });
    const cut = block.subarray(0, block.length - 2);
    const [first] = read(rawFrame(HEADERS, END_HEADERS, 1, cut));
    expect(first?.span.children.some(({ label }) => label === "header block")).toBe(true);
    expect(contains(shown([first as InspectedFrame]), "abc")).toBe(false);
    // And blocks after it, which nobody can read any more.
    const [, second] = read(rawFrame(HEADERS, END_HEADERS, 1, cut), rawFrame(HEADERS, END_HEADERS, 3, block));
    expect(contains(shown([second as InspectedFrame]), "abcdef")).toBe(false);
    expect(JSON.stringify(second?.span)).toContain("not read");
  });

  it("gives what has no secrets as it is", () => {
    const inspector = new ConnectionInspector({ messages });
    const frames = BEGINNING.flatMap(({ side, bytes }) => inspector.push(side, bytes, 0n));
    const plain = [...frames, ...read(rawFrame(HEADERS, END_HEADERS, 1, headerBlock({ ":path": PATH })))];
    expect(plain.length).toBeGreaterThan(3);
    for (const { span, bytes } of plain) {
      const masked = maskSecrets(span, bytes);
      expect(masked.span).toBe(span);
      expect(masked.bytes).toBe(bytes);
    }
  });

  it("leaves an empty secret, and a message that is called as one", () => {
    const empty = messages.readMessage(hex("1a 00"), "bosdyn.api.GetAuthTokenRequest");
    expect(maskSecrets(empty, hex("1a 00")).span).toBe(empty);
  });
});
