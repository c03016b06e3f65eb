/** Shows what was inspected, to people as annotated hex and to programs as JSON. */
import { frameHeading, type InspectedFrame, type Span, spanToJson } from "../../inspect/index.ts";
import { type Output, printJson, printLine } from "../output.ts";
import { printSpan } from "./print-span.ts";

/** How to show trees. */
export interface TreeOptions {
  /** Bytes of each value that are shown. */
  readonly maxValue: number;
  readonly json?: boolean;
}

/** Prints frames, each under a line that says whose it is. */
export class FramePrinter {
  readonly #options: TreeOptions;
  readonly #output: Output;
  #beganAtNanos: bigint | undefined;

  constructor(options: TreeOptions, output: Output) {
    this.#options = options;
    this.#output = output;
  }

  /** @param connection its name, where there may be several */
  print(frame: InspectedFrame, connection?: string): void {
    const { side, offset, atNanos, streamId, call, headers, bytes, span } = frame;
    this.#beganAtNanos ??= atNanos;
    const seconds = Number(atNanos - this.#beganAtNanos) / 1e9;
    if (this.#options.json === true) {
      const place = { connection, seconds, side, offset, streamId, path: call?.path, headers };
      printJson(this.#output, { ...place, span: spanToJson(span, bytes, { maxValueBytes: this.#options.maxValue }) });
      return;
    }
    const sinceNanos = connection === undefined ? undefined : this.#beganAtNanos;
    printLine(this.#output, frameHeading(frame, { connection, sinceNanos }));
    printSpan(this.#output, span, bytes, this.#options.maxValue);
    printLine(this.#output, "");
  }
}

/** Show one tree. */
export function showTree(span: Span, bytes: Uint8Array, { json, maxValue }: TreeOptions, output: Output): void {
  if (json === true) printJson(output, spanToJson(span, bytes, { maxValueBytes: maxValue }));
  else printSpan(output, span, bytes, maxValue);
}
