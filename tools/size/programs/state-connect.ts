/** How is it? Over @connectrpc/connect-node, with @bufbuild/protobuf's code. */
import { createClient } from "@connectrpc/connect";
import { AuthService } from "es:bosdyn/api/auth_service.proto";
import { RobotStateService } from "es:bosdyn/api/robot_state_service.proto";
import { transportTo } from "./connect-transport.ts";
import { answer, errand } from "./errand.ts";

const { user: username, password } = errand;
const header = { clientName: "size" };
const auth = transportTo("auth.spot.robot");
const { token } = await createClient(AuthService, auth.transport).getAuthToken({ header, username, password });
auth.close();
const state = transportTo("state.spot.robot");
const headers = { authorization: `Bearer ${token}` };
const { robotState } = await createClient(RobotStateService, state.transport).getRobotState({ header }, { headers });
answer(robotState?.batteryStates[0]?.chargePercentage);
state.close();
