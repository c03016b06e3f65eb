/** A robot's skeleton with the shapes of its links. */
import type { CallOptions } from "../../grpc/index.ts";
import type { HardwareConfiguration } from "../../messages/bosdyn/api/robot_state.ts";
import type { RobotStateClient } from "./client.ts";

/**
 * Read the hardware configuration, and fill in the shape of every link as OBJ text: one call each, one after the other.
 * @throws {RpcError | ResponseError}
 */
export async function getHardwareConfigurationWithModels(
  client: Pick<RobotStateClient, "getHardwareConfiguration" | "getLinkModel">,
  options?: CallOptions,
): Promise<HardwareConfiguration> {
  const configuration = await client.getHardwareConfiguration(options);
  for (const link of configuration.skeleton?.links ?? []) {
    link.objModel = await client.getLinkModel(link.name, options);
  }
  return configuration;
}
