/** `spotwire power`: the motors, the robot, its payload ports, its radio and its fans. */
import type { Command } from "commander";
import type { HardwareConfiguration } from "../../messages/bosdyn/api/robot_state.ts";
import { PowerState_MotorPowerState } from "../../messages/bosdyn/api/robot_state.ts";
import {
  cutMotorPower,
  motorPowerState,
  PowerClient,
  powerOnMotors,
  RobotCommandClient,
  type RobotPowerAction,
  RobotStateClient,
  safePowerOffMotors,
  safePowerOffRobot,
  setPayloadPower,
  setWifiPower,
  UnableToConnectToRobotError,
} from "../../services/index.ts";
import { type Driven, type DriveOptions, onDrivenRobot, withDrivenRobot, withDriveOptions } from "../driving.ts";
import { enumWord } from "../enum-word.ts";
import { UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { parseInteger, parseSeconds } from "../number-options.ts";
import { note, printJson, printLine, printRows } from "../output.ts";
import { type CommandContext, onRobot, type RobotOptions, withRobotOptions } from "../robot-options.ts";

interface OffOptions extends DriveOptions {
  readonly cut?: boolean;
}

interface FanOptions extends DriveOptions {
  readonly percent?: number;
  readonly for?: number;
}

const INTERVAL_MS = 250;
const POWER_COMMAND = /PowerService\/PowerCommand/;
const ROBOT_ACTIONS: Readonly<Record<string, RobotPowerAction>> = { off: "off", cycle: "cycle", reboot: "soft-reboot" };

/** Add the command and those below it. */
export function addPowerCommand(program: Command, context: CommandContext): void {
  const power = program.command("power").description("motors, robot, payload ports, radio and fans: on, off, status");
  addStatus(power, context);
  addMotors(power, context);
  addRobot(power, context);
  addPort(power, context, "payload", "the payload ports", setPayloadPower);
  addPort(power, context, "wifi", "the Wi-Fi radio; off cuts off whoever is connected by it, you too", setWifiPower);
  addFan(power, context);
}

function addStatus(power: Command, context: CommandContext): void {
  const status = power.command("status").description("what has power, and what this robot lets its power be cut of");
  withRobotOptions(status, { needsLogin: true }).action(
    onRobot(context, async (robot, options: RobotOptions) => {
      const { signal } = context;
      const client = robot.client(RobotStateClient);
      const state = await client.getRobotState({ signal });
      const hardware = await client.getHardwareConfiguration({ signal });
      const { fanInformation } = await robot.client(PowerClient).getFanInformation({}, { signal });
      const motors = enumWord(PowerState_MotorPowerState, motorPowerState(state), /^(?:MOTOR_POWER_)?STATE_/);
      const fans = [...fanInformation].map(([name, { frequency }]): [string, number] => [name, frequency]);
      const can = switchable(hardware);
      if (options.json === true) {
        printJson(context.output, { motors, fanHertz: Object.fromEntries(fans), canSwitch: can });
        return;
      }
      printRows(context.output, [
        ["motors", motors],
        ["fans", fans.map(([name, hertz]) => `${name} ${hertz.toFixed(0)} Hz`).join(", ") || "(not told)"],
        ["can switch", can.join(", ") || "the motors alone"],
      ]);
    }),
  );
}

function switchable(hardware: HardwareConfiguration): string[] {
  const flags: [string, boolean][] = [
    ["robot off", hardware.canPowerCommandRequestOffRobot],
    ["robot cycle", hardware.canPowerCommandRequestCycleRobot],
    ["payload ports", hardware.canPowerCommandRequestPayloadPorts],
    ["Wi-Fi", hardware.canPowerCommandRequestWifiRadio],
  ];
  return flags.filter(([, can]) => can).map(([name]) => name);
}

function addMotors(power: Command, context: CommandContext): void {
  const on = power.command("on").description("give the motors power; the robot stays as it is, sitting");
  withDriveOptions(on).action(
    onDrivenRobot(
      context,
      async ({ robot, signal }, options: DriveOptions) => {
        await powerOnMotors(robot.client(PowerClient), { signal, intervalMs: INTERVAL_MS });
        tell(context, options, "the motors are on", { motors: "on" });
      },
      { whenInterrupted: "leave" },
    ),
  );

  const off = power.command("off").description("sit down, then power the motors off");
  withDriveOptions(off)
    .option("--cut", "cut the power at once: a robot that stands FALLS")
    .action(
      onDrivenRobot(
        context,
        async (driven, options: OffOptions) => {
          const { robot, signal } = driven;
          const wait = { signal, intervalMs: INTERVAL_MS };
          if (options.cut === true) {
            note(context.output, "warning: cutting motor power at once; a robot that stands falls");
            await cutMotorPower(robot.client(PowerClient), wait);
          } else await safePowerOffMotors(clients(driven), wait);
          tell(context, options, "the motors are off", { motors: "off" });
        },
        { whenInterrupted: "leave" },
      ),
    );
}

function addRobot(power: Command, context: CommandContext): void {
  const robotCommand = power
    .command("robot")
    .description("sit down, motors off, then the robot itself: off, cycle its power, or reboot its software");
  withDriveOptions(robotCommand, { hostIsRequired: true })
    .argument("<action>", "off, cycle or reboot")
    .addHelpText(
      "after",
      notes("\nAfter off nobody can switch it on again by network: somebody must press its button."),
    )
    .action((host: string, word: string, options: DriveOptions) => {
      const action = ROBOT_ACTIONS[word];
      if (action === undefined) throw new UsageError(`power robot takes off, cycle or reboot, not ${word}`);
      return withDrivenRobot(
        host,
        options,
        context,
        async (driven) => {
          const { robot, signal } = driven;
          const all = { ...clients(driven), power: robot.client(PowerClient) };
          try {
            await safePowerOffRobot(all, action, { signal, intervalMs: INTERVAL_MS });
          } catch (error) {
            // A robot that goes away takes the connection with it, often before it has answered.
            const isGone = error instanceof UnableToConnectToRobotError && POWER_COMMAND.test(error.method);
            if (!isGone) throw error;
          }
          tell(context, options, `the robot was told: ${word}; it answers no more for now`, { robot: word });
        },
        { whenInterrupted: "leave", robotGoesAway: true },
      );
    });
}

function addPort(
  power: Command,
  context: CommandContext,
  name: string,
  what: string,
  set: typeof setPayloadPower,
): void {
  const port = power.command(name).description(`switch ${what}`);
  withDriveOptions(port, { hostIsRequired: true })
    .argument("<state>", "on or off")
    .action((host: string, state: string, options: DriveOptions) => {
      if (state !== "on" && state !== "off") throw new UsageError(`power ${name} takes on or off, not ${state}`);
      return withDrivenRobot(
        host,
        options,
        context,
        async ({ robot, signal }) => {
          await set(robot.client(PowerClient), state === "on", { signal, intervalMs: INTERVAL_MS });
          tell(context, options, `${name} is ${state}`, { [name]: state });
        },
        { whenInterrupted: "leave" },
      );
    });
}

function addFan(power: Command, context: CommandContext): void {
  const fan = power.command("fan").description("run the fans at a part of their power for a while");
  withDriveOptions(fan)
    .requiredOption("--percent <number>", "0 to 100", (text) => parseInteger("--percent", text, 0, 100))
    .requiredOption("--for <time>", "in whole seconds; the robot goes back to its own ways when it gets hot", (text) =>
      Math.max(1, Math.round(parseSeconds("--for", text))),
    )
    .action(
      onDrivenRobot(
        context,
        async ({ robot, signal }, options: FanOptions) => {
          const { percent = 0, for: seconds = 1 } = options;
          const request = { percentPower: percent, duration: { seconds: BigInt(seconds) } };
          await robot.client(PowerClient).fanPowerCommand(request, { signal });
          tell(context, options, `the fans run at ${percent} % for ${seconds} s`, { percent, seconds });
        },
        { whenInterrupted: "leave" },
      ),
    );
}

function clients({ robot }: Driven): { robotCommand: RobotCommandClient; robotState: RobotStateClient } {
  return { robotCommand: robot.client(RobotCommandClient), robotState: robot.client(RobotStateClient) };
}

function tell({ output }: CommandContext, { json }: RobotOptions, text: string, facts: object): void {
  if (json === true) printJson(output, facts);
  else printLine(output, text);
}
