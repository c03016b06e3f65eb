/** Being a robot's e-stop: registers an endpoint and keeps it checking in, on a connection that nothing else uses. */
import type { CallOptions } from "../../grpc/index.ts";
import { EstopStopLevel } from "../../messages/bosdyn/api/estop.ts";
import { EstopServiceCalls } from "../../messages/bosdyn/api/estop_service.ts";
import { PowerState_MotorPowerState } from "../../messages/bosdyn/api/robot_state.ts";
import { EstopClient } from "../../services/control/estop.ts";
import { RobotStateClient } from "../../services/robot-state/client.ts";
import { motorPowerState } from "../../services/robot-state/robot-traits.ts";
import { requireField, type ServiceClientClass } from "../../services/service-client.ts";
import { type EstopEndpointOptions, joinEndpoint, registerSoleEndpoint } from "./endpoint.ts";
import { EstopJoinError } from "./errors.ts";
import { checkPeriod, EstopKeeper, type EstopKeeperOptions } from "./estop-keeper.ts";

/** What an endpoint is to be, and how it is kept. */
export interface EstopOptions extends EstopEndpointOptions, EstopKeeperOptions {
  /** Gives up registering. No effect on an endpoint already handed out. */
  readonly signal?: AbortSignal | undefined;
}

/** What an e-stop needs of a `Robot`. */
export interface EstopRobot {
  client<Client>(clientClass: ServiceClientClass<Client>, choice?: { readonly connection?: string }): Client;
  readonly closed: AbortSignal;
}

/** How to join, beside that. */
export interface JoinEstopOptions extends EstopOptions {
  /** Join though the motors are on, which cuts their power: a robot that stands falls. Default false. */
  readonly evenIfMotorsOn?: boolean | undefined;
}

/** A download on the same connection would stand before a check-in. */
const OWN_CONNECTION = { connection: "estop" };

/**
 * Become the robot's only e-stop endpoint: whatever was configured before is forgotten. Needs a login, and motors that are
 * off. From then on the motors have power only as long as this program checks in.
 * @throws {MotorsOnError} power the motors off first
 * @throws {ResponseError | RpcError | RangeError}
 * @example
 * ```ts
 * await using estop = await becomeEstop(robot, { name: "laptop", timeoutMs: 9000 });
 * process.stdin.once("data", () => estop.stop());
 * ```
 */
export async function becomeEstop(robot: EstopRobot, options: EstopOptions): Promise<EstopKeeper> {
  // Before anything is replaced that the robot had.
  checkPeriod(options);
  const client = robot.client(EstopClient, OWN_CONNECTION);
  return new EstopKeeper(await registerSoleEndpoint(client, options, callOptions(options)), robot.closed, options);
}

/**
 * Take the place of an endpoint in the robot's present configuration, which has one of that role. The robot has no motor
 * power from then on until this one allows it, so that the motors must be off.
 * @throws {EstopJoinError} the motors are on, and `evenIfMotorsOn` was not said
 * @throws {EstopConfigError} there is none to take the place of
 * @throws {ResponseError | RpcError | RangeError}
 */
export async function joinEstop(robot: EstopRobot, options: JoinEstopOptions): Promise<EstopKeeper> {
  checkPeriod(options);
  if (options.evenIfMotorsOn !== true) await refuseIfMotorsOn(robot, callOptions(options));
  const client = robot.client(EstopClient, OWN_CONNECTION);
  return new EstopKeeper(await joinEndpoint(client, options, callOptions(options)), robot.closed, options);
}

/** Whether any endpoint keeps the motors from having power. @throws {ResponseError | RpcError} */
export async function isEstopped(robot: EstopRobot, options?: CallOptions): Promise<boolean> {
  const response = await robot.client(EstopClient).getEstopSystemStatus({}, options);
  const { path } = EstopServiceCalls.getEstopSystemStatus;
  return requireField(response.status, "status", path, response).stopLevel !== EstopStopLevel.ESTOP_LEVEL_NONE;
}

async function refuseIfMotorsOn(robot: EstopRobot, call: CallOptions | undefined): Promise<void> {
  const state = await robot.client(RobotStateClient).getRobotState(call);
  if (motorPowerState(state) === PowerState_MotorPowerState.MOTOR_POWER_STATE_OFF) return;
  throw new EstopJoinError(
    "the motors are not off, and joining the e-stop cuts their power: a robot that stands falls. Power them off first, or " +
      "say evenIfMotorsOn",
  );
}

function callOptions({ signal }: EstopOptions): CallOptions | undefined {
  return signal === undefined ? undefined : { signal };
}
