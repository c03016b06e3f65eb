/** `spotwire inspect`: a recording in a browser, byte by byte. */
import { once } from "node:events";
import type { Command } from "commander";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { readPageHtml } from "../inspecting/page-html.ts";
import { checkRecordingFile } from "../inspecting/recording-file.ts";
import { LOOPBACK_ADDRESSES, type PageServer, startPageServer } from "../inspecting/server/page-server.ts";
import { note, printJson, printRows } from "../output.ts";
import { portOption } from "../port-option.ts";
import type { CommandContext } from "../robot-options.ts";

interface InspectOptions {
  readonly port: number;
  readonly listen: string;
  readonly json?: boolean;
}

const HELP = `
The page shows connections, calls on a timeline, frames, and each byte beside what it says. While the tap still records, the
page follows.
Without FILE it takes what you paste or drop: hex of a message, a frame or a connection, or a recording.

It is served to this machine alone, and the recording only to whoever has the key behind the # of the address: passwords
and tokens are in it. The page masks them until you ask for them. Press ? in it for its keys.
The same page is a file of this package, dist/inspect.html, and opens without a server.`;

/** Add the command. */
export function addInspectCommand(program: Command, context: CommandContext): void {
  program
    .command("inspect")
    .description("show a recording in a browser: calls, frames, every byte")
    .argument("[file]", 'a recording made by "spotwire tap --out", finished or growing')
    .addOption(portOption("port to listen on; 0 takes any free one", 0))
    .option("--listen <address>", `address to listen on: ${LOOPBACK_ADDRESSES.join(" or ")}`, "127.0.0.1")
    .option("--json", "print one line of JSON: url, host, port, recording")
    .addHelpText("after", notes(HELP))
    .action((file: string | undefined, options: InspectOptions) => runInspect(file, options, context));
}

async function runInspect(
  file: string | undefined,
  { port, listen, json }: InspectOptions,
  { output, signal }: CommandContext,
): Promise<void> {
  if (!LOOPBACK_ADDRESSES.includes(listen)) {
    const why = "what is shown is for this machine alone";
    throw new UsageError(`--listen takes ${LOOPBACK_ADDRESSES.join(" or ")}, not ${listen}: ${why}`);
  }
  if (file !== undefined) await checkRecordingFile(file);
  const html = await readPageHtml();
  await using server = await started(
    () => startPageServer({ html, recording: file, host: listen, port }),
    listen,
    port,
  );
  if (json === true) printJson(output, { url: server.url, host: server.host, port: server.port, recording: file });
  else {
    printRows(output, [
      ["inspect", server.url],
      ["recording", file ?? "none: paste, drop or open one in the page"],
    ]);
    note(output, "running until Ctrl-C");
  }
  if (!signal.aborted) await once(signal, "abort");
  await server.close();
  signal.throwIfAborted();
}

async function started(start: () => Promise<PageServer>, host: string, port: number): Promise<PageServer> {
  try {
    return await start();
  } catch (error) {
    throw new UsageError(`--port ${port} of ${host}: ${(error as Error).message}`);
  }
}
