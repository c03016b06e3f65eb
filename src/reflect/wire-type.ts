/** How values lie behind their tags (protobuf encoding, "Message Structure"). */
import { WireType } from "../wire/index.ts";
import type { ScalarType } from "./schema.ts";

/** The wire type of a scalar's value, or of an enum's. */
export function wireTypeOf(scalar: ScalarType | "enum"): WireType {
  switch (scalar) {
    case "double":
    case "fixed64":
    case "sfixed64":
      return WireType.Fixed64;
    case "float":
    case "fixed32":
    case "sfixed32":
      return WireType.Fixed32;
    case "string":
    case "bytes":
      return WireType.Len;
    default:
      return WireType.Varint;
  }
}
