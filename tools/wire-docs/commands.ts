/** Runs the commands that the guide shows, in this process, and keeps what they print. */
import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { runCommandLine } from "../../src/cli/main.ts";

const PROGRAM = "spotwire";

/**
 * Run command lines, one a line, as a shell in the repository's folder would.
 * @returns what they print to stdout, without empty lines at its end
 * @throws {Error} one of them fails, says something on stderr, or is of another program
 */
export async function runCommands(lines: string): Promise<string> {
  let printed = "";
  for (const line of lines.replaceAll("\\\n", " ").split("\n")) {
    if (line.trim() !== "") printed += await runCommand(line);
  }
  return `${printed.trimEnd()}\n`;
}

async function runCommand(line: string): Promise<string> {
  const [program, ...args] = words(line);
  if (program !== PROGRAM) throw new Error(`not a command of ${PROGRAM}: ${line}`);
  const [stdout, stderr] = [new Kept(), new Kept()];
  const code = await runCommandLine(args, { stdout, stderr }, new AbortController().signal);
  if (code !== 0 || stderr.text !== "") throw new Error(`${line}: exit code ${code}, ${stderr.text}`);
  return stripVTControlCharacters(stdout.text);
}

/** Words of a command line, with quotes of either kind and a comment at its end. */
function words(line: string): string[] {
  const found = line.replace(/\s#.*$/, "").matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g);
  return [...found].map(([, single, double, plain]) => single ?? double ?? plain ?? "");
}

class Kept extends Writable {
  text = "";

  override _write(chunk: Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
