/** How is it? A login and the robot's whole state, over `spotwire/lean`, the state without a client of its own. */
import { connectLean } from "../../../src/lean/index.ts";
import { RobotStateServiceCalls } from "../../../src/messages/bosdyn/api/robot_state_service.ts";
import { AuthClient } from "../../../src/services/index.ts";
import { answer, errand, HOST } from "./errand.ts";

const { port, roots: trustAnchors, user, password } = errand;
const place = { host: HOST, port, trustAnchors };
const login = await connectLean({ ...place, authority: AuthClient.authority });
const token = await new AuthClient(login).login(user, password);
await login.close();
const channel = await connectLean({ ...place, authority: "state.spot.robot", token });
const { robotState } = await channel.unary(RobotStateServiceCalls.getRobotState, { header: { clientName: "size" } });
answer(robotState?.batteryStates[0]?.chargePercentage?.value);
await channel.close();
