/** What both sides of a connection have said that counts for how its frames are read: settings, windows, calls. */
import { MAX_PAYLOAD_BYTES } from "../../http2/frames/frame.ts";
import { Setting, type SettingValue } from "../../http2/frames/settings.ts";
import type { InspectedFrame, MessageReader, Side } from "../inspected.ts";
import { CallState } from "./call-state.ts";
import { CallTable } from "./call-table.ts";
import { HeaderBlocks } from "./header-blocks.ts";
import type { ConnectionLimits } from "./limits.ts";
import { SendWindows } from "./send-windows.ts";

/** What is known beforehand. */
export interface ExchangeInit {
  readonly reader: MessageReader;
  readonly limits: Readonly<Required<ConnectionLimits>>;
  /** Whether the beginning of the connection was not seen. */
  readonly isLate: () => boolean;
  /** Whether one side alone is inspected: what the other has asked for is not known. */
  readonly isOneSided: boolean;
  /** The path of a call, where its HEADERS do not say. */
  readonly pathOf: (streamId: number) => string | undefined;
  /** Types of all messages, whatever their path. */
  readonly types: { readonly input: string; readonly output: string } | undefined;
}

/** What a side has said of itself. */
interface SideState {
  readonly blocks: HeaderBlocks;
  /** What it may send. */
  readonly windows: SendWindows;
  /** Whether its SETTINGS came. */
  hasSettings: boolean;
  /** The largest of each that it has announced: to whom is not in time with the frames of the other side. */
  maxFrameBytes: number;
  tableBytes: number;
}

/** The other side. */
export function otherSide(side: Side): Side {
  return side === "client" ? "server" : "client";
}

/** Follows a connection. */
export class Exchange {
  readonly calls: CallTable;
  readonly #init: ExchangeInit;
  readonly #sides: Readonly<Record<Side, SideState>>;

  constructor(init: ExchangeInit) {
    this.#init = init;
    this.calls = new CallTable(init.limits.maxCalls);
    this.#sides = { client: this.#newSide("client"), server: this.#newSide("server") };
  }

  get isLate(): boolean {
    return this.#init.isLate();
  }

  /** Whether frames that came before may matter that nobody has seen. */
  get isBlind(): boolean {
    return this.#init.isLate() || this.#init.isOneSided;
  }

  /** The header blocks that a side sends. */
  blocks(side: Side): HeaderBlocks {
    return this.#sides[side].blocks;
  }

  /** The windows that a side sends into. */
  windows(side: Side): SendWindows {
    return this.#sides[side].windows;
  }

  /** Whether a side's SETTINGS came. */
  hasSettings(side: Side): boolean {
    return this.#sides[side].hasSettings;
  }

  /** What a side may still send; `undefined` where that is not to be known. */
  windowsLeft(side: Side, call: CallState | undefined): InspectedFrame["windows"] {
    if (this.isBlind) return undefined;
    const windows = this.#sides[side].windows;
    return { stream: call && windows.of(call.sides[side].window), connection: windows.connection };
  }

  /** The longest payload that a side may send; `undefined` where nobody has heard. */
  maxPayloadBytes(side: Side): number | undefined {
    const other = this.#sides[otherSide(side)];
    return other.hasSettings && !this.isBlind ? other.maxFrameBytes : undefined;
  }

  /** A call begins. */
  begin(streamId: number, atNanos: bigint): CallState {
    const { reader, limits, types, pathOf } = this.#init;
    const { maxMessageBytes } = limits;
    const init = { streamId, atNanos, path: pathOf(streamId), types, reader, maxMessageBytes, isLate: this.isBlind };
    const call = new CallState(init);
    this.calls.add(call);
    return call;
  }

  /** A side's settings, in their order; those that nobody may send are not among them. */
  settings(side: Side, settings: readonly SettingValue[]): void {
    const own = this.#sides[side];
    own.hasSettings = true;
    for (const [identifier, value] of settings) {
      if (identifier === Setting.INITIAL_WINDOW_SIZE) this.#sides[otherSide(side)].windows.resize(value);
      if (identifier === Setting.MAX_FRAME_SIZE) own.maxFrameBytes = Math.max(own.maxFrameBytes, value);
      if (identifier === Setting.HEADER_TABLE_SIZE) own.tableBytes = Math.max(own.tableBytes, value);
    }
  }

  #newSide(side: Side): SideState {
    const { limits, isLate } = this.#init;
    const blocks = new HeaderBlocks({
      maxBlockBytes: limits.maxHeaderBlockBytes,
      maxListBytes: limits.maxHeaderListBytes,
      maxTableBytes: limits.maxHeaderTableBytes,
      isLate,
      announcedTableBytes: () => {
        const other = this.#sides[otherSide(side)];
        return other.hasSettings && !this.isBlind ? other.tableBytes : undefined;
      },
    });
    const windows = new SendWindows();
    return { blocks, windows, hasSettings: false, maxFrameBytes: MAX_PAYLOAD_BYTES, tableBytes: 0 };
  }
}
