/** Tells recordings from other files. */
import { MAGIC } from "../../recording/format.ts";

/** Whether bytes begin as a recording does. Of fewer than eight there is no telling: they are none. */
export function isRecording(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => byte === bytes[i]);
}
