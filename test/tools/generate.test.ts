import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  generateModules,
  loadModel,
  MESSAGES_DIRECTORY,
  PROTO_DIRECTORY,
  REFLECT_DIRECTORY,
  SCHEMA_DATA_FILE,
} from "../../tools/generate/generate.ts";
import { compareOutput, writeOutput } from "../../tools/generate/output.ts";
import { printSchemaData } from "../../tools/generate/schema-data.ts";
import { codecOf, loadGenerated, TEST_PROTOS, writeModules } from "../support/generated.ts";

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "spotwire-generate-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  return directory;
}

/** Generate from one `.proto` given as text. */
function generateFrom(proto: string): string {
  const protoDirectory = temporaryDirectory();
  writeFileSync(join(protoDirectory, "a.proto"), `syntax = "proto3"; package p; ${proto}`);
  return generateModules({ protoDirectory, outDirectory: join(protoDirectory, "out") }).get("a.ts") ?? "";
}

describe("src/messages", () => {
  it("is what the generator makes of protos/", () => {
    const modules = generateModules({ protoDirectory: PROTO_DIRECTORY, outDirectory: MESSAGES_DIRECTORY });
    expect(compareOutput(MESSAGES_DIRECTORY, modules)).toEqual({ stale: [], extra: [] });
    // 152 files of the robot and 6 well-known ones.
    expect(modules.size).toBe(158);
  });

  it("goes with schema data of the same protos", () => {
    const data = readFileSync(join(REFLECT_DIRECTORY, SCHEMA_DATA_FILE), "utf8");
    expect(data).toBe(printSchemaData(loadModel(PROTO_DIRECTORY)));
  });

  it("says on its first line that it is generated, and from what", () => {
    const modules = generateModules({ protoDirectory: PROTO_DIRECTORY, outDirectory: MESSAGES_DIRECTORY });
    for (const [path, text] of modules) {
      expect(text).toMatch(`// Generated from ${path.replace(/ts$/, "proto")} by tools/generate; do not edit.`);
    }
  });
});

describe("writeOutput", () => {
  it("writes what is stale, removes what is left over, and leaves the rest alone", () => {
    const directory = temporaryDirectory();
    const files = new Map([
      ["a/same.ts", "same"],
      ["a/changed.ts", "old"],
    ]);
    expect(writeOutput(directory, files)).toEqual({ stale: ["a/changed.ts", "a/same.ts"], extra: [] });
    writeFileSync(join(directory, "left-over.ts"), "");
    files.set("a/changed.ts", "new");
    expect(compareOutput(directory, files)).toEqual({ stale: ["a/changed.ts"], extra: ["left-over.ts"] });
    writeOutput(directory, files);
    expect(compareOutput(directory, files)).toEqual({ stale: [], extra: [] });
    expect(readFileSync(join(directory, "a/changed.ts"), "utf8")).toBe("new");
  });
});

describe("names", () => {
  it("are free of collisions with globals, helpers and each other", async () => {
    const module = await loadGenerated(TEST_PROTOS, "every_kind.proto");
    expect(Object.keys(module).filter((name) => codecNames.has(name))).toHaveLength(codecNames.size);
    const array = codecOf(module, "Uint8Array");
    // The message's own `Uint8Array` must not stand in for the global one.
    expect(array.decode(array.encode({}))["value"]).toBeInstanceOf(Uint8Array);
  });
  const codecNames = new Set([
    "EveryKind",
    "EveryKind_Map",
    "EveryKind_Error",
    "Uint8Array",
    "WireReader",
    "Uint8ArrayInit$",
  ]);

  it("follow the JSON names of fields", () => {
    const text = generateFrom("message M { string GUID = 1; bool enable_BIT = 2; int32 a_1b = 3; int32 type = 4; }");
    for (const name of ["GUID", "enableBIT", "a1b", "type"]) expect(text).toMatch(`  ${name}: `);
  });

  it("of two fields may not become the same", () => {
    expect(() => generateFrom("message M { int32 a_b = 1; int32 aB = 2; }")).toThrow("two fields are called aB");
  });

  it("of a nested type may equal a top-level one's", () => {
    const text = generateFrom("message A { message B { int32 x = 1; } B b = 1; } message A_B { string y = 1; }");
    expect(text).toMatch("export interface A_B {");
    expect(text).toMatch("export interface A_B$ {");
  });

  it("of a method may not hide the service's own", async () => {
    const module = await loadGenerated(TEST_PROTOS, "every_kind.proto");
    expect(module["Streams"]).toMatchObject({
      typeName: "spotwire.test.Streams",
      typeName$: { name: "TypeName", kind: "unary", path: "/spotwire.test.Streams/TypeName" },
      up: { kind: "client-streaming", input: { typeName: "spotwire.test.EveryKind" } },
      both: { kind: "bidi-streaming", output: { typeName: "spotwire.test.WireReader" } },
    });
  });
});

describe("a table of field names", () => {
  it("comes with a message only if its properties do not say the names", () => {
    expect(generateFrom("message M { int32 a = 1; M next_one = 2; }")).not.toMatch("namesOfM");
    expect(generateFrom("message M { int32 a = 1; int32 b = 3; }")).toMatch("const namesOfM: FieldNames = {");
    for (const name of ["GUID", "dist_2d", "constructor"]) {
      expect(generateFrom(`message M { int32 ${name} = 1; }`)).toMatch(`1: "${name}",`);
    }
  });
});

describe("comments", () => {
  it("become documentation, and cannot end it early", () => {
    const text = generateFrom(`
      // A thing */ alert();
      // Second line.
      message M {
        // In metres.
        double length = 1;
        int32 old = 2 [deprecated = true];
      }`);
    expect(text).toMatch("/**\n * A thing *\\/ alert();\n * Second line.\n */\nexport interface M {");
    expect(text).toMatch("  /** In metres. */\n  length: number;");
    expect(text).toMatch("  /** @deprecated The robot's API marks it so. */\n  old: number;");
  });
});

describe("errors", () => {
  it("name the file that does not parse", () => {
    expect(() => generateFrom("message M { int32 a = ; }")).toThrow(/^a\.proto: /);
  });

  it("name an import that is not there", () => {
    expect(() => generateFrom('import "missing.proto";')).toThrow('import "missing.proto" is neither');
  });
});

describe("a bundle", () => {
  it("holds only the messages in use", async () => {
    const directory = temporaryDirectory();
    const robotState = await writeModules(directory, PROTO_DIRECTORY, "bosdyn/api/robot_state.proto");
    const bundle = async (contents: string): Promise<string> => {
      const result = await build({
        stdin: { contents, resolveDir: directory, loader: "ts" },
        bundle: true,
        write: false,
        format: "esm",
        minify: true,
      });
      return result.outputFiles[0]?.text ?? "";
    };
    const nothing = await bundle(`import ${JSON.stringify(robotState)};`);
    expect(nothing).toBe("");
    const one = await bundle(`import { JointState } from ${JSON.stringify(robotState)}; console.log(JointState);`);
    expect(one).toMatch("bosdyn.api.JointState");
    expect(one).not.toMatch("kinematicState");
    expect(one.match(/bosdyn\.api\.\w+/g)?.filter((name) => name !== "bosdyn.api.JointState")).toEqual([]);
  });

  it("needs no code generation at run time", () => {
    const modules = generateModules({ protoDirectory: PROTO_DIRECTORY, outDirectory: MESSAGES_DIRECTORY });
    for (const text of modules.values()) expect(text).not.toMatch(/\beval\b|new Function|\bany\b[^.]*:/);
  });
});
