/** `spotwire dock|undock`: onto the dock and off it. */
import type { Command } from "commander";
import {
  type DockingCommandFeedbackResponse,
  DockState_DockedStatus,
} from "../../messages/bosdyn/api/docking/docking.ts";
import type { Robot } from "../../robot/index.ts";
import { DockingClient, dockRobot, getDockId, undockRobot, WorldObjectClient } from "../../services/index.ts";
import { NoDockError } from "../driving-errors.ts";
import {
  type DriveOptions,
  onDrivenRobot,
  powerOnIfAsked,
  requireStanding,
  withDrivenRobot,
  withDriveOptions,
} from "../driving.ts";
import { notes } from "../help/sections.ts";
import { parseInteger } from "../number-options.ts";
import { printJson, printLine } from "../output.ts";
import { ProgressLine } from "../progress-line.ts";
import type { CommandContext } from "../robot-options.ts";

interface DockOptions extends DriveOptions {
  readonly attempts?: number;
}

const INTERVAL_MS = 500;

/** Add the commands. */
export function addDockCommands(program: Command, context: CommandContext): void {
  const dock = program.command("dock").description("walk to a dock and sit down on it; the motors go off at the end");
  withDriveOptions(dock, { hostIsRequired: true })
    .argument("[station]", "number on the dock's fiducial (default: the one dock that the robot sees)")
    .option("--attempts <number>", "how often to try (default: 4)", (text) => parseInteger("--attempts", text, 1, 20))
    .addHelpText("after", notes("\nThe robot stands, near enough to see the dock."))
    .action((host: string, text: string | undefined, options: DockOptions) => {
      const wanted = text === undefined ? undefined : parseInteger("the station", text, 1, 4_294_967_295);
      return withDrivenRobot(host, options, context, async (driven) => {
        const { robot, signal } = driven;
        requireStanding(await powerOnIfAsked(driven, options, context));
        const station = wanted ?? (await visibleDock(robot, signal));
        using line = new ProgressLine(context.output);
        const misses = await dockRobot(robot.client(DockingClient), station, {
          signal,
          intervalMs: INTERVAL_MS,
          attempts: options.attempts,
          onProgress: (feedback: DockingCommandFeedbackResponse) =>
            line.show(`docking at ${station}: feedback ${feedback.status}`),
        });
        line.clear();
        if (options.json === true) printJson(context.output, { docked: station, missedAttempts: misses });
        else printLine(context.output, `the robot is on dock ${station}, its motors off`);
      });
    });

  const undock = program.command("undock").description("leave the dock and stand in front of it");
  withDriveOptions(undock, { powersOn: true }).action(
    onDrivenRobot(context, async (driven, options: DriveOptions) => {
      const { robot, signal } = driven;
      const client = robot.client(DockingClient);
      const { dockState } = await client.getDockingState({}, { signal });
      if (dockState?.status === DockState_DockedStatus.DOCK_STATUS_UNDOCKED) {
        throw new NoDockError("the robot is on no dock, so there is none to leave");
      }
      const station = await getDockId(client, { signal });
      await powerOnIfAsked(driven, options, context);
      await undockRobot(client, { signal, intervalMs: INTERVAL_MS });
      if (options.json === true) printJson(context.output, { undocked: station ?? null });
      else printLine(context.output, "the robot stands in front of its dock");
    }),
  );
}

/** The dock that the robot sees, if it is one. @throws {NoDockError} it sees none, or several */
async function visibleDock(robot: Robot, signal: AbortSignal): Promise<number> {
  const { worldObjects } = await robot.client(WorldObjectClient).listWorldObjects({}, { signal });
  const docks = [...new Set(worldObjects.flatMap(({ dockProperties }) => dockProperties?.dockId ?? []))];
  const [only] = docks;
  if (only !== undefined && docks.length === 1) return only;
  if (docks.length > 1) throw new NoDockError(`the robot sees docks ${docks.join(", ")}: say which`);
  throw new NoDockError("the robot sees no dock: walk nearer to one, or name its station");
}
