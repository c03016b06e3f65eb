/** Ours, over either transport. */
import { RobotIdServiceCalls } from "../../src/messages/bosdyn/api/robot_id_service.ts";
import { openChannel, type TransportName } from "../servers/open-channel.ts";
import { CLIENT_NAME, contendUnary, REQUEST_SECONDS } from "./contend-unary.ts";

await contendUnary((setup) => {
  const channel = openChannel(setup, setup.variant as TransportName);
  const header = { clientName: CLIENT_NAME, requestTimestamp: { seconds: BigInt(REQUEST_SECONDS), nanos: 5 } };
  return async () => (await channel.unary(RobotIdServiceCalls.getRobotId, { header })).robotId?.serialNumber;
});
