/** Trees of bytes on a terminal: annotated hex, coloured by what each byte is. */
import { printAnnotatedHex, type Span, type SpanKind } from "../../inspect/index.ts";
import { type Output, paint } from "../output.ts";

const STYLES: Readonly<Partial<Record<SpanKind, Parameters<typeof paint>[0]>>> = {
  header: "cyan",
  tag: "yellow",
  length: "magenta",
  padding: "dim",
  unread: "red",
};

/** Print a tree with its bytes. @param maxValueBytes of each value; what is left out is said */
export function printSpan(output: Output, span: Span, bytes: Uint8Array, maxValueBytes: number): void {
  const color = (kind: SpanKind, text: string): string => {
    const style = STYLES[kind];
    return style === undefined ? text : paint(style, text, output.stdout);
  };
  output.stdout.write(printAnnotatedHex(span, bytes, { color, maxValueBytes }));
}
