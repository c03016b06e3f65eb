/** Finds where frames begin in bytes whose start was not seen: nothing marks a frame, but a chain of them is no accident. */
import { FRAME_HEADER_BYTES } from "../../http2/frames/frame.ts";
import { frameLength, mayBeFrame } from "./beginning.ts";

/** Headers that have to follow each other; by chance one in ten million places looks like one. */
const CHAIN_FRAMES = 3;

/**
 * Look for the first frame.
 * @param from what is before it was looked at already
 * @param isAll whether nothing more is to come: then a chain that ends with the bytes is believed
 * @returns how many bytes in front are certainly none; and whether a frame begins behind them, or more has to come to know
 */
export function findFrame(
  bytes: Uint8Array,
  from: number,
  isAll: boolean,
): { readonly skipped: number; readonly isFound: boolean } {
  for (let at = from; at < bytes.length; at++) {
    const verdict = chainAt(bytes, at, isAll);
    if (verdict === "frames") return { skipped: at, isFound: true };
    if (verdict === "more") return { skipped: at, isFound: false };
  }
  return { skipped: bytes.length, isFound: false };
}

function chainAt(bytes: Uint8Array, start: number, isAll: boolean): "frames" | "none" | "more" {
  for (let [at, frames] = [start, 0]; frames < CHAIN_FRAMES; frames++) {
    if (at === bytes.length && isAll && frames > 0) return "frames";
    if (at + FRAME_HEADER_BYTES > bytes.length) return isAll ? "none" : "more";
    if (!mayBeFrame(bytes, at)) return "none";
    at += frameLength(bytes, at);
  }
  return "frames";
}
