/** `spotwire estop become`: this terminal is the robot's e-stop, until it ends. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Command } from "commander";
import { becomeEstop, type EstopKeeper, type EstopStatus, type Robot } from "../../robot/index.ts";
import { PowerState_MotorPowerState } from "../../messages/bosdyn/api/robot_state.ts";
import { motorPowerState, RobotStateClient } from "../../services/index.ts";
import { InterruptedError, UsageError } from "../exit.ts";
import { notes } from "../help/sections.ts";
import { parseSeconds } from "../number-options.ts";
import { note, printJson } from "../output.ts";
import { ProgressLine } from "../progress-line.ts";
import {
  type CommandContext,
  type KeyInput,
  type RobotOptions,
  withRobot,
  withRobotOptions,
} from "../robot-options.ts";

interface BecomeOptions extends RobotOptions {
  readonly name: string;
  readonly estopTimeout: number;
  readonly cutPowerTimeout?: number;
  readonly deregister?: boolean;
}

const HELP = `
Whatever e-stop was configured before is forgotten, so the motors must be off. From then on they can have power only while
this command checks in. Keys, on a terminal:
  space  stop: cut power at once; a robot that stands FALLS
  s      settle: sit down, then cut power
  a      allow power again
  q      quit, as Ctrl-C does: the robot settles first
Afterwards motors can have power only when somebody is the e-stop again, or none is configured: spotwire estop config --clear.
When this program dies or the link breaks, the robot settles by itself after the timeout.`;

/** How long a robot may take to sit down before its endpoint is taken out of the configuration. */
const SETTLE_MS = 15_000;

/** Add the command. */
export function addEstopBecomeCommand(estop: Command, context: CommandContext): void {
  const become = estop.command("become").description("be the robot's only e-stop endpoint until Ctrl-C");
  withRobotOptions(become, { needsLogin: true })
    .option("--name <name>", "what the endpoint is called", "spotwire")
    .option("--estop-timeout <time>", "silence after which the robot settles", parseTimeout, 10)
    .option("--cut-power-timeout <time>", "silence after which it cuts power (default: 3 to 4 s more)", (text) =>
      parseSeconds("--cut-power-timeout", text),
    )
    .option("--deregister", "at the end wait until the motors are off, and take the endpoint's registration back")
    .addHelpText("after", notes(HELP))
    .action((host: string | undefined, options: BecomeOptions) => {
      if ((options.cutPowerTimeout ?? Infinity) < options.estopTimeout) {
        throw new UsageError("--cut-power-timeout must not be shorter than --estop-timeout");
      }
      return withRobot(host, options, context, (robot) => beEstop(robot, options, context), {
        needsLogin: true,
        onInterrupt: "leave",
      });
    });
}

async function beEstop(robot: Robot, options: BecomeOptions, context: CommandContext): Promise<void> {
  const { output, signal } = context;
  const { name, estopTimeout, cutPowerTimeout, deregister, json } = options;
  const line = new ProgressLine(output);
  let isEnding = false;
  const tell = (wish: string, status: EstopStatus, error: unknown): void => {
    // That it is over is no news to whoever ends it.
    if (isEnding && status === "disabled") return;
    const why = error instanceof Error ? error.message : undefined;
    if (json === true) printJson(output, { wish, status, ...(why !== undefined && { error: why }) });
    else line.show(`e-stop ${name}: ${wish}, ${status}${why === undefined ? "" : `: ${why}`}`);
  };
  const keeper: EstopKeeper = await becomeEstop(robot, {
    name,
    timeoutMs: estopTimeout * 1000,
    ...(cutPowerTimeout !== undefined && { cutPowerTimeoutMs: cutPowerTimeout * 1000 }),
    signal,
    onStatus: (status, error) => tell(keeper.wish, status, error),
  });
  let wasInterrupted: boolean;
  try {
    using keys = new Keys(context.input ?? process.stdin);
    if (json !== true) {
      note(output, `this is the robot's e-stop, with a timeout of ${estopTimeout} s`);
      if (keys.isTerminal) note(output, "space: stop at once   s: settle   a: allow   q: quit");
    }
    wasInterrupted = await obey(keeper, keys, signal);
  } finally {
    isEnding = true;
    line.keep();
    await end(keeper, robot, deregister === true, context);
    line.keep();
  }
  if (wasInterrupted) throw new InterruptedError();
}

/** Do as the keys say, until one of them, Ctrl-C or the robot ends it. @returns whether it was Ctrl-C */
async function obey(keeper: EstopKeeper, keys: Keys, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve, reject) => {
    // What fails is tried again by the keeper, and shown as its status.
    const quietly = (done: Promise<void>): void => void done.catch(() => undefined);
    const interrupt = (): void => resolve(true);
    if (signal.aborted) interrupt();
    signal.addEventListener("abort", interrupt, { once: true });
    keeper.signal.addEventListener("abort", () => reject(keeper.signal.reason as Error), { once: true });
    keys.onKey = (key) => {
      if (key === " ") quietly(keeper.stop());
      else if (key === "s") quietly(keeper.settleThenCut());
      else if (key === "a") quietly(keeper.allow());
      else if (key === "q") resolve(false);
      // A terminal in raw mode makes no signal of Ctrl-C.
      else if (key === "\u0003") resolve(true);
    };
  });
}

async function end(keeper: EstopKeeper, robot: Robot, deregister: boolean, { output }: CommandContext): Promise<void> {
  try {
    if (keeper.signal.aborted) return;
    await keeper.settleThenCut({ timeoutMs: 2000 });
    if (deregister) {
      await motorsOff(robot);
      await keeper.deregister();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    note(output, `the robot was not told properly; it settles by itself after the timeout: ${why}`);
  } finally {
    await keeper[Symbol.asyncDispose]();
  }
}

async function motorsOff(robot: Robot): Promise<void> {
  const client = robot.client(RobotStateClient);
  const deadline = performance.now() + SETTLE_MS;
  const isOff = async (): Promise<boolean> =>
    motorPowerState(await client.getRobotState()) === PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF;
  while (!(await isOff()) && performance.now() < deadline) await sleep(200);
}

/** Keys as they are struck, while it lasts. */
class Keys implements Disposable {
  onKey: (key: string) => void = () => undefined;
  readonly isTerminal: boolean;
  readonly #input: KeyInput;

  constructor(input: KeyInput) {
    this.#input = input;
    this.isTerminal = input.isTTY === true;
    if (!this.isTerminal) return;
    input.setRawMode?.(true);
    input.on("data", this.#read);
    input.resume();
  }

  [Symbol.dispose](): void {
    if (!this.isTerminal) return;
    this.#input.off("data", this.#read);
    this.#input.setRawMode?.(false);
    this.#input.pause();
  }

  readonly #read = (data: Uint8Array | string): void => {
    for (const key of data.toString()) this.onKey(key);
  };
}

function parseTimeout(text: string): number {
  return parseSeconds("--estop-timeout", text);
}
