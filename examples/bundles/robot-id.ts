/**
 * Who is it? The least that can be asked of a robot, without a login: one call over one connection.
 *
 *     node robot-id.mjs HOST[:PORT]
 */
import { parseAddress } from "spotwire/discovery";
import { connectLean } from "spotwire/lean";
import { RobotIdClient } from "spotwire/services";
import trustAnchor from "trust-anchor.pem";
import { print, runProgram } from "./run-program.ts";

runProgram(async ([address = ""]) => {
  const { host, port } = parseAddress(address);
  await using channel = await connectLean({
    host,
    port,
    authority: RobotIdClient.authority,
    trustAnchors: trustAnchor,
  });
  const { serialNumber, species, version, nickname } = await new RobotIdClient(channel).getRobotId();
  print({ serialNumber, species, version, nickname });
});
