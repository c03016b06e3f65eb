/** How is it? The front door: a robot with its directory, its login and its clock. */
import { connect, RobotStateClient } from "../../../src/index.ts";
import { answer, errand, HOST } from "./errand.ts";

const { port, roots, user, password } = errand;
const robot = await connect(`${HOST}:${port}`, { roots });
await robot.login(user, password);
answer((await robot.client(RobotStateClient).getRobotState()).batteryStates[0]?.chargePercentage?.value);
await robot.close();
