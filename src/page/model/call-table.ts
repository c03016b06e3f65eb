/** The calls of a connection in the order in which they began, about 90 bytes each. */
import type { InspectedCall, Side } from "../../inspect/index.ts";
import { Column, firstWhere } from "./column.ts";
import { NONE } from "./frame-table.ts";
import type { CallRow } from "./page-model.ts";
import type { StringTable } from "./string-table.ts";

const RESET_SIDES: readonly (Side | undefined)[] = [undefined, "client", "server"];

/** Milliseconds; NaN for none. */
export function millis(nanos: bigint | undefined): number {
  return nanos === undefined ? NaN : Number(nanos) / 1e6;
}

function orUndefined(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

/** Columns of calls. */
export class CallTable {
  readonly #strings: StringTable;
  readonly #stream = new Column(Uint32Array);
  readonly #path = new Column(Uint32Array);
  readonly #authority = new Column(Uint32Array);
  readonly #beganAtMs = new Column(Float64Array);
  readonly #headersAtMs = new Column(Float64Array);
  readonly #endedAtMs = new Column(Float64Array);
  readonly #sent = new Column(Uint32Array);
  readonly #received = new Column(Uint32Array);
  readonly #sentBytes = new Column(Float64Array);
  readonly #receivedBytes = new Column(Float64Array);
  /** And 1; 0 is none. */
  readonly #status = new Column(Uint32Array);
  readonly #statusMessage = new Column(Uint32Array);
  readonly #resetSide = new Column(Uint8Array);
  readonly #resetCode = new Column(Uint32Array);
  readonly #isCutOff = new Column(Uint8Array);
  readonly #firstFrame = new Column(Uint32Array);
  readonly #lastFrame = new Column(Uint32Array);
  /** Messages that began, by side. */
  readonly #begun = { client: new Column(Uint32Array), server: new Column(Uint32Array) };
  /** Calls by stream: their numbers grow, those of either side for itself (RFC 9113 §5.1.1). */
  readonly #byStream = { odd: new Column(Uint32Array), even: new Column(Uint32Array) };
  readonly #running = new Set<number>();
  #latest = NONE;

  constructor(strings: StringTable) {
    this.#strings = strings;
  }

  get length(): number {
    return this.#stream.length;
  }

  /** The call of a stream, made if it is not there. @param frame that came of it */
  indexOf(streamId: number, frame: number): number {
    if (this.#latest !== NONE && this.#stream.at(this.#latest) === streamId) return this.#latest;
    const calls = this.#byStream[streamId % 2 === 0 ? "even" : "odd"];
    const place = firstWhere(0, calls.length, (each) => this.#stream.at(calls.at(each)) >= streamId);
    const known = place < calls.length ? calls.at(place) : NONE;
    if (known === NONE || this.#stream.at(known) !== streamId) {
      calls.push(this.length);
      this.#add(streamId, frame);
      return (this.#latest = this.length - 1);
    }
    return (this.#latest = known);
  }

  /** A call is now like this. */
  update(index: number, call: InspectedCall): void {
    this.#path.set(index, this.#strings.numberOf(call.path));
    this.#authority.set(index, this.#strings.numberOf(call.authority));
    this.#beganAtMs.set(index, millis(call.beganAtNanos));
    this.#headersAtMs.set(index, millis(call.headersAtNanos));
    this.#sent.set(index, call.sent);
    this.#received.set(index, call.received);
    this.#sentBytes.set(index, call.sentBytes);
    this.#receivedBytes.set(index, call.receivedBytes);
    this.#status.set(index, call.status === undefined ? 0 : call.status + 1);
    this.#statusMessage.set(index, this.#strings.numberOf(call.statusMessage));
    this.#resetSide.set(index, RESET_SIDES.indexOf(call.reset?.side));
    this.#resetCode.set(index, call.reset?.code ?? 0);
    if (call.endedAtNanos === undefined) return;
    this.#endedAtMs.set(index, millis(call.endedAtNanos));
    this.#running.delete(index);
  }

  /** The connection is over, and took with it the calls that were not. */
  cutOff(atMs: number): void {
    for (const index of this.#running) {
      this.#endedAtMs.set(index, atMs);
      this.#isCutOff.set(index, 1);
    }
    this.#running.clear();
  }

  /** A frame came. @returns the one before it in its call; `NONE` */
  addFrame(index: number, frame: number): number {
    const before = this.#lastFrame.at(index);
    this.#lastFrame.set(index, frame);
    return before;
  }

  firstFrame(index: number): number {
    return this.#firstFrame.at(index);
  }

  lastFrame(index: number): number {
    return this.#lastFrame.at(index);
  }

  /** A message of a call begins. @returns its number in its side */
  beginMessage(index: number, side: Side): number {
    const begun = this.#begun[side].at(index);
    this.#begun[side].set(index, begun + 1);
    return begun;
  }

  path(index: number): string | undefined {
    return this.#strings.textOf(this.#path.at(index));
  }

  /** Calls that are under way at some instant of a span of time, in order; at most so many. */
  between(fromMs: number, toMs: number, most: number): number[] {
    const found: number[] = [];
    const end = firstWhere(0, this.length, (index) => this.#beganAtMs.at(index) > toMs);
    for (let index = 0; index < end && found.length < most; index++) {
      // One that has not ended has NaN, which is below nothing.
      if (!(this.#endedAtMs.at(index) < fromMs)) found.push(index);
    }
    return found;
  }

  /** As the page shows it. */
  row(index: number): CallRow {
    const status = this.#status.at(index) - 1;
    const side = RESET_SIDES[this.#resetSide.at(index)];
    return {
      index,
      streamId: this.#stream.at(index),
      path: this.path(index),
      authority: this.#strings.textOf(this.#authority.at(index)),
      beganAtMs: this.#beganAtMs.at(index),
      headersAtMs: orUndefined(this.#headersAtMs.at(index)),
      endedAtMs: orUndefined(this.#endedAtMs.at(index)),
      sent: this.#sent.at(index),
      received: this.#received.at(index),
      sentBytes: this.#sentBytes.at(index),
      receivedBytes: this.#receivedBytes.at(index),
      status: status < 0 ? undefined : status,
      statusMessage: this.#strings.textOf(this.#statusMessage.at(index)),
      reset: side && { side, code: this.#resetCode.at(index) },
      firstFrame: this.firstFrame(index),
      hasFailed: status > 0 || side !== undefined || this.#isCutOff.at(index) === 1,
    };
  }

  #add(streamId: number, frame: number): void {
    this.#running.add(this.length);
    this.#stream.push(streamId);
    this.#firstFrame.push(frame);
    this.#lastFrame.push(NONE);
    for (const column of [this.#beganAtMs, this.#headersAtMs, this.#endedAtMs]) column.push(NaN);
    for (const column of [this.#path, this.#authority, this.#sent, this.#received, this.#status]) column.push(0);
    for (const column of [this.#sentBytes, this.#receivedBytes, this.#statusMessage, this.#resetCode]) column.push(0);
    for (const column of [this.#resetSide, this.#isCutOff, this.#begun.client, this.#begun.server]) column.push(0);
  }
}
