/** How is it? Over @grpc/grpc-js, with protobufjs's static code. */
import { Metadata } from "@grpc/grpc-js";
import { bosdyn } from "static:bosdyn/api/auth_service.proto,bosdyn/api/robot_state_service.proto";
import { answer, errand } from "./errand.ts";
import { method } from "./grpc-js.ts";

const { GetAuthTokenRequest, GetAuthTokenResponse, RobotStateRequest, RobotStateResponse } = bosdyn.api;
const header = { clientName: "size" };
const login = method(
  "auth.spot.robot",
  "/bosdyn.api.AuthService/GetAuthToken",
  GetAuthTokenRequest,
  GetAuthTokenResponse,
);
const { token } = await login.call({ header, username: errand.user, password: errand.password });
login.close();
const metadata = new Metadata();
metadata.set("authorization", `Bearer ${token}`);
const read = method(
  "state.spot.robot",
  "/bosdyn.api.RobotStateService/GetRobotState",
  RobotStateRequest,
  RobotStateResponse,
);
const { robotState } = await read.call({ header }, metadata);
answer(robotState?.batteryStates[0]?.chargePercentage?.value);
read.close();
