/**
 * Pictures in a terminal: by the protocol of kitty, of iTerm2, or sixel, where the environment says that the terminal has
 * one; otherwise in half blocks, two pixels to a character, in 24-bit colour or the 24 greys of the 256 colours.
 */
import { type Pixels, pngFile } from "./png.ts";

/** How a terminal shows pictures. */
export type PictureProtocol = "kitty" | "iterm2" | "sixel" | "truecolor" | "256-colour";

/** What there is to show. */
export type Picture = { readonly pixels: Pixels } | { readonly jpeg: Uint8Array };

const ESC = "\u001b";
/** Kitty takes base64 in pieces of this size at most. */
const KITTY_PIECE = 4096;
const SIXEL_TERMINALS = /^(?:foot|mlterm|yaft|contour|.*sixel)/;
const SIXEL_LEVELS = 32;

/** What the terminal can do, by its environment; `undefined` if it has no colours or wants none. */
export function pictureProtocol(env: Readonly<Record<string, string | undefined>>): PictureProtocol | undefined {
  const { TERM = "", TERM_PROGRAM = "", LC_TERMINAL = "", COLORTERM = "" } = env;
  // A multiplexer swallows what it does not know; half blocks pass.
  const isDirect = env["TMUX"] === undefined && !/^(?:screen|tmux)/.test(TERM);
  if (isDirect) {
    if (env["KITTY_WINDOW_ID"] !== undefined || TERM === "xterm-kitty" || TERM_PROGRAM === "ghostty") return "kitty";
    if (/^(?:iTerm\.app|WezTerm)$/.test(TERM_PROGRAM) || LC_TERMINAL === "iTerm2") return "iterm2";
    if (SIXEL_TERMINALS.test(TERM)) return "sixel";
  }
  if ((env["NO_COLOR"] ?? "") !== "" || TERM === "dumb" || TERM === "") return undefined;
  if (/^(?:truecolor|24bit)$/.test(COLORTERM)) return "truecolor";
  return TERM.includes("256color") ? "256-colour" : undefined;
}

/**
 * What to write so that the picture is seen.
 * @param columns width of the terminal in characters
 * @returns `undefined` for a JPEG on a terminal that does not decode it
 */
export function pictureText(picture: Picture, protocol: PictureProtocol, columns: number): string | undefined {
  if ("jpeg" in picture) return protocol === "iterm2" ? iterm2(picture.jpeg) : undefined;
  const { pixels } = picture;
  switch (protocol) {
    case "kitty":
      return kitty(pngFile(pixels));
    case "iterm2":
      return iterm2(pngFile(pixels));
    case "sixel":
      return sixel(pixels);
    default:
      return halfBlocks(pixels, columns, protocol === "truecolor");
  }
}

/** Kitty graphics protocol, "The transmission medium": a PNG in pieces, shown at once, no answer wanted. */
function kitty(png: Uint8Array): string {
  const base64 = Buffer.from(png).toString("base64");
  let text = "";
  for (let at = 0; at < base64.length; at += KITTY_PIECE) {
    const control = at === 0 ? "a=T,f=100,q=2," : "";
    const isLast = at + KITTY_PIECE >= base64.length;
    text += `${ESC}_G${control}m=${isLast ? 0 : 1};${base64.slice(at, at + KITTY_PIECE)}${ESC}\\`;
  }
  return `${text}\n`;
}

/** iTerm2, "Inline Images Protocol": any file that macOS can show. */
function iterm2(file: Uint8Array): string {
  return `${ESC}]1337;File=inline=1;size=${file.length}:${Buffer.from(file).toString("base64")}\u0007\n`;
}

/** DEC sixel: bands of six rows, one colour after the other; greys alone, which is what the robot's cameras see. */
function sixel(pixels: Pixels): string {
  const { columns, rows } = pixels;
  const levels = Uint8Array.from({ length: columns * rows }, (_, index) =>
    Math.round((brightness(pixels, index) * (SIXEL_LEVELS - 1)) / 255),
  );
  let text = `${ESC}Pq"1;1;${columns};${rows}`;
  for (let level = 0; level < SIXEL_LEVELS; level++) {
    const percent = Math.round((level * 100) / (SIXEL_LEVELS - 1));
    text += `#${level};2;${percent};${percent};${percent}`;
  }
  for (let top = 0; top < rows; top += 6) {
    for (const level of new Set(levels.subarray(top * columns, (top + 6) * columns))) {
      text += `#${level}${sixelBand(levels, columns, rows, top, level)}$`;
    }
    text += "-";
  }
  return `${text}${ESC}\\\n`;
}

function sixelBand(levels: Uint8Array, columns: number, rows: number, top: number, level: number): string {
  let text = "";
  let last = "";
  let run = 0;
  const flush = (): void => {
    text += run > 3 ? `!${run}${last}` : last.repeat(run);
  };
  for (let column = 0; column < columns; column++) {
    let bits = 0;
    for (let row = 0; row < 6 && top + row < rows; row++) {
      if (levels[(top + row) * columns + column] === level) bits |= 1 << row;
    }
    const character = String.fromCharCode(63 + bits);
    if (character !== last) {
      flush();
      [last, run] = [character, 0];
    }
    run++;
  }
  flush();
  return text;
}

function halfBlocks(pixels: Pixels, columns: number, isTrueColor: boolean): string {
  const width = Math.max(1, Math.min(columns, pixels.columns));
  const step = pixels.columns / width;
  const height = Math.max(1, Math.floor(pixels.rows / step / 2));
  let text = "";
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const at = (line: number): number =>
        Math.min(pixels.rows - 1, Math.floor(line * step)) * pixels.columns + Math.floor(column * step);
      const [upper, lower] = [at(row * 2), at(row * 2 + 1)].map((index) => colour(pixels, index, isTrueColor));
      text += `${ESC}[38;${upper};48;${lower}m▀`;
    }
    text += `${ESC}[0m\n`;
  }
  return text;
}

function colour(pixels: Pixels, index: number, isTrueColor: boolean): string {
  if (!isTrueColor) return `5;${232 + Math.round((brightness(pixels, index) * 23) / 255)}`;
  const { channels, data } = pixels;
  const rgb = channels === 1 ? [0, 0, 0] : [0, 1, 2];
  return `2;${rgb.map((offset) => data[index * channels + offset] ?? 0).join(";")}`;
}

function brightness({ channels, data }: Pixels, index: number): number {
  if (channels === 1) return data[index] ?? 0;
  const [red = 0, green = 0, blue = 0] = data.subarray(index * 3, index * 3 + 3);
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
