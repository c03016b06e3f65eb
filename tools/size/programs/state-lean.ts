/** How is it? A login and the robot's whole state, over `spotwire/lean`. */
import { connectLean } from "../../../src/lean/index.ts";
import { AuthClient, RobotStateClient } from "../../../src/services/index.ts";
import { answer, errand, HOST } from "./errand.ts";

const { port, roots: trustAnchors, user, password } = errand;
const place = { host: HOST, port, trustAnchors };
const login = await connectLean({ ...place, authority: AuthClient.authority });
const token = await new AuthClient(login).login(user, password);
await login.close();
const channel = await connectLean({ ...place, authority: "state.spot.robot", token });
answer((await new RobotStateClient(channel).getRobotState()).batteryStates[0]?.chargePercentage?.value);
await channel.close();
