/** Rules that several frames share. */
import { ErrorCode } from "../error-code.ts";
import { Http2Violation } from "../violation.ts";
import type { Frame } from "./frame.ts";

/** The end of the connection, because of a frame in the wrong place or with wrong contents. */
export function protocolError(detail: string): Http2Violation {
  return new Http2Violation(ErrorCode.PROTOCOL_ERROR, detail);
}

/** The end of the connection, because of a frame of the wrong length. */
export function frameSizeError(name: string, length: number): Http2Violation {
  return new Http2Violation(ErrorCode.FRAME_SIZE_ERROR, `a ${name} frame of ${length} bytes`);
}

/** @throws {Http2Violation} the frame belongs to no stream, though its type must */
export function requireStream(frame: Frame, name: string): void {
  if (frame.streamId === 0) throw protocolError(`a ${name} frame on no stream`);
}

/** @throws {Http2Violation} the frame belongs to a stream, though its type must not */
export function requireConnection(frame: Frame, name: string): void {
  if (frame.streamId !== 0) throw protocolError(`a ${name} frame on a stream`);
}

/** @throws {Http2Violation} the payload is not as long as the type has it */
export function requireLength(frame: Frame, name: string, length: number): void {
  if (frame.payload.length !== length) throw frameSizeError(name, frame.payload.length);
}
