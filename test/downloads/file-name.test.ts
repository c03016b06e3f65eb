import { describe, expect, it } from "vitest";
import { fileNameOf, safeFileName } from "../../src/downloads/file-name.ts";

describe("fileNameOf", () => {
  const rows: readonly [string | undefined, string][] = [
    ['attachment; filename="a.bddf"', "a.bddf"],
    ["attachment; filename=a.bddf", "a.bddf"],
    ["ATTACHMENT;FileName = a.bddf ; size=3", "a.bddf"],
    ['attachment; filename="a \\"b\\".zip"', "a _b_.zip"],
    [`attachment; filename="plain.zip"; filename*=UTF-8''%e2%82%ac%20rates.zip`, "€ rates.zip"],
    [`attachment; filename*=UTF-8''%zz; filename="plain.zip"`, "plain.zip"],
    ['attachment; filename="/etc/passwd"', "passwd"],
    ['attachment; filename="..\\\\..\\\\win.ini"', "win.ini"],
    [`attachment; filename*=utf-8'en'..%2f..%2fx.zip`, "x.zip"],
    ['attachment; filename=".."', "fallback"],
    ['attachment; filename=".bashrc"', "bashrc"],
    ['attachment; filename=""', "fallback"],
    ['attachment; filename="a/"', "fallback"],
    ['attachment; filename="con.txt"', "_con.txt"],
    ['attachment; filename="a:b|c?.zip. "', "a_b_c_.zip"],
    ["attachment; filename*=UTF-8''a%00b%0ac%e2%80%aed.zip", "a_b_c_d.zip"],
    ["attachment", "fallback"],
    ["", "fallback"],
    [undefined, "fallback"],
  ];
  for (const [header, expected] of rows) {
    it(`makes ${expected} of ${JSON.stringify(header)}`, () => {
      expect(fileNameOf(header, "fallback")).toBe(expected);
    });
  }

  it("shortens a long name between characters, and keeps what it ends in", () => {
    const name = safeFileName(`${"€".repeat(300)}.bddf`);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toMatch(/^€+\.bddf$/);
    expect(safeFileName("x".repeat(1_000_000)).length).toBe(200);
  });

  it("is quick with a header made to be slow", () => {
    const began = performance.now();
    fileNameOf(`attachment; filename="${"\\a".repeat(7000)}`, "f");
    fileNameOf("; filename".repeat(1600), "f");
    fileNameOf(`; filename*=${" ".repeat(16_000)}`, "f");
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
