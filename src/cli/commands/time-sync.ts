/** `spotwire time-sync`: how far apart are the clocks? */
import { type Command, Option } from "commander";
import type { ClockEstimate } from "../../robot/index.ts";
import { UsageError } from "../exit.ts";
import { printJson, printRows } from "../output.ts";
import { type CommandContext, type RobotOptions, withRobot, withRobotOptions } from "../robot-options.ts";

interface TimeSyncOptions extends RobotOptions {
  readonly samples: number;
}

/** Exchanges a user may ask for. */
const MAX_SAMPLES = 10_000;

/** Add the command. */
export function addTimeSyncCommand(program: Command, context: CommandContext): void {
  const command = program.command("time-sync").description("measure the robot's clock against this machine's");
  withRobotOptions(command, { needsLogin: true }).addOption(
    new Option("--samples <count>", "exchanges to measure with").default(25).argParser(parseSamples),
  );
  command.action(async (host: string | undefined, options: TimeSyncOptions) => {
    const { estimate, clockIdentifier } = await withRobot(
      host,
      options,
      context,
      async ({ timeSync }) => {
        const { samples } = options;
        const estimate = await timeSync.establish({
          minSamples: samples,
          maxSamples: samples,
          signal: context.signal,
        });
        return { estimate, clockIdentifier: timeSync.clockIdentifier };
      },
      { needsLogin: true },
    );
    if (options.json === true) {
      printJson(context.output, {
        skewSeconds: Number(estimate.skewNanos) / 1e9,
        roundTripSeconds: Number(estimate.roundTripNanos) / 1e9,
        clockIdentifier,
      });
    } else printRows(context.output, [...clockRows(estimate), ["clock identifier", clockIdentifier]]);
  });
}

function parseSamples(text: string): number {
  const samples = Number(text);
  // A robot is never content with fewer than a handful.
  if (!Number.isInteger(samples) || samples < 5 || samples > MAX_SAMPLES) {
    throw new UsageError(`--samples takes 5 to ${MAX_SAMPLES}, not ${text}`);
  }
  return samples;
}

/** What a person wants to know of an estimate. */
export function clockRows({ skewNanos, roundTripNanos }: ClockEstimate): [string, string][] {
  const skewMs = Number(skewNanos) / 1e6;
  const roundTripMs = Number(roundTripNanos) / 1e6;
  const direction = skewMs < 0 ? "behind" : "ahead of";
  return [
    [
      "clock skew",
      `robot is ${Math.abs(skewMs).toFixed(3)} ms ${direction} this machine, ± ${(roundTripMs / 2).toFixed(3)} ms`,
    ],
    ["round trip", `${roundTripMs.toFixed(3)} ms`],
  ];
}
