/** `spotwire record`: the robot's state, images and joints in an MCAP file. */
import { type Command, Option } from "commander";
import { createMcap, type McapFile, recordRobot } from "../../mcap/index.ts";
import type { Robot } from "../../robot/index.ts";
import { ImageClient } from "../../services/index.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { parseNumber, parseSeconds } from "../number-options.ts";
import { note, type Output, printJson, printRows } from "../output.ts";
import { ProgressLine } from "../progress-line.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface RecordOptions extends RobotOptions {
  readonly mcap: string;
  readonly stateRate: number;
  readonly images?: readonly string[];
  readonly imageRate: number;
  readonly stream?: boolean;
  readonly duration?: number;
}

const HELP = `
The file holds these topics, each with its schema, so that Foxglove (https://foxglove.dev) and other readers of MCAP need
nothing besides:
  /robot_state          bosdyn.api.RobotState, as the robot sent it
  /tf                   foxglove.FrameTransforms, from the state: the frames, for a 3D panel
  /image/SOURCE         bosdyn.api.ImageResponse, as the robot sent it: camera model, depth scale and all
  /image/SOURCE/view    foxglove.CompressedImage or RawImage: the same picture, for an image panel
  /joints               bosdyn.api.RobotStateStreamResponse, 333 a second, with --stream; a robot wants a licence for it
Log times are when the robot took it, by this computer's clock; publish times when it arrived. What others tell the robot is
not seen from here: spotwire tap records that.

Recording goes on until Ctrl-C, which ends the file in order, or until --duration has passed. The file must not be there yet.`;

/** Add the command. */
export function addRecordCommand(program: Command, context: CommandContext): void {
  const command = program
    .command("record")
    .description("record state, images and joints in a file for Foxglove (MCAP)");
  withRobotOptions(command, { needsLogin: true })
    .requiredOption("--mcap <file>", "the file to write, a new one")
    .addOption(rate("--state-rate", "readings of the state a second, up to 100; 0 for none", 10))
    .option("--images <sources...>", "names of image sources, as spotwire image list has them")
    .addOption(rate("--image-rate", "how often a second to take them, up to 100", 2))
    .option("--stream", "record the joint stream")
    .addOption(
      new Option("--duration <time>", "end after so long, as 30s or 5m (default: at Ctrl-C)").argParser((text) =>
        parseSeconds("--duration", text),
      ),
    )
    .addHelpText("after", notes(HELP))
    .action((host: string | undefined, options: RecordOptions) => {
      check(options);
      return withRobot(host, options, context, (robot) => record(robot, options, context), {
        needsLogin: true,
        onInterrupt: "leave",
      });
    });
}

function rate(flag: string, description: string, preset: number): Option {
  return new Option(`${flag} <hertz>`, description).default(preset).argParser((text) => {
    const hertz = parseNumber(flag, text);
    if (hertz < 0 || hertz > 100) throw new UsageError(`${flag} takes 0 to 100 a second, not ${text}`);
    return hertz;
  });
}

function check({ stateRate, images = [], imageRate, stream }: RecordOptions): void {
  if (images.length > 0 && imageRate === 0) throw new UsageError("--image-rate 0 takes no images: leave --images out");
  if (stateRate === 0 && images.length === 0 && stream !== true) {
    throw new UsageError("there is nothing to record: give --images or --stream, or a --state-rate above 0");
  }
}

async function record(robot: Robot, options: RecordOptions, { output, signal }: CommandContext): Promise<void> {
  const { images = [], duration } = options;
  await checkSources(robot, images, signal);
  await using file = await createMcap(options.mcap);
  // Before the time begins to count; recordRobot then has nothing to wait for.
  await robot.timeSync.established({ signal });
  const ends = duration === undefined ? signal : AbortSignal.any([signal, AbortSignal.timeout(duration * 1000)]);
  if (options.json !== true)
    note(output, duration === undefined ? "recording until Ctrl-C" : `recording ${duration} s`);
  {
    using progress = new ProgressLine(output);
    const timer = setInterval(() => progress.show(...lines(file)), 500);
    const told = new Set<string>();
    try {
      await recordRobot(robot, file, {
        signal: ends,
        stateRateHertz: options.stateRate,
        images,
        imageRateHertz: options.imageRate,
        joints: options.stream,
        onTrouble(topic, error) {
          // Once for each that is new: at ten a second the same again would hide the rest.
          const text = `${topic}: ${error instanceof Error ? error.message : String(error)}`;
          if (told.has(text)) return;
          told.add(text);
          progress.clear();
          note(output, `warning: ${text}`);
        },
      });
    } finally {
      clearInterval(timer);
      // What there is is worth an index, whatever ended it.
      await file.finish();
    }
  }
  tell(file, options, output);
}

/** A name that is wrong is said before anything is recorded. */
async function checkSources(robot: Robot, images: readonly string[], signal: AbortSignal): Promise<void> {
  if (images.length === 0) return;
  const { imageSources } = await robot.client(ImageClient).listImageSources({}, { signal });
  const names = imageSources.map(({ name }) => name);
  const unknown = images.filter((image) => !names.includes(image));
  if (unknown.length > 0) {
    throw new UsageError(`the robot has no image source ${unknown.join(", ")}; it has ${names.join(", ")}`);
  }
}

function lines(file: McapFile): string[] {
  return [...file.counts].map(([topic, count]) => `${topic}  ${count}`).concat(`${file.size} bytes in the file`);
}

function tell(file: McapFile, { mcap, json }: RecordOptions, output: Output): void {
  if (json === true) {
    printJson(output, { file: mcap, bytes: file.size, messages: Object.fromEntries(file.counts) });
    return;
  }
  printRows(output, [
    ...[...file.counts].map(([topic, count]) => [topic, `${count} messages`] as const),
    [mcap, `${file.size} bytes`] as const,
  ]);
}
