/** Reads and writes a scalar whose type is known only at run time. */
import * as wire from "../wire/index.ts";
import type { WireReader, WireWriter } from "../wire/index.ts";
import type { ScalarType } from "./schema.ts";

interface ScalarCodec {
  readonly read: (reader: WireReader) => unknown;
  /** Refuses values of another type. */
  readonly write: (writer: WireWriter, value: never, tag?: number) => void;
}

/** An enum is carried as an int32. */
const SCALARS: Readonly<Record<ScalarType | "enum", ScalarCodec>> = {
  double: { read: wire.readDouble, write: wire.writeDouble },
  float: { read: wire.readFloat, write: wire.writeFloat },
  int32: { read: wire.readInt32, write: wire.writeInt32 },
  int64: { read: wire.readInt64, write: wire.writeInt64 },
  uint32: { read: wire.readUint32, write: wire.writeUint32 },
  uint64: { read: wire.readUint64, write: wire.writeUint64 },
  sint32: { read: wire.readSint32, write: wire.writeSint32 },
  sint64: { read: wire.readSint64, write: wire.writeSint64 },
  fixed32: { read: wire.readFixed32, write: wire.writeFixed32 },
  fixed64: { read: wire.readFixed64, write: wire.writeFixed64 },
  sfixed32: { read: wire.readSfixed32, write: wire.writeSfixed32 },
  sfixed64: { read: wire.readSfixed64, write: wire.writeSfixed64 },
  bool: { read: wire.readBool, write: wire.writeBool },
  string: { read: wire.readString, write: wire.writeString },
  bytes: { read: wire.readBytes, write: wire.writeBytes },
  enum: { read: wire.readInt32, write: wire.writeInt32 },
};

/** Read a scalar; 64-bit integers are bigints. @throws {WireError} */
export function readScalar(scalar: ScalarType | "enum", reader: WireReader): unknown {
  return SCALARS[scalar].read(reader);
}

/** Write a scalar without its tag. @throws {TypeError | RangeError} the value is of another type, or does not fit */
export function writeScalar(scalar: ScalarType | "enum", writer: WireWriter, value: unknown): void {
  SCALARS[scalar].write(writer, value as never);
}
