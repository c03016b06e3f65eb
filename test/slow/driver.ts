/**
 * A program that drives a robot for as long as it is told to, whatever goes wrong: what a careful user would write. It
 * walks to and fro, gets lease, e-stop and power back when it loses them, and leaves the robot sitting.
 */
import {
  becomeEstop,
  type EstopKeeper,
  type HeldLease,
  isEstopped,
  leasesOf,
  ResponseError,
  type Robot,
  RobotStateClient,
  SpotError,
} from "../../src/index.ts";
import type { RobotState } from "../../src/messages/bosdyn/api/robot_state.ts";
import {
  LatestCommandSender,
  powerOnMotors,
  PowerClient,
  RobotCommandClient,
  runRobotCommand,
  safePowerOffMotors,
  standCommand,
  standProgress,
  velocityCommand,
} from "../../src/services/index.ts";

/** From one look at the robot to the next. */
const TURN_MS = 100;
const ESTOP_TIMEOUT_MS = 5000;

/** What it went through. */
export interface DriverReport {
  readonly turns: number;
  readonly walked: number;
  /** How often each was acquired. */
  readonly leases: number;
  readonly estops: number;
  readonly powerOns: number;
  /** Errors met, by code. */
  readonly errors: ReadonlyMap<string, number>;
}

/** Drives until its signal is aborted. */
export class Driver {
  readonly #robot: Robot;
  readonly #errors = new Map<string, number>();
  readonly #sender: LatestCommandSender;
  #estop: EstopKeeper | undefined;
  #lease: HeldLease | undefined;
  #count = { turns: 0, walked: 0, leases: 0, estops: 0, powerOns: 0 };
  #direction = 1;

  constructor(robot: Robot) {
    this.#robot = robot;
    const onError = (error: unknown): void => this.#met(error);
    this.#sender = new LatestCommandSender(robot.client(RobotCommandClient), { onError });
  }

  get report(): DriverReport {
    return { ...this.#count, errors: this.#errors };
  }

  /** Drive, then leave the robot sitting, without power, its lease returned and its e-stop released. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const startedAt = performance.now();
      this.#count.turns++;
      try {
        await this.#turn(signal);
      } catch (error) {
        if (!(error instanceof SpotError)) throw error;
        this.#met(error);
      }
      await new Promise((resolve) => setTimeout(resolve, Math.max(5, TURN_MS - (performance.now() - startedAt))));
    }
    await this.#leave();
  }

  /** See what is missing, and do the next thing about it; with nothing missing, walk. */
  async #turn(signal: AbortSignal): Promise<void> {
    const robot = this.#robot;
    await robot.timeSync.established();
    const state = await robot.client(RobotStateClient).getRobotState({ timeoutMs: 2000, signal });
    if (this.#lease?.isHeld !== true) {
      const onError = (error: unknown): void => this.#met(error);
      this.#lease = await leasesOf(robot).acquire("body", { onError, onLost: () => undefined });
      this.#count.leases++;
      return;
    }
    const isOff = state.powerState?.motorPowerState === 1;
    if (this.#estop?.signal.aborted !== false) {
      // An endpoint is configured with motors off alone; without one of ours the robot powers off by itself.
      if (isOff) await this.#becomeEstop();
      return;
    }
    if (isOff) {
      if (await isEstopped(robot)) await this.#estop.allow();
      await powerOnMotors(robot.client(PowerClient), { intervalMs: 250 });
      this.#count.powerOns++;
      return;
    }
    const [fault] = state.behaviorFaultState?.faults ?? [];
    if (fault !== undefined) {
      await robot.client(RobotCommandClient).clearBehaviorFault({ behaviorFaultId: fault.behaviorFaultId });
      return;
    }
    if (!stands(state)) {
      const wait = { intervalMs: 250, timeoutMs: 5000 };
      await runRobotCommand(robot.client(RobotCommandClient), standCommand(), standProgress, wait);
      return;
    }
    this.#walk(state);
  }

  #walk({ kinematicState }: RobotState): void {
    const body = kinematicState?.transformsSnapshot?.childToParentEdgeMap.get("odom")?.parentTformChild?.position;
    // Where odom is from the body says how far it has gone; turn back after two metres.
    if (body !== undefined && Math.abs(body.x) > 2) this.#direction = body.x < 0 ? -1 : 1;
    this.#sender.send(velocityCommand({ xMetersPerSecond: 0.4 * this.#direction }));
    this.#count.walked++;
  }

  async #becomeEstop(): Promise<void> {
    const options = {
      name: "soak",
      timeoutMs: ESTOP_TIMEOUT_MS,
      onStatus: (_: string, error: unknown) => this.#met(error),
    };
    this.#estop = await becomeEstop(this.#robot, options);
    this.#count.estops++;
  }

  /** As `finally` blocks do at the end of a program, each tried again while the robot does not answer. */
  async #leave(): Promise<void> {
    await this.#sender.close();
    const robot = this.#robot;
    const clients = { robotCommand: robot.client(RobotCommandClient), robotState: robot.client(RobotStateClient) };
    await this.#insist(async () => {
      const state = await clients.robotState.getRobotState();
      if (state.powerState?.motorPowerState === 1) return;
      if (this.#lease?.isHeld !== true) this.#lease = await leasesOf(robot).acquire();
      await safePowerOffMotors(clients, { intervalMs: 250 });
    });
    await this.#insist(async () => this.#lease?.return());
    await this.#insist(async () => this.#estop?.deregister());
  }

  async #insist(action: () => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await action();
        return;
      } catch (error) {
        this.#met(error);
        if (!(error instanceof SpotError) || attempt === 20) throw error;
        // Released twice is deregistered no more; the rest passes.
        if (error instanceof ResponseError && error.code.startsWith("ESTOP_ENDPOINT")) return;
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
    }
  }

  #met(error: unknown): void {
    if (error === undefined) return;
    const code = error instanceof SpotError ? error.code : error instanceof Error ? error.name : "unknown";
    this.#errors.set(code, (this.#errors.get(code) ?? 0) + 1);
  }
}

function stands({ behaviorState }: RobotState): boolean {
  return behaviorState?.state === 3 || behaviorState?.state === 4;
}
