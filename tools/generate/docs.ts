/**
 * Turns comments of the `.proto` into TSDoc.
 */
import type { Documented } from "./model.ts";

/** Print a documentation comment; nothing if there is nothing to say. */
export function docComment({ doc, deprecated }: Documented, fallback = ""): string[] {
  const text = (doc === "" ? fallback : doc).replaceAll("*/", "*\\/").trimEnd();
  const lines = text === "" ? [] : text.split("\n").map((line) => line.trimEnd());
  if (deprecated) lines.push("@deprecated The robot's API marks it so.");
  if (lines.length === 0) return [];
  const [only] = lines;
  if (lines.length === 1 && only !== undefined) return [`/** ${only} */`];
  return ["/**", ...lines.map((line) => (line === "" ? " *" : ` * ${line}`)), " */"];
}

/** Print a documentation comment of our own. */
export function note(text: string): string[] {
  return docComment({ doc: text, deprecated: false });
}
