/** Descriptor sets, read by protobufjs and protobuf-es. */
import { createFileRegistry, fromBinary, isFieldSet as isSet } from "@bufbuild/protobuf";
import { type DescriptorProto, FieldDescriptorProtoSchema, FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { describe, expect, it } from "vitest";
import { fileDescriptorSet, FOXGLOVE_SCHEMA } from "../../src/mcap/index.ts";
import { apiSchema, protosetSchema, SchemaRegistry, type SchemaSet } from "../../src/reflect/index.ts";
import { typeOf } from "../support/read-mcap.ts";

const registry = new SchemaRegistry(apiSchema(), FOXGLOVE_SCHEMA);

const LARGE = ["bosdyn.api.RobotState", "bosdyn.api.ImageResponse", "bosdyn.api.RobotCommandRequest"];
const ONEOF_INDEX = FieldDescriptorProtoSchema.field.oneofIndex;

/** What our own reader of sets makes of one, without what a set does not hold. */
function plain({ messages, enums }: SchemaSet): unknown {
  const withoutDoc = (key: string, value: unknown): unknown => (key === "doc" ? "" : value);
  const bare = (value: unknown): unknown => JSON.parse(JSON.stringify(value, withoutDoc)) as unknown;
  const byName = (a: { typeName: string }, b: { typeName: string }): number => (a.typeName < b.typeName ? -1 : 1);
  return bare({ messages: [...messages].sort(byName), enums: [...enums].sort(byName) });
}

describe("fileDescriptorSet", () => {
  it("says of every request and response of the API what the schema says", () => {
    const names = apiSchema().messages.map(({ typeName }) => typeName);
    for (const typeName of names.filter((name) => /Re(quest|sponse)$/.test(name))) {
      const set = protosetSchema(fileDescriptorSet(registry, typeName));
      const wanted = {
        messages: set.messages.map((message) => registry.message(message.typeName)),
        enums: set.enums.map((each) => registry.enum(each.typeName)),
        services: [],
      };
      expect(set.messages.map((each) => each.typeName)).toContain(typeName);
      expect(plain(set)).toEqual(plain(wanted));
    }
  });

  it("holds what a type is made of, and no more", () => {
    const { messages } = protosetSchema(fileDescriptorSet(registry, "bosdyn.api.SE3Pose"));
    expect(messages.map(({ typeName }) => typeName).sort()).toEqual([
      "bosdyn.api.Quaternion",
      "bosdyn.api.SE3Pose",
      "bosdyn.api.Vec3",
    ]);
  });

  it("refuses a type that there is not", () => {
    expect(() => fileDescriptorSet(registry, "bosdyn.api.RobotStat")).toThrow("did you mean bosdyn.api.RobotState");
  });

  it("makes sets that protobufjs and protobuf-es read, each file after those that it imports", () => {
    for (const typeName of [...LARGE, ...FOXGLOVE_SCHEMA.messages.map((each) => each.typeName)]) {
      const set = fileDescriptorSet(registry, typeName);
      const fields = registry.message(typeName).fields.map(({ number, protoName }) => [number, protoName]);
      const byNumber = (a: unknown[], b: unknown[]): number => Number(a[0]) - Number(b[0]);
      const decoded = fromBinary(FileDescriptorSetSchema, set);
      const theirs = createFileRegistry(decoded).getMessage(typeName)?.fields ?? [];
      expect(theirs.map(({ number, name }) => [number, name]).sort(byNumber)).toEqual(fields);
      expect(typeOf(set, typeName).fieldsArray).toHaveLength(fields.length);
      const seen = new Set<string>();
      for (const { name, dependency } of decoded.file) {
        for (const each of dependency) expect(seen).toContain(each);
        seen.add(name);
      }
    }
  });

  it("keeps the members of a oneof together, which protoc insists on", () => {
    const set = fromBinary(FileDescriptorSetSchema, fileDescriptorSet(registry, "bosdyn.api.RobotCommandRequest"));
    const withNested = (each: DescriptorProto): DescriptorProto[] => [each, ...each.nestedType.flatMap(withNested)];
    const messages = set.file.flatMap(({ messageType }) => messageType.flatMap(withNested));
    const inOneofs = messages.map(({ field }) =>
      field.map((each) => (isSet(each, ONEOF_INDEX) ? each.oneofIndex : -1)),
    );
    const runs = inOneofs.map((indexes) => indexes.filter((index, at) => index >= 0 && index !== indexes[at - 1]));
    expect(runs.flat().length).toBeGreaterThan(5);
    for (const run of runs) expect(new Set(run).size).toBe(run.length);
  });
});
