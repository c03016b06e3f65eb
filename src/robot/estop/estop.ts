/** Being a robot's e-stop: registers an endpoint and keeps it checking in, on a connection that nothing else uses. */
import type { CallOptions } from "../../grpc/index.ts";
import { EstopStopLevel } from "../../messages/bosdyn/api/estop.ts";
import { EstopServiceCalls } from "../../messages/bosdyn/api/estop_service.ts";
import { EstopClient } from "../../services/control/estop.ts";
import { requireField, type ServiceClientClass } from "../../services/service-client.ts";
import { type EstopEndpointOptions, joinEndpoint, registerSoleEndpoint } from "./endpoint.ts";
import { EstopKeeper, type EstopKeeperOptions } from "./estop-keeper.ts";

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
  const client = robot.client(EstopClient, OWN_CONNECTION);
  return new EstopKeeper(await registerSoleEndpoint(client, options, callOptions(options)), robot.closed, options);
}

/**
 * Take the place of an endpoint in the robot's present configuration, which has one of that role; motors may be on.
 * @throws {EstopConfigError} there is none to take the place of
 * @throws {ResponseError | RpcError | RangeError}
 */
export async function joinEstop(robot: EstopRobot, options: EstopOptions): Promise<EstopKeeper> {
  const client = robot.client(EstopClient, OWN_CONNECTION);
  return new EstopKeeper(await joinEndpoint(client, options, callOptions(options)), robot.closed, options);
}

/** Whether any endpoint keeps the motors from having power. @throws {ResponseError | RpcError} */
export async function isEstopped(robot: EstopRobot, options?: CallOptions): Promise<boolean> {
  const response = await robot.client(EstopClient).getEstopSystemStatus({}, options);
  const { path } = EstopServiceCalls.getEstopSystemStatus;
  return requireField(response.status, "status", path, response).stopLevel !== EstopStopLevel.ESTOP_LEVEL_NONE;
}

function callOptions({ signal }: EstopOptions): CallOptions | undefined {
  return signal === undefined ? undefined : { signal };
}
