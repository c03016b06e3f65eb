/** What docs/annotated-hex.md shows is what the inspector prints and reads. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import {
  encodeAnnotatedHex,
  inspectGrpcMessages,
  parseAnnotatedHex,
  printAnnotatedHex,
  schemaMessageReader,
} from "../../src/inspect/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";

const text = readFileSync(join(import.meta.dirname, "../../docs/annotated-hex.md"), "utf8");
const [printed = "", edited = "", plain = ""] = [...text.matchAll(/```text\n([^`]*)```/g)].map(
  ([, block]) => block ?? "",
);

it("shows a message as it is printed", () => {
  const bytes = parseAnnotatedHex(printed);
  const reader = schemaMessageReader(new SchemaRegistry(apiSchema()));
  const span = inspectGrpcMessages(bytes, { reader, typeName: "bosdyn.api.RobotIdResponse" });
  expect(printAnnotatedHex(span, bytes)).toBe(printed);
});

it("shows what an edited text becomes", () => {
  expect(edited).not.toBe("");
  expect(encodeAnnotatedHex(edited)).toEqual(parseAnnotatedHex(plain));
  expect(parseAnnotatedHex(edited)).not.toEqual(parseAnnotatedHex(plain));
});
