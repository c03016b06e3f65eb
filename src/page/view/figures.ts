/** Numbers as people read them: in columns, with units, never with more digits than they are worth. */

/** `812 B`, `4.1 kB`, `1.25 MB`. */
export function bytesText(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  for (const [unit, size] of [
    ["kB", 1e3],
    ["MB", 1e6],
  ] as const) {
    if (bytes < size * 999.5) return `${threeDigits(bytes / size)} ${unit}`;
  }
  return `${threeDigits(bytes / 1e9)} GB`;
}

/** `0.42 ms`, `12.3 ms`, `1.25 s`, `3 min 20 s`. */
export function durationText(ms: number): string {
  if (ms < 999.5) return `${ms < 0.01 ? "0" : threeDigits(ms)} ms`;
  if (ms < 99_950) return `${threeDigits(ms / 1000)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`;
}

/** Seconds since something, all with the same number of digits: `12.345 6`. */
export function instantText(ms: number): string {
  return (ms / 1000).toFixed(4);
}

/** A count with narrow spaces between thousands. */
export function countText(count: number): string {
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** `1 call`, `12 calls`. */
export function counted(count: number, one: string, many: string = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** An offset in hex, as hex dumps have it. */
export function offsetText(offset: number, digits = 6): string {
  return offset.toString(16).padStart(digits, "0");
}

function threeDigits(value: number): string {
  return value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0);
}
