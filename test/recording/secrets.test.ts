import { describe, expect, it } from "vitest";
import { isSecretField, MASK, maskHeaders, maskJson } from "../../src/recording/index.ts";

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
