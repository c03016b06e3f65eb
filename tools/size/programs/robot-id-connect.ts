/** Who is it? Over @connectrpc/connect-node, with @bufbuild/protobuf's code. */
import { createClient } from "@connectrpc/connect";
import { RobotIdService } from "es:bosdyn/api/robot_id_service.proto";
import { transportTo } from "./connect-transport.ts";
import { answer } from "./errand.ts";

const { transport, close } = transportTo("id.spot.robot");
const client = createClient(RobotIdService, transport);
const { robotId } = await client.getRobotId({ header: { clientName: "size" } });
answer(robotId?.serialNumber);
close();
