/**
 * Texts of a peer as the page shows them. Markup is no matter here, for they only ever become text; what hides, or turns
 * other text round, is written out, and long ones are cut.
 */
import { escaped } from "../../inspect/plain-text.ts";

const ROW_CHARACTERS = 400;

/** A text on one line of a list. */
export function shown(text: string, most: number = ROW_CHARACTERS): string {
  if (text.length <= most) return escaped(text);
  return `${escaped(text.slice(0, most).replace(/[\ud800-\udbff]$/, ""))}…`;
}
