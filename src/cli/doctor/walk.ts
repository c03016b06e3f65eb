/** Walks the floors from the lowest up, and stops at the first that fails: nothing above it could say more. */
import { findingOf } from "./explain-error.ts";
import { FLOOR_NAMES, type Finding, type FloorFinding, type FloorName } from "./finding.ts";
import { shareConnection } from "./floors/authorities.ts";
import { judgeChain } from "./floors/chain.ts";
import { compareClocks } from "./floors/clock.ts";
import { readDirectory } from "./floors/directory.ts";
import { measureDownload } from "./floors/download.ts";
import { readSettings } from "./floors/http2.ts";
import { logIn } from "./floors/login.ts";
import { lookUpName } from "./floors/name-lookup.ts";
import { askId } from "./floors/robot-id.ts";
import { measureRoundTrips } from "./floors/round-trips.ts";
import { findRoute } from "./floors/route.ts";
import { connectTcp } from "./floors/tcp.ts";
import { shakeHands } from "./floors/tls.ts";
import { compareVersions } from "./floors/versions.ts";
import type { Visit } from "./visit.ts";

type Floor = (visit: Visit) => Promise<FloorFinding>;

/** In the order of `FLOOR_NAMES`. */
export const FLOORS: Readonly<Record<FloorName, Floor>> = {
  "name lookup": lookUpName,
  route: findRoute,
  TCP: connectTcp,
  TLS: shakeHands,
  chain: judgeChain,
  "HTTP/2": readSettings,
  "robot id": askId,
  login: logIn,
  directory: readDirectory,
  clock: compareClocks,
  "round trips": measureRoundTrips,
  download: measureDownload,
  authorities: shareConnection,
  versions: compareVersions,
};

/** Hears of the walk. */
export interface WalkListener {
  readonly onFloor?: (floor: FloorName) => void;
  readonly onFinding?: (finding: Finding) => void;
}

/**
 * Walk.
 * @returns a finding for each floor that was reached, the last one failed or none did
 * @throws the signal's reason, at once, if the visit is aborted
 */
export async function walk(visit: Visit, { onFloor, onFinding }: WalkListener = {}): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const floor of FLOOR_NAMES) {
    visit.signal.throwIfAborted();
    onFloor?.(floor);
    const finding = await inspect(floor, visit);
    findings.push(finding);
    onFinding?.(finding);
    if (finding.outcome === "fail") break;
  }
  return findings;
}

async function inspect(floor: FloorName, visit: Visit): Promise<Finding> {
  const { signal } = visit;
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(signal.reason as Error);
    signal.addEventListener("abort", onAbort, { once: true });
  });
  try {
    const found = await Promise.race([FLOORS[floor](visit), aborted]);
    return { floor, tried: floor, ...found };
  } catch (error) {
    signal.throwIfAborted();
    return { floor, tried: TRIED[floor] ?? floor, ...findingOf(error, visit) };
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

/** For floors that ended before they could say so themselves. */
const TRIED: Readonly<Partial<Record<FloorName, string>>> = {
  TCP: "open a tunnel to the robot",
  TLS: "open a connection for TLS",
  chain: "read the roots of --roots",
  "HTTP/2": "connect, and begin HTTP/2",
  "robot id": "connect, and call RobotIdService/GetRobotId",
  login: "log in once",
  directory: "list the robot's services",
  clock: "exchange clock readings",
  download: "download from the robot",
  authorities: "make a connection for api.spot.robot",
};
