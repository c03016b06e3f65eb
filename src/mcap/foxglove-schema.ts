/**
 * The few of Foxglove's message types that a recording of a robot needs (https://docs.foxglove.dev/docs/sdk/schemas), as
 * schemas: an image panel shows images of these types, and a 3D panel places things by these transforms.
 */
import type { FieldSchema, MessageSchema, ScalarType, SchemaSet } from "../reflect/index.ts";

/** Full names of the types. */
export const FOXGLOVE = {
  compressedImage: "foxglove.CompressedImage",
  rawImage: "foxglove.RawImage",
  frameTransforms: "foxglove.FrameTransforms",
} as const;

type Row = readonly [number: number, name: string, type: ScalarType | `.${string}`, repeated?: "repeated"];

const TIMESTAMP = ".google.protobuf.Timestamp";

function field([number, protoName, type, repeated]: Row): FieldSchema {
  const jsonName = protoName.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const isMessage = type.startsWith(".");
  return {
    number,
    protoName,
    jsonName,
    property: jsonName,
    cardinality: repeated ?? (isMessage ? "explicit" : "implicit"),
    value: isMessage ? { kind: "message", typeName: type.slice(1) } : { kind: "scalar", scalar: type as ScalarType },
    key: undefined,
    packed: false,
    oneof: undefined,
    doc: "",
  };
}

function message(name: string, ...rows: readonly Row[]): MessageSchema {
  const fields = [...rows].sort(([a], [b]) => a - b).map(field);
  return { typeName: `foxglove.${name}`, file: `foxglove/${name}.proto`, doc: "", fields };
}

/** The types. `google.protobuf.Timestamp`, which they use, is in the robot's API. */
export const FOXGLOVE_SCHEMA: SchemaSet = {
  messages: [
    message(
      "CompressedImage",
      [1, "timestamp", TIMESTAMP],
      [4, "frame_id", "string"],
      [2, "data", "bytes"],
      [3, "format", "string"],
    ),
    message(
      "RawImage",
      [1, "timestamp", TIMESTAMP],
      [7, "frame_id", "string"],
      [2, "width", "fixed32"],
      [3, "height", "fixed32"],
      [4, "encoding", "string"],
      [5, "step", "fixed32"],
      [6, "data", "bytes"],
    ),
    message("Vector3", [1, "x", "double"], [2, "y", "double"], [3, "z", "double"]),
    message("Quaternion", [1, "x", "double"], [2, "y", "double"], [3, "z", "double"], [4, "w", "double"]),
    message(
      "FrameTransform",
      [1, "timestamp", TIMESTAMP],
      [2, "parent_frame_id", "string"],
      [3, "child_frame_id", "string"],
      [4, "translation", ".foxglove.Vector3"],
      [5, "rotation", ".foxglove.Quaternion"],
    ),
    message("FrameTransforms", [1, "transforms", ".foxglove.FrameTransform", "repeated"]),
  ],
  enums: [],
  services: [],
};
