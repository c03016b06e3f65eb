/** Numbers of HTTP/2 in the words of its RFC: types of frames, flags, settings, error codes. */
import { ErrorCode } from "../../http2/error-code.ts";
import { Flag, FrameType } from "../../http2/frames/frame.ts";
import { Setting } from "../../http2/frames/settings.ts";
import { Http2Violation } from "../../http2/violation.ts";

const TYPES = /* @__PURE__ */ namesOf(FrameType);
const ERRORS = /* @__PURE__ */ namesOf(ErrorCode);
const SETTINGS = /* @__PURE__ */ namesOf(Setting);

function namesOf(numbers: Readonly<Record<string, number>>): ReadonlyMap<number, string> {
  return new Map(Object.entries(numbers).map(([name, number]) => [number, name]));
}

/** A type of frame: `HEADERS`, `unknown type 12`. */
export function typeName(type: number): string {
  return TYPES.get(type) ?? `unknown type ${type}`;
}

/** An error code with its number: `CANCEL (8)`, `unknown error (99)`. */
export function errorName(code: number): string {
  return `${ERRORS.get(code) ?? "unknown error"} (${code})`;
}

/** A setting: `SETTINGS_MAX_FRAME_SIZE`, `unknown setting 8`. */
export function settingName(identifier: number): string {
  const name = SETTINGS.get(identifier);
  return name === undefined ? `unknown setting ${identifier}` : `SETTINGS_${name}`;
}

type FlagName = Exclude<keyof typeof Flag, "NONE">;

/** Flags that mean something, by type of frame (RFC 9113 §6). */
const FLAGS: ReadonlyMap<number, readonly FlagName[]> = /* @__PURE__ */ new Map<number, readonly FlagName[]>([
  [FrameType.DATA, ["END_STREAM", "PADDED"]],
  [FrameType.HEADERS, ["END_STREAM", "END_HEADERS", "PADDED", "PRIORITY"]],
  [FrameType.SETTINGS, ["ACK"]],
  [FrameType.PUSH_PROMISE, ["END_HEADERS", "PADDED"]],
  [FrameType.PING, ["ACK"]],
  [FrameType.CONTINUATION, ["END_HEADERS"]],
]);

/** Flags by name, those without a meaning by number: `END_STREAM`, `0x40`. */
export function flagNames(type: number, flags: number): string[] {
  const names: string[] = [];
  let rest = flags;
  for (const name of FLAGS.get(type) ?? []) {
    if ((flags & Flag[name]) !== 0) names.push(name);
    rest &= ~Flag[name];
  }
  return rest === 0 ? names : [...names, hexByte(rest)];
}

/** An octet in hex: `0x0a`. */
export function hexByte(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}

/** A rule that is broken, in the words of whoever reads such frames for real: `FRAME_SIZE_ERROR: a PING frame of 7 bytes`. */
export function violation(error: Http2Violation): string {
  return broken(error.http2Code, error.message);
}

/** A rule that is broken. */
export function broken(code: ErrorCode, detail: string): string {
  return `${ERRORS.get(code) ?? code}: ${detail}`;
}

/** Read something as a party to the connection would. @returns what it read, or why it would not */
export function judged<T>(
  read: () => T,
): { readonly value: T } | { readonly value: undefined; readonly fault: string } {
  try {
    return { value: read() };
  } catch (error) {
    if (!(error instanceof Http2Violation)) throw error;
    return { value: undefined, fault: violation(error) };
  }
}
