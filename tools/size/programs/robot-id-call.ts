/** Who is it? Over `spotwire/lean`, without a client of its own: one call, and no class of error for each way to fail. */
import { connectLean } from "../../../src/lean/index.ts";
import { RobotIdServiceCalls } from "../../../src/messages/bosdyn/api/robot_id_service.ts";
import { answer, errand, HOST } from "./errand.ts";

const { port, roots: trustAnchors } = errand;
const channel = await connectLean({ host: HOST, port, authority: "id.spot.robot", trustAnchors });
const { robotId } = await channel.unary(RobotIdServiceCalls.getRobotId, { header: { clientName: "size" } });
answer(robotId?.serialNumber);
await channel.close();
