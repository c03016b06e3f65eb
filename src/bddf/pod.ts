/** Series of plain numbers: samples of one type, one number or a matrix each, packed little endian. */
import { type PodTypeDescriptorInit, PodTypeEnum } from "../messages/bosdyn/api/bddf.ts";

interface PodKind {
  readonly bytes: number;
  readonly read: (view: DataView, at: number) => number | bigint;
  readonly write: (view: DataView, at: number, value: number | bigint) => void;
}

const kind = (
  bytes: number,
  name: "Int8" | "Int16" | "Int32" | "Uint8" | "Uint16" | "Uint32" | "Float32" | "Float64",
): PodKind => ({
  bytes,
  read: (view, at) => view[`get${name}`](at, true),
  write: (view, at, value) => view[`set${name}`](at, Number(value), true),
});
const wide = (name: "BigInt64" | "BigUint64"): PodKind => ({
  bytes: 8,
  read: (view, at) => view[`get${name}`](at, true),
  write: (view, at, value) => view[`set${name}`](at, BigInt(value), true),
});

const KINDS: ReadonlyMap<number, PodKind> = /* @__PURE__ */ new Map([
  [PodTypeEnum.TYPE_INT8, kind(1, "Int8")],
  [PodTypeEnum.TYPE_INT16, kind(2, "Int16")],
  [PodTypeEnum.TYPE_INT32, kind(4, "Int32")],
  [PodTypeEnum.TYPE_INT64, wide("BigInt64")],
  [PodTypeEnum.TYPE_UINT8, kind(1, "Uint8")],
  [PodTypeEnum.TYPE_UINT16, kind(2, "Uint16")],
  [PodTypeEnum.TYPE_UINT32, kind(4, "Uint32")],
  [PodTypeEnum.TYPE_UINT64, wide("BigUint64")],
  [PodTypeEnum.TYPE_FLOAT32, kind(4, "Float32")],
  [PodTypeEnum.TYPE_FLOAT64, kind(8, "Float64")],
] as const);

/** One sample: its numbers in the order of the file, innermost dimension first; 64-bit integers are `bigint`. */
export type PodSample = readonly (number | bigint)[];

/** Numbers in one sample: one, or as many as the dimensions make. */
export function numbersPerSample({ dimension = [] }: PodTypeDescriptorInit): number {
  return dimension.reduce((product, length) => product * length, 1);
}

/** Bytes of one sample. @throws {RangeError} no such type */
export function bytesPerSample(type: PodTypeDescriptorInit): number {
  return numbersPerSample(type) * kindOf(type).bytes;
}

/** The samples of a block. @throws {RangeError} no such type, or the bytes are not whole samples */
export function decodeSamples(type: PodTypeDescriptorInit, data: Uint8Array): PodSample[] {
  const { bytes, read } = kindOf(type);
  const numbers = numbersPerSample(type);
  const size = numbers * bytes;
  if (size === 0 || data.length % size !== 0) {
    throw new RangeError(`${data.length} bytes are not whole samples of ${size} bytes`);
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Array.from({ length: data.length / size }, (_, sample) =>
    Array.from({ length: numbers }, (_, i) => read(view, sample * size + i * bytes)),
  );
}

/** Pack one sample. @throws {RangeError} no such type, or another count of numbers */
export function encodeSample(type: PodTypeDescriptorInit, sample: PodSample): Uint8Array {
  const { bytes, write } = kindOf(type);
  const numbers = numbersPerSample(type);
  if (sample.length !== numbers) throw new RangeError(`a sample has ${numbers} numbers, and this one ${sample.length}`);
  const packed = new Uint8Array(numbers * bytes);
  const view = new DataView(packed.buffer);
  sample.forEach((value, i) => write(view, i * bytes, value));
  return packed;
}

function kindOf({ podType = PodTypeEnum.TYPE_UNSPECIFIED }: PodTypeDescriptorInit): PodKind {
  const found = KINDS.get(podType);
  if (found === undefined) throw new RangeError(`there is no type of number ${podType}`);
  return found;
}
