/**
 * Every generated codec against protobufjs reflection, which reads the same `.proto` in its own way.
 */
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MESSAGES_DIRECTORY, PROTO_DIRECTORY } from "../../tools/generate/generate.ts";
import { loadProtos } from "../../tools/generate/load.ts";
import { codecOf, loadGenerated, TEST_PROTOS, type GeneratedModule } from "../support/generated.ts";
import { allTypes } from "../support/oracle.ts";
import { expectAgreement } from "../support/oracle-properties.ts";

const RUNS = 40;

/** Name of a type's codec: what follows the package, joined with underscores. */
function exportedName(fullName: string, packageName: string): string {
  return fullName.slice(packageName.length + 2).replaceAll(".", "_");
}

describe("generated codecs of the robot's API", async () => {
  const { root, files } = loadProtos(PROTO_DIRECTORY);
  let types = 0;
  for (const { protoPath, members } of files) {
    const path = join(MESSAGES_DIRECTORY, protoPath.replace(/\.proto$/, ".ts"));
    const module = (await import(/* @vite-ignore */ path)) as GeneratedModule;
    const packageName = protoPath.startsWith("google/") ? "google.protobuf" : "bosdyn.api";
    for (const type of allTypes({ nestedArray: members } as never)) {
      types++;
      it(`agree with protobufjs on ${type.fullName.slice(1)}`, () => {
        const codec = codecOf(module, exportedName(type.fullName, packageName));
        expect(codec.typeName).toBe(type.fullName.slice(1));
        expectAgreement(type, codec, RUNS);
      });
    }
  }

  it("are there for every message type", () => {
    expect(types).toBe(allTypes(root).length);
    expect(types).toBe(117);
  });
});

describe("generated codec of every kind of field", async () => {
  const module = await loadGenerated(TEST_PROTOS, "every_kind.proto");
  const { root } = loadProtos(TEST_PROTOS);
  const names: Record<string, string> = {
    EveryKind: "EveryKind",
    "EveryKind.Map": "EveryKind_Map",
    "EveryKind.Error": "EveryKind_Error",
    Uint8Array: "Uint8Array",
    WireReader: "WireReader",
    Uint8ArrayInit: "Uint8ArrayInit$",
  };
  for (const [protoName, name] of Object.entries(names)) {
    it(`agrees with protobufjs on ${protoName}`, () => {
      const type = root.lookupType(`spotwire.test.${protoName}`);
      expectAgreement(type, codecOf(module, name), 150);
    });
  }

  it("covers every message of the test file", () => {
    const types = allTypes(root).map((type) => type.fullName.replace(".spotwire.test.", ""));
    expect(types.filter((name) => !name.startsWith(".google.")).sort()).toEqual(Object.keys(names).sort());
  });
});
