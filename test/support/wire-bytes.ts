/** Protobuf written by hand so that it reads like the `.proto`, and every read function under its scalar's name. */
import * as wire from "../../src/wire/codec-parts.ts";

/** Values one behind the other, each with its tag if one is given. */
export class WireBytes {
  readonly writer: wire.WireWriter;

  constructor(capacity?: number) {
    this.writer = new wire.WireWriter(capacity);
  }

  tag(fieldNumber: number, wireType: wire.WireType): this {
    wire.writeTag(this.writer, fieldNumber, wireType);
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.writer.raw(bytes);
    return this;
  }

  packedFloats(values: readonly number[], tag: number): this {
    wire.writePackedFloats(this.writer, values, tag);
    return this;
  }

  /** A nested message, of what `write` writes. */
  message(write: (inner: this) => unknown, tag?: number): this {
    const start = wire.beginMessage(this.writer, tag);
    write(this);
    wire.endMessage(this.writer, start);
    return this;
  }

  /** A packed field, of what `write` writes. */
  packed(write: (inner: this) => unknown, tag?: number): this {
    const start = wire.beginPacked(this.writer, tag);
    write(this);
    wire.endPacked(this.writer, start);
    return this;
  }

  finish(): Uint8Array {
    return this.writer.finish();
  }

  readonly uint32: Scalar<number> = this.#scalar(wire.writeUint32);
  readonly int32: Scalar<number> = this.#scalar(wire.writeInt32);
  readonly sint32: Scalar<number> = this.#scalar(wire.writeSint32);
  readonly bool: Scalar<boolean> = this.#scalar(wire.writeBool);
  readonly uint64: Scalar<bigint> = this.#scalar(wire.writeUint64);
  readonly int64: Scalar<bigint> = this.#scalar(wire.writeInt64);
  readonly sint64: Scalar<bigint> = this.#scalar(wire.writeSint64);
  readonly fixed32: Scalar<number> = this.#scalar(wire.writeFixed32);
  readonly sfixed32: Scalar<number> = this.#scalar(wire.writeSfixed32);
  readonly fixed64: Scalar<bigint> = this.#scalar(wire.writeFixed64);
  readonly sfixed64: Scalar<bigint> = this.#scalar(wire.writeSfixed64);
  readonly float: Scalar<number> = this.#scalar(wire.writeFloat);
  readonly double: Scalar<number> = this.#scalar(wire.writeDouble);
  readonly string: Scalar<string> = this.#scalar(wire.writeString);
  readonly bytes: Scalar<Uint8Array> = this.#scalar(wire.writeBytes);

  #scalar<T>(write: (writer: wire.WireWriter, value: T, tag?: number) => void): Scalar<T> {
    return (value, tag) => {
      write(this.writer, value, tag);
      return this;
    };
  }
}

/** Write one value, with its tag if one is given. */
export type Scalar<T> = (value: T, tag?: number) => WireBytes;

/** What reads each scalar type. */
export const READ = {
  uint32: wire.readUint32,
  int32: wire.readInt32,
  sint32: wire.readSint32,
  bool: wire.readBool,
  uint64: wire.readUint64,
  int64: wire.readInt64,
  sint64: wire.readSint64,
  fixed32: wire.readFixed32,
  sfixed32: wire.readSfixed32,
  fixed64: wire.readFixed64,
  sfixed64: wire.readSfixed64,
  float: wire.readFloat,
  double: wire.readDouble,
  string: wire.readString,
  bytes: wire.readBytes,
} as const;
