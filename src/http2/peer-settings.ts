/** What the peer wants of us (RFC 9113 §6.5.2), with the defaults until it says so. */
import { ErrorCode } from "./error-code.ts";
import { DEFAULT_WINDOW_BYTES } from "./flow-window.ts";
import { protocolError } from "./frames/check.ts";
import { MAX_31_BITS, MAX_PAYLOAD_BYTES } from "./frames/frame.ts";
import { Setting, type SettingValue } from "./frames/settings.ts";
import { DEFAULT_TABLE_BYTES } from "./hpack/dynamic-table.ts";
import { Http2Violation } from "./violation.ts";

/** 2²⁴−1, which is what three octets hold. */
const MAX_FRAME_BYTES = 0xff_ffff;

/** The peer's settings. Frames of ours are never longer than any peer takes, so that setting is checked and forgotten. */
export class PeerSettings {
  #headerTableBytes: number = DEFAULT_TABLE_BYTES;
  #maxConcurrentStreams = Infinity;
  #initialWindowBytes: number = DEFAULT_WINDOW_BYTES;
  #maxHeaderListBytes = Infinity;

  get headerTableBytes(): number {
    return this.#headerTableBytes;
  }

  get maxConcurrentStreams(): number {
    return this.#maxConcurrentStreams;
  }

  get initialWindowBytes(): number {
    return this.#initialWindowBytes;
  }

  get maxHeaderListBytes(): number {
    return this.#maxHeaderListBytes;
  }

  /** Take one setting. @throws {Http2Violation} its value is out of range */
  apply([identifier, value]: SettingValue): void {
    switch (identifier) {
      case Setting.HEADER_TABLE_SIZE:
        this.#headerTableBytes = value;
        break;
      case Setting.ENABLE_PUSH:
        // A server may say 0; "a client MUST treat receipt of a SETTINGS frame with SETTINGS_ENABLE_PUSH set to 1 as a
        // connection error" (§6.5.2), and so everyone any other value.
        if (value !== 0) throw protocolError(`SETTINGS_ENABLE_PUSH of ${value} from a server`);
        break;
      case Setting.MAX_CONCURRENT_STREAMS:
        this.#maxConcurrentStreams = value;
        break;
      case Setting.INITIAL_WINDOW_SIZE:
        // "Values above the maximum flow-control window size of 2^31-1 MUST be treated as a connection error" (§6.5.2).
        if (value > MAX_31_BITS) {
          throw new Http2Violation(ErrorCode.FLOW_CONTROL_ERROR, `SETTINGS_INITIAL_WINDOW_SIZE of ${value}`);
        }
        this.#initialWindowBytes = value;
        break;
      case Setting.MAX_FRAME_SIZE:
        if (value < MAX_PAYLOAD_BYTES || value > MAX_FRAME_BYTES) {
          throw protocolError(`SETTINGS_MAX_FRAME_SIZE of ${value}`);
        }
        break;
      case Setting.MAX_HEADER_LIST_SIZE:
        this.#maxHeaderListBytes = value;
        break;
      default: // "MUST ignore that setting" (§6.5.2): it is of an extension.
    }
  }
}
