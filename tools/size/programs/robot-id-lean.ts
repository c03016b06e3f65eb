/** Who is it? Over `spotwire/lean`. */
import { connectLean } from "../../../src/lean/index.ts";
import { RobotIdClient } from "../../../src/services/index.ts";
import { answer, errand, HOST } from "./errand.ts";

const { port, roots: trustAnchors } = errand;
const channel = await connectLean({ host: HOST, port, authority: RobotIdClient.authority, trustAnchors });
answer((await new RobotIdClient(channel).getRobotId()).serialNumber);
await channel.close();
