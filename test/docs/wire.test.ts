/** docs/wire shows what the stack does: every block is made anew and compared, and its bytes are read back. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeAnnotatedHex, parseAnnotatedHex } from "../../src/inspect/index.ts";
import { BLOCKS } from "../../tools/wire-docs/blocks/index.ts";
import { type MarkedBlock, markedBlocks, remade } from "../../tools/wire-docs/documents.ts";
import { recordMaterial } from "../../tools/wire-docs/material.ts";
import { contentOf, makeVectors, ROOT } from "../../tools/wire-docs/outputs.ts";

const GUIDE = resolve(import.meta.dirname, "../../docs/wire");
const names = readdirSync(GUIDE).filter((name) => name.endsWith(".md"));
const documents = names.map((name) => ({ name, text: readFileSync(join(GUIDE, name), "utf8") }));
const blocks: readonly (MarkedBlock & { document: string })[] = documents.flatMap(({ name, text }) =>
  markedBlocks(text).map((block) => ({ ...block, document: name })),
);
const material = await recordMaterial();

describe("docs/wire", () => {
  it("has ten chapters, their contents, and a guide to a stack of one's own", () => {
    expect(names.filter((name) => /^\d\d-/.test(name))).toHaveLength(10);
    const contents = documents.find(({ name }) => name === "README.md")?.text ?? "";
    for (const name of names) if (name !== "README.md") expect(contents).toContain(`](${name})`);
  });

  it.each(blocks)("$document shows what there is: $kind $name", async (block) => {
    expect(block.content).toBe(await contentOf(block, material));
  });

  it("shows each block that there is a program for, once", () => {
    for (const kind of ["bytes", "text"] as const) {
      const shown = blocks.filter((each) => each.kind === kind).map(({ name }) => name);
      expect(shown.sort()).toEqual(Object.keys(BLOCKS[kind]).sort());
    }
    expect(blocks.filter(({ kind }) => kind === "output").length).toBeGreaterThan(9);
  });

  it.each(blocks.filter(({ kind }) => kind === "bytes"))(
    "$document: the bytes of $name are read back",
    ({ content }) => {
      const bytes = parseAnnotatedHex(content);
      expect(bytes.length).toBeGreaterThan(0);
      // Its lengths are right already, so putting them right changes nothing.
      expect(encodeAnnotatedHex(content)).toEqual(bytes);
    },
  );

  it("has no hex besides that of its programs", () => {
    for (const { name, text } of documents) {
      const fences = [...text.matchAll(/^```hex$/gm)].length;
      const made = blocks.filter(({ kind, document }) => kind === "bytes" && document === name).length;
      expect(fences, name).toBe(made);
    }
  });

  it("leads to files that are there, and names vectors that are", () => {
    const vectors = readFileSync(join(ROOT, "test/vectors/index.json"), "utf8");
    for (const { name, text } of documents) {
      for (const [, target = ""] of text.matchAll(/\]\((?!https?:)([^)#]+)/g)) {
        expect(() => readdirSync(dirname(join(GUIDE, target))), `${name}: ${target}`).not.toThrow();
        expect(readdirSync(dirname(join(GUIDE, target))), `${name}: ${target}`).toContain(
          target.split("/").at(-1) || "protos",
        );
      }
      const rooms = "scalars|messages|wire|grpc|grpc-status|hpack|http2|tls|discovery";
      for (const [, named = ""] of text.matchAll(new RegExp(`\`((?:${rooms})/[a-z0-9*-]+)\``, "g"))) {
        const pattern = new RegExp(`"name":"${named.replaceAll("*", '[^"]*')}"`);
        expect(vectors, `${name}: ${named}`).toMatch(pattern);
      }
    }
  });
});

describe("the vectors of this stack", () => {
  it.each([...makeVectors(material)])("%s is what the stack makes", (path, text) => {
    expect(readFileSync(join(ROOT, path), "utf8")).toBe(text);
  });
});

describe("marked blocks", () => {
  const document =
    "a\n\n<!-- bytes: one -->\n\n```hex\n00\n```\n\n```sh\nspotwire x\n```\n\n<!-- output -->\n\n```text\nold\n```\nb\n";

  it("are made anew, and nothing else is touched", async () => {
    const made = await remade(document, ({ kind, name }) => `${kind} of ${name.trim()}\n`);
    expect(made).toBe(document.replace("00\n", "bytes of one\n").replace("old\n", "output of spotwire x\n"));
  });

  it("are refused where a marker has no block, or one of another kind", () => {
    expect(() => markedBlocks("<!-- bytes: one -->\n")).toThrow("1 markers, and 0 blocks");
    expect(() => markedBlocks("<!-- bytes: one -->\n\n```text\n00\n```\n")).toThrow("has a block of text behind it");
    expect(() => markedBlocks("<!-- output -->\n\n```text\nx\n```\n")).toThrow("1 markers, and 0 blocks");
  });

  it("are refused where nobody makes them, and where a command fails", async () => {
    const block = (kind: MarkedBlock["kind"], name: string): MarkedBlock => ({ kind, name, content: "" });
    await expect(contentOf(block("bytes", "nothing"), material)).rejects.toThrow("no block of bytes is called nothing");
    await expect(contentOf(block("output", "spotwire decode --hex 0z"), material)).rejects.toThrow("exit code");
    await expect(contentOf(block("output", "rm -r x"), material)).rejects.toThrow("not a command of spotwire");
  });
});
