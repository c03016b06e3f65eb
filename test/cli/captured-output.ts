/** What a command prints, kept apart by stream. */
import { Writable } from "node:stream";
import { runCommandLine } from "../../src/cli/main.ts";
import type { Output } from "../../src/cli/output.ts";

// Whoever runs the tests may want them in colour; what the tests look at has none.
delete process.env["FORCE_COLOR"];

/** Two streams that remember. */
export class CapturedOutput implements Output {
  #out = "";
  #err = "";
  readonly stdout: Writable = remembering((text) => (this.#out += text));
  readonly stderr: Writable = remembering((text) => (this.#err += text));

  /** Everything on stdout so far. */
  get out(): string {
    return this.#out;
  }

  /** Everything on stderr so far. */
  get err(): string {
    return this.#err;
  }
}

function remembering(add: (text: string) => void): Writable {
  return new Writable({
    write(chunk: Uint8Array, _encoding, done) {
      add(chunk.toString());
      done();
    },
  });
}

/** What one command line came to. */
export interface CommandResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Run one command line in this process. */
export async function run(
  args: readonly string[],
  signal: AbortSignal = new AbortController().signal,
): Promise<CommandResult> {
  const output = new CapturedOutput();
  const code = await runCommandLine(args, output, signal);
  return { code, out: output.out, err: output.err };
}
