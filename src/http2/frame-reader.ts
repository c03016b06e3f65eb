/** Cuts what arrives into frames (RFC 9113 §4.1), however it was cut on its way. */
import { ErrorCode } from "./error-code.ts";
import { protocolError } from "./frames/check.ts";
import { Flag, type Frame, FRAME_HEADER_BYTES, FrameType, MAX_PAYLOAD_BYTES, uint31 } from "./frames/frame.ts";
import { Http2Violation } from "./violation.ts";

const HTTP1_ANSWER = "HTTP/1";

/** A DATA frame that is handed on as it comes. */
interface DataUnderWay {
  readonly flags: number;
  readonly streamId: number;
  left: number;
}

/**
 * Holds what has come of the next frame: never more than one. Of DATA it holds nothing, but gives what there is as a frame
 * of its own, without END_STREAM until the last: the sender might as well have cut it so.
 */
export class FrameReader {
  readonly #onFrame: (frame: Frame) => void;
  /** The header of the next frame as far as it is there; then that frame's whole length. */
  #partial: Uint8Array = new Uint8Array(FRAME_HEADER_BYTES);
  #have = 0;
  #data: DataUnderWay | undefined;
  #hasSettings = false;

  /** @param onFrame told of each frame; what it throws ends the reading */
  constructor(onFrame: (frame: Frame) => void) {
    this.#onFrame = onFrame;
  }

  /** Read on. Payloads are views of the chunk, but for frames other than DATA that it has cut. @throws {Http2Violation} */
  push(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length;) {
      if (this.#data !== undefined) at = this.#giveData(this.#data, chunk, at);
      else if (this.#have > 0) at = this.#complete(chunk, at);
      else at = this.#begin(chunk, at);
    }
  }

  /** Read a frame that begins here. @returns where the reading goes on */
  #begin(chunk: Uint8Array, at: number): number {
    const available = chunk.length - at;
    const whole = FRAME_HEADER_BYTES + (available < FRAME_HEADER_BYTES ? 0 : this.#payloadLength(chunk, at));
    if (available >= whole) {
      this.#give(chunk, at, at + whole);
      return at + whole;
    }
    if (available >= FRAME_HEADER_BYTES && this.#beginData(chunk, at, whole)) return at + FRAME_HEADER_BYTES;
    this.#partial = resized(chunk.subarray(at), whole);
    this.#have = available;
    return chunk.length;
  }

  /** Add to the frame that was begun. @returns where the reading goes on */
  #complete(chunk: Uint8Array, start: number): number {
    const piece = chunk.subarray(start, start + this.#partial.length - this.#have);
    this.#partial.set(piece, this.#have);
    this.#have += piece.length;
    const at = start + piece.length;
    const frame = this.#partial;
    if (this.#have < frame.length) return at;
    const whole = FRAME_HEADER_BYTES + this.#payloadLength(frame, 0);
    if (whole > frame.length && !this.#beginData(frame, 0, whole)) {
      this.#partial = resized(frame, whole);
      return at;
    }
    this.#have = 0;
    if (whole === frame.length) this.#give(frame, 0, whole);
    return at;
  }

  /** Hand on a frame of DATA as it comes, if this is one. What is padded has its padding's length in front: it is held. */
  #beginData(bytes: Uint8Array, at: number, whole: number): boolean {
    const flags = bytes[at + 4] as number;
    if (bytes[at + 3] !== FrameType.DATA || (flags & Flag.PADDED) !== 0) return false;
    this.#data = { flags, streamId: uint31(bytes, at + 5), left: whole - FRAME_HEADER_BYTES };
    return true;
  }

  #giveData(data: DataUnderWay, chunk: Uint8Array, at: number): number {
    const payload = chunk.subarray(at, at + data.left);
    data.left -= payload.length;
    if (data.left === 0) this.#data = undefined;
    const flags = data.left === 0 ? data.flags : data.flags & ~Flag.END_STREAM;
    this.#onFrame({ type: FrameType.DATA, flags, streamId: data.streamId, payload });
    return at + payload.length;
  }

  #give(bytes: Uint8Array, at: number, end: number): void {
    const payload = bytes.subarray(at + FRAME_HEADER_BYTES, end);
    const [type, flags] = [bytes[at + 3] as number, bytes[at + 4] as number];
    this.#onFrame({ type, flags, streamId: uint31(bytes, at + 5), payload });
  }

  #payloadLength(bytes: Uint8Array, at: number): number {
    const length = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    if (!this.#hasSettings) this.#checkPreface(bytes, at);
    // "An endpoint MUST send an error code of FRAME_SIZE_ERROR if a frame exceeds the size defined in
    // SETTINGS_MAX_FRAME_SIZE" (§4.2); ours is the default.
    if (length > MAX_PAYLOAD_BYTES) {
      throw new Http2Violation(ErrorCode.FRAME_SIZE_ERROR, `a frame of ${length} bytes`);
    }
    return length;
  }

  /** A server begins with SETTINGS (§3.4). Other protocols show here, before their bytes are taken for lengths. */
  #checkPreface(bytes: Uint8Array, at: number): void {
    const start = String.fromCharCode(...bytes.subarray(at, at + HTTP1_ANSWER.length));
    if (start === HTTP1_ANSWER) throw protocolError("it answers in HTTP/1");
    const isSettings = bytes[at + 3] === FrameType.SETTINGS && ((bytes[at + 4] as number) & Flag.ACK) === 0;
    if (!isSettings) throw protocolError("it does not begin with SETTINGS");
    this.#hasSettings = true;
  }
}

function resized(bytes: Uint8Array, length: number): Uint8Array {
  const copy = new Uint8Array(length);
  copy.set(bytes);
  return copy;
}
