/**
 * Small helpers to print code: lines in, lines out.
 */

/** Shift lines to the right by one level. */
export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? line : `  ${line}`));
}

/** Put lines between an opening and a closing one. */
export function block(open: string, body: readonly string[], close = "}"): string[] {
  return [open, ...indent(body), close];
}
