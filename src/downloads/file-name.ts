/** The names of downloaded files. A server proposes one (RFC 6266), and may propose anything: it is made safe here. */

/** Of bytes, what every file system takes. */
const MAX_NAME_BYTES = 200;
/** Separators of every system, what Windows refuses, and characters that do not show or turn text round. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}<>:"|?*]/gu;
/** Devices of Windows, whatever follows the first dot. */
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/iu;

/**
 * The file name that a `Content-Disposition` header proposes, without folders and without what a file system, a shell or
 * a reader could trip over.
 * @param fallback used where the header proposes none
 */
export function fileNameOf(contentDisposition: string | undefined, fallback: string): string {
  return safeFileName(proposedName(contentDisposition ?? "")) || fallback;
}

/** Make a file name of any text; empty if nothing of it can stand. */
export function safeFileName(text: string): string {
  const base = text.slice(0, 4096).split(/[/\\]/u).at(-1) ?? "";
  const name = base.replace(UNSAFE, "_").replace(/^[.\s]+|[.\s]+$/gu, "");
  return shortened(DEVICE.test(name) ? `_${name}` : name);
}

/** `filename*` wins over `filename`: it says its encoding. */
function proposedName(header: string): string {
  const extended = /;\s*filename\*\s*=\s*(?:utf-8)'[^']*'([^;\s]+)/iu.exec(header)?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      // Not percent-encoded UTF-8: the plain one may be better.
    }
  }
  const plain = /;\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s"]+))/iu.exec(header);
  return plain?.[1]?.replace(/\\(.)/gu, "$1") ?? plain?.[2] ?? "";
}

/** Keep the extension: it says what the file is. */
function shortened(name: string): string {
  if (byteLength(name) <= MAX_NAME_BYTES) return name;
  const extension = /\.[A-Za-z0-9]{1,10}$/u.exec(name)?.[0] ?? "";
  let stem = "";
  let room = MAX_NAME_BYTES - extension.length;
  for (const character of name.slice(0, name.length - extension.length)) {
    room -= byteLength(character);
    if (room < 0) break;
    stem += character;
  }
  return stem + extension;
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
