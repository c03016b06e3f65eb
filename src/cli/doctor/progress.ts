/** What the doctor is doing now, on stderr: one line that changes for a person, plain lines for a file, none with JSON. */
import { isTerminal, note, type Output, paint } from "../output.ts";

const ERASE_LINE = "\r\u001b[2K";

/** The line. */
export class Progress {
  readonly #output: Output;
  readonly #isLive: boolean;
  readonly #isSilent: boolean;
  #floor = "";

  constructor(output: Output, { isSilent }: { readonly isSilent: boolean }) {
    this.#output = output;
    this.#isSilent = isSilent;
    this.#isLive = !isSilent && isTerminal(output.stderr);
  }

  /** A floor begins. */
  begin(floor: string): void {
    this.#floor = floor;
    if (this.#isLive) this.#write(`${floor} …`);
    else if (!this.#isSilent) note(this.#output, `${floor} …`);
  }

  /** News of the floor that runs. Only where they can replace each other. */
  update(text: string): void {
    if (this.#isLive) this.#write(`${this.#floor}: ${text}`);
  }

  /** Make room for the report. */
  clear(): void {
    if (this.#isLive) this.#output.stderr.write(ERASE_LINE);
  }

  #write(text: string): void {
    this.#output.stderr.write(`${ERASE_LINE}${paint("dim", text, this.#output.stderr)}`);
  }
}
