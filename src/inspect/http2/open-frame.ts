/** A frame that has come in whole, and the tree of it as far as it is known: parts of it may wait for frames that follow. */
import type { InspectedFrame, InspectedMessage, Side } from "../inspected.ts";
import type { Span, SpanKind } from "../span.ts";
import type { CallState } from "./call-state.ts";

/** What is known of a frame from the start. */
export interface OpenFrameInit {
  readonly side: Side;
  /** Of its first byte, in all that its side has sent. */
  readonly offset: number;
  readonly atNanos: bigint;
  readonly bytes: Uint8Array;
  /** Told once all of it is known. */
  readonly onDone: (frame: OpenFrame) => void;
}

/** Collects what there is to say of a frame. Parts are added in the order of their bytes; some of them are filled in later. */
export class OpenFrame {
  readonly side: Side;
  readonly bytes: Uint8Array;
  readonly atNanos: bigint;
  readonly messages: InspectedMessage[] = [];
  readonly #offset: number;
  readonly #onDone: (frame: OpenFrame) => void;
  readonly #parts: (Span | undefined)[] = [];
  readonly #faults: string[] = [];
  #awaited = 0;
  #isSealed = false;
  kind: SpanKind = "frame";
  label = "";
  text = "";
  /** Whether bytes of it are missing. */
  isPart = false;
  streamId = 0;
  /** The call that it belongs to. */
  state: CallState | undefined;
  headers: InspectedFrame["headers"];
  windows: InspectedFrame["windows"];

  constructor(init: OpenFrameInit) {
    this.side = init.side;
    this.bytes = init.bytes;
    this.atNanos = init.atNanos;
    this.#offset = init.offset;
    this.#onDone = init.onDone;
  }

  /** Whether parts of it are still to be filled in. */
  get isWaiting(): boolean {
    return this.#awaited > 0;
  }

  /** Add a rule that it breaks, if it does. */
  fault(...faults: readonly (string | undefined)[]): void {
    for (const fault of faults) if (fault !== undefined && !this.#faults.includes(fault)) this.#faults.push(fault);
  }

  /** Add parts that are known. */
  add(...spans: readonly Span[]): void {
    this.#parts.push(...spans);
  }

  /** Add a part that is not known yet. @returns what to name it by */
  reserve(): number {
    this.#awaited++;
    return this.#parts.push(undefined) - 1;
  }

  /** A part is known now. @param span `undefined`: there is nothing to it after all */
  fill(part: number, span: Span | undefined): void {
    this.#parts[part] = span;
    this.#awaited--;
    this.#finish();
  }

  /** All of its parts are added. */
  seal(): void {
    this.#isSealed = true;
    this.#finish();
  }

  /** What came of it, its call as that is by now. */
  inspected(): InspectedFrame {
    const { side, atNanos, bytes, streamId, headers, messages, windows } = this;
    const [span, call] = [this.#span(), this.state?.call];
    return { side, offset: this.#offset, atNanos, bytes, span, streamId, call, headers, messages, windows };
  }

  #finish(): void {
    if (this.#isSealed && this.#awaited === 0) this.#onDone(this);
  }

  #span(): Span {
    const children = this.#parts.filter((part) => part !== undefined);
    const { kind, label, text, isPart } = this;
    const span: Span = { kind, start: 0, end: this.bytes.length, label, text, children };
    const fault = this.#faults.length === 0 ? {} : { fault: this.#faults.join("; ") };
    return { ...span, ...fault, ...(isPart ? { isPart } : {}) };
  }
}
