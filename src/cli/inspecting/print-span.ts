/** Trees of bytes on a terminal: annotated hex, coloured by what each byte is. */
import { printAnnotatedHex, SPAN_STYLES, type Span, type SpanKind } from "../../inspect/index.ts";
import { type Output, paint } from "../output.ts";

/** Colours parts of trees for a stream. */
export function spanPainter(stream: NodeJS.WritableStream): (kind: SpanKind, text: string) => string {
  return (kind, text) => {
    const style = SPAN_STYLES[kind];
    return style === undefined ? text : paint(style, text, stream);
  };
}

/** Print a tree with its bytes. @param maxValueBytes of each value; what is left out is said */
export function printSpan(output: Output, span: Span, bytes: Uint8Array, maxValueBytes: number): void {
  output.stdout.write(printAnnotatedHex(span, bytes, { color: spanPainter(output.stdout), maxValueBytes }));
}
