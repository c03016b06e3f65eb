import { inflateSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { pngFile } from "../../src/cli/png.ts";
import { pictureProtocol, pictureText } from "../../src/cli/terminal-picture.ts";

/** Two by four pixels, from black to white. */
const GREY = { columns: 2, rows: 4, channels: 1, data: Uint8Array.of(0, 36, 72, 108, 144, 180, 216, 255) } as const;
const RED = { columns: 1, rows: 2, channels: 3, data: Uint8Array.of(255, 0, 0, 0, 0, 255) } as const;
const JPEG = { jpeg: Uint8Array.of(0xff, 0xd8, 0xff) };

describe("pictureProtocol", () => {
  for (const [what, env, protocol] of [
    ["kitty", { TERM: "xterm-kitty" }, "kitty"],
    ["kitty with another TERM", { TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
    ["iTerm2", { TERM: "xterm-256color", TERM_PROGRAM: "iTerm.app", COLORTERM: "truecolor" }, "iterm2"],
    ["foot", { TERM: "foot" }, "sixel"],
    ["a terminal of 24-bit colour", { TERM: "xterm", COLORTERM: "truecolor" }, "truecolor"],
    ["a terminal of 256 colours", { TERM: "xterm-256color" }, "256-colour"],
    ["kitty behind tmux", { TERM: "tmux-256color", KITTY_WINDOW_ID: "1", TMUX: "x" }, "256-colour"],
    ["a terminal that wants no colours", { TERM: "xterm", COLORTERM: "truecolor", NO_COLOR: "1" }, undefined],
    ["a dumb terminal", { TERM: "dumb" }, undefined],
    ["no terminal", {}, undefined],
  ] as const) {
    it(`of ${what} is ${protocol ?? "none"}`, () => {
      expect(pictureProtocol(env)).toBe(protocol);
    });
  }
});

describe("pictureText", () => {
  it("gives iTerm2 a JPEG as it is, and others none", () => {
    expect(pictureText(JPEG, "iterm2", 80)).toBe("\u001b]1337;File=inline=1;size=3:/9j/\u0007\n");
    for (const protocol of ["kitty", "sixel", "truecolor", "256-colour"] as const) {
      expect(pictureText(JPEG, protocol, 80)).toBeUndefined();
    }
  });

  it("gives kitty a PNG in pieces of 4096 letters, all but the last marked as not the last", () => {
    const columns = 200;
    const data = Uint8Array.from({ length: columns * 200 }, (_, index) => (index * 2_654_435_761) >>> 13);
    const text = pictureText({ pixels: { columns, rows: 200, channels: 1, data } }, "kitty", 80) ?? "";
    const pieces = [...text.replaceAll("\u001b", "ESC").matchAll(/ESC_G(?:a=T,f=100,q=2,)?m=([01]);([\w+/=]*)ESC\\/g)];
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.map(([, more]) => more)).toEqual([...pieces.slice(1).map(() => "1"), "0"]);
    for (const [, , base64 = ""] of pieces) expect(base64.length).toBeLessThanOrEqual(4096);
    const png = Buffer.from(pieces.map(([, , base64]) => base64).join(""), "base64");
    expect(png.subarray(1, 4).toString()).toBe("PNG");
  });

  it("draws half blocks of two pixels each, as wide as the terminal at most", () => {
    const lines = (pictureText({ pixels: GREY }, "truecolor", 80) ?? "").trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toBe("\u001b[38;2;0;0;0;48;2;72;72;72m▀\u001b[38;2;36;36;36;48;2;108;108;108m▀\u001b[0m");
    expect((pictureText({ pixels: GREY }, "truecolor", 1) ?? "").match(/▀/g)).toHaveLength(1);
  });

  it("keeps colours where there are 24 bits, and makes greys of them where there are 256 colours", () => {
    expect(pictureText({ pixels: RED }, "truecolor", 80)).toBe("\u001b[38;2;255;0;0;48;2;0;0;255m▀\u001b[0m\n");
    expect(pictureText({ pixels: RED }, "256-colour", 80)).toBe("\u001b[38;5;239;48;5;235m▀\u001b[0m\n");
  });

  it("draws sixels in bands of six rows, each pixel in one grey alone", () => {
    const text = pictureText({ pixels: GREY }, "sixel", 80) ?? "";
    expect(text.startsWith('\u001bPq"1;1;2;4#0;2;0;0;0')).toBe(true);
    expect(text.endsWith("\u001b\\\n")).toBe(true);
    const bits = [...text.matchAll(/#\d+([?-~]{2})\$/g)].map(([, pair = ""]) =>
      [0, 1].map((at) => pair.charCodeAt(at) - 63),
    );
    expect(bits.reduce((sum, [left = 0, right = 0]) => [(sum[0] ?? 0) + left, (sum[1] ?? 0) + right], [0, 0])).toEqual([
      15, 15,
    ]);
  });
});

describe("pngFile", () => {
  it("holds the pixels, row by row, behind a filter byte of 0", () => {
    const png = Buffer.from(pngFile(RED));
    expect(png.readUInt32BE(16)).toBe(1);
    expect(png.readUInt32BE(20)).toBe(2);
    expect([...png.subarray(24, 29)]).toEqual([8, 2, 0, 0, 0]);
    const length = png.readUInt32BE(33);
    expect(png.toString("latin1", 37, 41)).toBe("IDAT");
    expect([...inflateSync(png.subarray(41, 41 + length))]).toEqual([0, 255, 0, 0, 0, 0, 0, 255]);
    expect(png.toString("latin1", png.length - 8, png.length - 4)).toBe("IEND");
    // The checksum of an empty IEND stands in every PNG there is.
    expect(png.readUInt32BE(png.length - 4)).toBe(0xae426082);
  });
});
