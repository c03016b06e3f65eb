/** `spotwire encode`: bytes out of annotated hex, its lengths put right. */
import { readFile, writeFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { type Command, Option } from "commander";
import { encodeAnnotatedHex, parseAnnotatedHex } from "../../inspect/index.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { isTerminal, note, type Output, printLine } from "../output.ts";
import type { CommandContext } from "../robot-options.ts";

interface EncodeOptions {
  readonly out?: string;
  readonly to?: "hex" | "base64" | "binary";
  readonly keepLengths?: boolean;
}

const HELP = `
Lengths of fields, of gRPC's messages and of frames follow from what is indented below them.`;

/** Add the command. */
export function addEncodeCommand(program: Command, { output }: CommandContext): void {
  program
    .command("encode")
    .description("make bytes of annotated hex, as decode prints it, lengths put right")
    .argument("[file]", "what to read (default: stdin)")
    .option("--out <file>", "write the bytes to a file")
    .addOption(
      new Option("--to <form>", "how to write them to stdout (default: binary, and hex to a terminal)").choices([
        "hex",
        "base64",
        "binary",
      ]),
    )
    .option("--keep-lengths", "leave lengths as they are, right or wrong")
    .addHelpText("after", notes(HELP))
    .action(async (file: string | undefined, options: EncodeOptions) => {
      const text = await textOf(file);
      const bytes = options.keepLengths === true ? parseAnnotatedHex(text) : encodeAnnotatedHex(text);
      await write(bytes, options, output);
    });
}

async function write(bytes: Uint8Array, { out, to }: EncodeOptions, output: Output): Promise<void> {
  if (out !== undefined) {
    try {
      await writeFile(out, bytes);
    } catch (error) {
      throw new UsageError(`--out ${out}: ${(error as Error).message}`);
    }
    note(output, `${bytes.length} bytes in ${out}`);
    return;
  }
  const form = to ?? (isTerminal(output.stdout) ? "hex" : "binary");
  if (form === "binary") output.stdout.write(bytes);
  else printLine(output, Buffer.from(bytes).toString(form));
}

async function textOf(file: string | undefined): Promise<string> {
  try {
    return file === undefined || file === "-" ? await readAll(process.stdin) : await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(`${file ?? "stdin"}: ${(error as Error).message}`);
  }
}
