/**
 * Responses that are next to nothing but one long `bytes` field, an image or a piece of a file: here that field becomes a
 * view on the received message instead of a copy. The rest of the message, a few hundred bytes, goes through the generated
 * codec, and so does the whole of any message that is not as expected.
 */
import type { CallMethod, MethodKind } from "../grpc/index.ts";

/** Shorter payloads are copied with the rest. */
const MIN_PAYLOAD_BYTES = 16_384;

/** One field on the way to the payload; the last is the payload itself. */
export interface PayloadStep {
  /** Field number, 1 to 15. */
  readonly number: number;
  /** The property of the decoded message. */
  readonly name: string;
  readonly isRepeated?: boolean;
}

/** A payload in the bytes of its message. */
interface Cut {
  readonly start: number;
  readonly end: number;
  /** Which element of each repeated field on the way. */
  readonly indices: readonly number[];
  /** Lengths of the messages around it and of itself. */
  readonly lengths: readonly Length[];
}

/** A length prefix. */
interface Length {
  readonly at: number;
  readonly end: number;
  readonly value: number;
}

type Decoder<T> = CallMethod<MethodKind, never, T>["output"];

/**
 * Have a decoder leave payloads where they are: in the received message, which they keep alive as a whole. One that is less
 * than half of the memory it lies in is copied all the same, so that it never keeps more than twice its size.
 * @param steps the fields from the message to the payload
 * @param mayShare asked of the message that holds it whether its payload may be a view: some are read by code that wants
 *   memory of their own. Default: yes
 */
export function payloadViews<T>(
  decoder: Decoder<T>,
  steps: readonly PayloadStep[],
  mayShare: (holder: object) => boolean = () => true,
): Decoder<T> {
  return {
    typeName: decoder.typeName,
    decode(bytes: Uint8Array): T {
      const cuts = findPayloads(bytes, steps);
      if (cuts === undefined || cuts.length === 0) return decoder.decode(bytes);
      let message: T;
      try {
        message = decoder.decode(without(bytes, cuts));
      } catch {
        // It says where in the whole it is broken.
        return decoder.decode(bytes);
      }
      for (const { start, end, indices } of cuts) {
        const holder = holderOf(message, steps, indices);
        const view = new Uint8Array(bytes.buffer, bytes.byteOffset + start, end - start);
        const isWorthIt = 2 * view.length >= bytes.buffer.byteLength && mayShare(holder);
        Reflect.set(holder, steps.at(-1)?.name ?? "", isWorthIt ? view : view.slice());
      }
      return message;
    },
  };
}

function holderOf(message: unknown, steps: readonly PayloadStep[], indices: readonly number[]): object {
  let holder = message as object;
  let next = 0;
  for (const { name, isRepeated = false } of steps.slice(0, -1)) {
    holder = Reflect.get(holder, name) as object;
    if (isRepeated) holder = (holder as readonly object[])[indices[next++] as number] as object;
  }
  return holder;
}

/** The payloads of a message, in the order of its bytes; `undefined` if it takes the generated codec to tell. */
function findPayloads(bytes: Uint8Array, steps: readonly PayloadStep[]): Cut[] | undefined {
  const cuts: Cut[] = [];
  return collect(bytes, steps, 0, bytes.length, [], [], cuts) ? cuts : undefined;
}

function collect(
  bytes: Uint8Array,
  [step, ...inner]: readonly PayloadStep[],
  start: number,
  end: number,
  indices: readonly number[],
  lengths: readonly Length[],
  cuts: Cut[],
): boolean {
  let found = 0;
  for (let at = start; at < end;) {
    const tag = bytes[at] as number;
    const length = (tag & 7) === 2 ? lengthAt(bytes, at + 1, end) : undefined;
    const next = length === undefined ? scalarEnd(bytes, tag, at + 1, end) : length.end + length.value;
    // Longer tags, groups, and whatever is no field at all.
    if (tag >= 0x80 || tag < 8 || next === undefined || next > end) return false;
    if (length !== undefined && step !== undefined && tag >>> 3 === step.number) {
      const isRepeated = step.isRepeated === true;
      // Two of a field that does not repeat would have to be merged.
      if (found > 0 && !isRepeated) return false;
      const path = isRepeated ? [...indices, found] : indices;
      const around = [...lengths, length];
      if (inner.length > 0) {
        if (!collect(bytes, inner, length.end, next, path, around, cuts)) return false;
      } else if (length.value >= MIN_PAYLOAD_BYTES) {
        cuts.push({ start: length.end, end: next, indices: path, lengths: around });
      }
      found++;
    }
    at = next;
  }
  return true;
}

function lengthAt(bytes: Uint8Array, at: number, limit: number): Length | undefined {
  const end = varintEnd(bytes, at, Math.min(limit, at + 4));
  if (end === undefined) return undefined;
  let value = 0;
  for (let i = end - 1; i >= at; i--) value = (value << 7) | ((bytes[i] as number) & 0x7f);
  return { at, end, value };
}

function scalarEnd(bytes: Uint8Array, tag: number, at: number, limit: number): number | undefined {
  switch (tag & 7) {
    case 0:
      return varintEnd(bytes, at, Math.min(limit, at + 10));
    case 1:
      return at + 8;
    case 5:
      return at + 4;
    default:
      return undefined;
  }
}

function varintEnd(bytes: Uint8Array, at: number, limit: number): number | undefined {
  while (at < limit) if ((bytes[at++] as number) < 0x80) return at;
  return undefined;
}

/** The message with empty payloads. Lengths keep the bytes they have, which are more than they then need. */
function without(bytes: Uint8Array, cuts: readonly Cut[]): Uint8Array {
  const removed = cuts.reduce((sum, { start, end }) => sum + end - start, 0);
  const rest = new Uint8Array(bytes.length - removed);
  const smaller = new Map<number, Length>();
  let from = 0;
  let to = 0;
  for (const { start, end, lengths } of cuts) {
    rest.set(bytes.subarray(from, start), to);
    for (const length of lengths) {
      // Those from before an earlier payload stand where they are put with it.
      const known = smaller.get(length.at);
      const at = known?.at ?? to + length.at - from;
      const value = (known ?? length).value - (end - start);
      const shrunk = { at, end: at + length.end - length.at, value };
      smaller.set(length.at, shrunk);
      putLength(rest, shrunk);
    }
    to += start - from;
    from = end;
  }
  rest.set(bytes.subarray(from), to);
  return rest;
}

function putLength(bytes: Uint8Array, { at, end, value }: Length): void {
  for (; at < end; at++, value >>>= 7) bytes[at] = (value & 0x7f) | (at + 1 < end ? 0x80 : 0);
}
