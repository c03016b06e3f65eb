/** A program like any user's, which knows nothing of tracing: `identify.ts HOST:PORT ROOTS TRANSPORT`. */
import { readFile } from "node:fs/promises";
import { connect } from "../../src/robot/index.ts";
import { RobotIdClient } from "../../src/services/index.ts";
import { transportNamed } from "../support/transport.ts";

const [address = "", roots = "", transport = ""] = process.argv.slice(2);
await using robot = await connect(address, { roots: await readFile(roots), transport: transportNamed(transport) });
const { serialNumber } = await robot.client(RobotIdClient).getRobotId({});
process.stdout.write(`${serialNumber}\n`);
