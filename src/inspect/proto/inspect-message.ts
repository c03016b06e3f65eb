/**
 * A protobuf message as a tree, with a schema or without: the real reader reads it and every part that it reads is noted.
 * Damaged bytes are read as far as they go.
 */
import type { SchemaRegistry } from "../../reflect/schema.ts";
import type { Span } from "../span.ts";
import { Budget, type InspectLimits } from "./limits.ts";
import { TreeReader } from "./tree-reader.ts";

/** How to read a message. */
export interface InspectMessageOptions extends InspectLimits {
  /** Where types are looked up; none by default: everything is guessed. */
  readonly registry?: SchemaRegistry | undefined;
  /** Full protobuf name. Where the registry does not have it, everything is guessed. */
  readonly typeName?: string | undefined;
}

/**
 * Inspect a protobuf message. Never throws: what is wrong with the bytes is in the tree.
 *
 * A fault (`WIRE_TRUNCATED: …`) stands on the part that is wrong, and the rest of the message that this part is in is one
 * leaf of kind `unread`; a message around it is read on behind it. In order, the first fault is the one that decoding
 * fails with; only what lies inside an Any can have faults that decoding does not see. A field of the wrong wire type has
 * a fault without a code, for decoders pass over it as one that they do not know.
 *
 * Where no schema names a field, it is read as what it most likely is, and what else it may be stands in `alternatives`.
 * @returns a span over all of the bytes
 */
export function inspectMessage(bytes: Uint8Array, options: InspectMessageOptions = {}): Span {
  const { registry, typeName } = options;
  const schema = typeName === undefined ? undefined : registry?.findMessage(typeName);
  const span = new TreeReader(bytes, registry, new Budget(options)).read(schema);
  if (typeName === undefined || schema !== undefined) return span;
  return { ...span, text: `guessed: no schema has ${typeName}` };
}
