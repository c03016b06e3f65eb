/**
 * The generated codec of every kind of field against protobufjs reflection, which reads the same `.proto` in its own
 * way. The robot's own types are in oracle-core.test.ts and oracle-packages.test.ts.
 */
import { describe, expect, it } from "vitest";
import { loadProtos } from "../../tools/generate/load.ts";
import { codecOf, loadGenerated, TEST_PROTOS } from "../support/generated.ts";
import { allTypes } from "../support/oracle.ts";
import { expectAgreement, printSeed } from "../support/oracle-properties.ts";

describe("generated codec of every kind of field", async () => {
  printSeed();
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
