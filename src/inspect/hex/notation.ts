/**
 * Annotated hex, the notation of every byte vector of this project: pairs of hex digits, free white space, and `#` to the
 * end of the line for a comment. Lines that belong to another stand below it, indented deeper.
 *
 * Three comments say that their line holds a length, and of what. Whoever edits bytes by hand leaves these alone, and
 * `encodeAnnotatedHex` puts the lengths right:
 * - `2: robot_id, 12 bytes`: a field number and a colon, before a LEN tag of that number. The varint behind the tag is the
 *   length of all that follows it: the rest of the line, and the lines below that are indented deeper.
 * - `not compressed, 14 bytes follow`: at the end of the comment. Five bytes are the prefix of a gRPC message, nine are the
 *   header of an HTTP/2 frame; the length in them is that of the lines below that are indented deeper. Where none is and
 *   the length is not 0, it is that of the lines at the same indentation, up to the next such comment.
 * - `literal, not indexed, static name :path: /a`: at the beginning, a literal header field (RFC 7541 §6.2). The length
 *   before its value is that of all that follows it: the rest of the line, and the lines below that are indented deeper.
 *
 * The numbers in comments are for people; nobody reads them back.
 */

/** Columns for each level of nesting, before the digits. */
export const INDENT_COLUMNS = 3;
/** Bytes on one line. */
export const LINE_BYTES = 16;
/** Stands where bytes were left out. */
export const CUT_MARK = "…";
/** Begins the comment of a length that is wrong, and stays so; elsewhere, a fault follows it. */
export const FAULT_MARK = "!";

/** Length of a frame's header (RFC 9113 §4.1), and of the length that it begins with. */
export const FRAME_HEADER_BYTES = 9;
export const FRAME_LENGTH_BYTES = 3;

/** The comment of a field. */
export const FIELD_COMMENT: RegExp = /^(\d+):(?: |$)/;
/** The beginning of the comment of a literal header field that could be read. */
export const LITERAL_COMMENT: RegExp =
  /^literal, (?:added to the table|not indexed|never indexed)(?:, (?:static|dynamic) name)? (?!! )/;
/** The end of the comment of a prefix or a frame's header. */
export const FOLLOW_COMMENT: RegExp = /(?:bytes follow|byte follows)$/;

/** What a comment of the second kind ends with. */
export function followText(bytes: number): string {
  return bytes === 1 ? "1 byte follows" : `${bytes} bytes follow`;
}
