/** A recording proxy between any Spot client and a robot. */
export { TapError, type TapErrorCode } from "./errors.ts";
export { startTap, type Tap, type TapOptions } from "./tap.ts";
export type { TapDial, TapDialRequest } from "./tapped-connection.ts";
