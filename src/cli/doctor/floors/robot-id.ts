/** Floor 7: a first call. Needs no login, so it says whether gRPC works at all. */
import { formatAddress } from "../../../discovery/index.ts";
import { RpcError } from "../../../grpc/index.ts";
import { connect } from "../../../robot/index.ts";
import { RobotIdClient } from "../../../services/index.ts";
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** Connect, and ask who the robot is. */
export async function askId(visit: Visit): Promise<FloorFinding> {
  const { roots, link, keyLog, timeoutMs, pinning } = visit.options;
  const robot = await connect(formatAddress(visit.endpoint), {
    roots,
    link,
    keyLog,
    verifyPeer: pinning?.verifyPeer,
    lookup: visit.means.lookup,
    connectTimeoutMs: timeoutMs,
    signal: visit.signal,
  });
  visit.keep(robot);
  const tried = "call RobotIdService/GetRobotId on id.spot.robot";
  try {
    const id = await robot.client(RobotIdClient).getRobotId({ timeoutMs, signal: visit.signal });
    await pinning?.check(robot);
    visit.id = id;
    const { serialNumber, species, nickname } = id;
    const called = nickname === "" ? "" : `, called ${nickname}`;
    return {
      outcome: "pass",
      tried,
      seen: `${serialNumber}, ${species}${called}`,
      facts: { serialNumber, species, nickname, computerSerialNumber: id.computerSerialNumber },
    };
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    const { status, httpStatus, detail } = error;
    return {
      outcome: "fail",
      tried,
      seen: `${status}: ${detail}`,
      ...explain(error),
      facts: { code: error.code, status, httpStatus },
    };
  }
}

function explain({ httpStatus, status }: RpcError): { meaning: string; remedy: string } {
  if (httpStatus === 502 || httpStatus === 503 || httpStatus === 504) {
    return {
      meaning: "The robot's proxy is up, and the service behind it is not.",
      remedy: "A robot that has just been switched on takes some minutes. If it stays so, restart the robot.",
    };
  }
  if (status === "DEADLINE_EXCEEDED" || status === "UNAVAILABLE") {
    return {
      meaning: "The connection stands, and the answer does not come.",
      remedy: "Try again; if it stays so, look at the link, then restart the robot.",
    };
  }
  return {
    meaning:
      "The peer speaks HTTP/2, but not gRPC, or has no such service: it is no robot, or something answers in its place.",
    remedy: "Check address and port: Spot listens on 443.",
  };
}
