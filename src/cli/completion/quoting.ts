/** Texts as words of a shell. */

/** In single quotes, as bash and zsh read them: nothing in it means anything. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** In single quotes, as fish reads them: it knows escapes within. */
export function fishQuoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
