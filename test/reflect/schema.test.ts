import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  apiSchema,
  nearestNames,
  protosetSchema,
  SchemaError,
  SchemaRegistry,
  type SchemaSet,
} from "../../src/reflect/index.ts";
import { hex } from "../support/hex.ts";

const registry = new SchemaRegistry(apiSchema());

describe("apiSchema", () => {
  it("holds the whole API", () => {
    const { messages, enums, services } = apiSchema();
    const own = <T extends { readonly typeName: string }>(all: readonly T[]): T[] =>
      all.filter(({ typeName }) => typeName.startsWith("bosdyn."));
    expect({
      messages: own(messages).length,
      fields: own(messages).reduce((sum, { fields }) => sum + fields.length, 0),
      enums: own(enums).length,
      services: services.length,
      rpcs: services.reduce((sum, { methods }) => sum + methods.length, 0),
    }).toEqual({ messages: 1295, fields: 4434, enums: 338, services: 64, rpcs: 264 });
  });
});

describe("SchemaRegistry", () => {
  it("finds a service by its last part where that is unambiguous", () => {
    expect(registry.service("RobotIdService").typeName).toBe("bosdyn.api.RobotIdService");
    // bosdyn.api has a PowerService, and so has bosdyn.api.spot_cam.
    expect(() => registry.service("PowerService")).toThrow(SchemaError);
  });

  it("names the nearest where there is none", () => {
    expect(() => registry.message("bosdyn.api.RobotStat")).toThrow(/did you mean bosdyn\.api\.RobotState/);
    expect(() => registry.enum("bosdyn.api.CommonError.Cod")).toThrow(/bosdyn\.api\.CommonError\.Code/);
    expect(() => registry.method(registry.service("RobotIdService"), "getRobotId")).toThrow(/did you mean GetRobotId/);
    expect(() => registry.message("zzz.qqq")).toThrow(expect.objectContaining({ nearest: [] }));
  });

  it("keeps the first meaning of a name", () => {
    const other: SchemaSet = {
      messages: [{ typeName: "bosdyn.api.RobotId", file: "mine.proto", doc: "", fields: [] }],
      enums: [],
      services: [],
    };
    expect(new SchemaRegistry(other, apiSchema()).message("bosdyn.api.RobotId").file).toBe("mine.proto");
  });
});

describe("nearestNames", () => {
  it("finds a right name in the wrong package", () => {
    expect(nearestNames("bosdyn.api.spot.RobotState", ["bosdyn.api.RobotState", "bosdyn.api.Image"])[0]).toBe(
      "bosdyn.api.RobotState",
    );
  });

  it.each(["fault", "Fault", "fault-service"])("takes %j, as the directory has names, for FaultService", (wanted) => {
    expect(nearestNames(wanted, ["bosdyn.api.ImageService", "bosdyn.api.FaultService"])).toEqual([
      "bosdyn.api.FaultService",
    ]);
  });
});

describe("protosetSchema", () => {
  it("reads from protoc's descriptors what the generator reads from the files", () => {
    const file = join(import.meta.dirname, "../vectors/reflect/robot-id-service-protoset.hex");
    const schema = protosetSchema(hex(readFileSync(file, "utf8")));
    const plain = (value: unknown): unknown =>
      JSON.parse(JSON.stringify(value, (key, each: unknown) => (key === "doc" ? undefined : each)));
    expect(schema.messages.length).toBeGreaterThan(10);
    for (const message of schema.messages) expect(plain(message)).toEqual(plain(registry.message(message.typeName)));
    for (const each of schema.enums) expect(plain(each)).toEqual(plain(registry.enum(each.typeName)));
    expect(plain(schema.services)).toEqual([plain(registry.service("bosdyn.api.RobotIdService"))]);
  });
});
