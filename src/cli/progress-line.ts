/** What changes while a command runs, on a terminal's stderr: lines that are written over. Elsewhere nothing is said. */
import { isTerminal, type Output } from "./output.ts";

const CLEAR_LINE = "\r\u001b[2K";
const BAR_COLUMNS = 30;

/** Lines at the bottom of the terminal. */
export class ProgressLine implements Disposable {
  readonly #stream: NodeJS.WritableStream;
  readonly #isShown: boolean;
  #height = 0;

  constructor({ stderr }: Output) {
    this.#stream = stderr;
    this.#isShown = isTerminal(stderr);
  }

  /** Put these lines in place of the last. Nothing that came from a robot may hold a line break of its own. */
  show(...lines: readonly string[]): void {
    if (!this.#isShown) return;
    this.#stream.write(this.#erasure() + lines.join("\n"));
    this.#height = lines.length;
  }

  /** Take the lines away, so that other text can follow. */
  clear(): void {
    if (!this.#isShown) return;
    this.#stream.write(this.#erasure());
    this.#height = 0;
  }

  /** Leave the lines, and go on below them. */
  keep(): void {
    if (this.#height > 0) this.#stream.write("\n");
    this.#height = 0;
  }

  [Symbol.dispose](): void {
    if (this.#height > 0) this.clear();
  }

  #erasure(): string {
    return this.#height === 0 ? "" : CLEAR_LINE + `\u001b[1A${CLEAR_LINE}`.repeat(this.#height - 1);
  }
}

/** `████████░░░░  8/12`: how much of a whole is done. A whole of nothing is done. */
export function progressBar(done: number, total: number): string {
  const filled = total <= 0 ? BAR_COLUMNS : Math.round((Math.min(done, total) / total) * BAR_COLUMNS);
  return `${"█".repeat(filled)}${"░".repeat(BAR_COLUMNS - filled)}  ${done}/${total}`;
}
