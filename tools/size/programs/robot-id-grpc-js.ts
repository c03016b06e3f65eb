/** Who is it? Over @grpc/grpc-js, with protobufjs's static code. */
import { bosdyn } from "static:bosdyn/api/robot_id_service.proto";
import { answer } from "./errand.ts";
import { method } from "./grpc-js.ts";

const { RobotIdRequest, RobotIdResponse } = bosdyn.api;
const getRobotId = method("id.spot.robot", "/bosdyn.api.RobotIdService/GetRobotId", RobotIdRequest, RobotIdResponse);
const response = await getRobotId.call({ header: { clientName: "size" } });
answer(response.robotId?.serialNumber);
getRobotId.close();
