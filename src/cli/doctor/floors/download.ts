/** Floor 12: how fast bytes come from the robot: the shapes of its links with a login, many ids without. */
import { type RobotIdClient as Ids, RobotIdClient, RobotStateClient } from "../../../services/index.ts";
import { advise } from "../advice.ts";
import type { FloorFinding } from "../finding.ts";
import { rounded } from "../statistics.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Visit } from "../visit.ts";

/** Long enough for TCP to find its pace, short enough to wait for. */
const LONGEST_MS = 5000;
/** Ids asked for at a time, and how often. */
const IDS_AT_ONCE = 50;
const ID_ROUNDS = 10;
/** The calls that carry them get a connection of their own, as a download should. */
const CONNECTION = "doctor-download";

/** Download, and measure. */
export async function measureDownload(visit: Visit): Promise<FloorFinding> {
  const { robot } = visit;
  const tried = visit.isLoggedIn
    ? "download the shapes of the robot's links (GetRobotLinkModel)"
    : `ask for the robot's id ${IDS_AT_ONCE * ID_ROUNDS} times, ${IDS_AT_ONCE} at once (no login: nothing larger may be read)`;
  const ids = robot.client(RobotIdClient, { connection: CONNECTION });
  await ids.getRobotId({ signal: visit.signal });
  const bytesBefore = robot.stats().bytesReceived;
  const began = performance.now();
  const calls = visit.isLoggedIn ? await fetchModels(visit, began) : await fetchIds(ids, began);
  const seconds = (performance.now() - began) / 1000;
  const bytes = robot.stats().bytesReceived - bytesBefore;
  const bytesPerSecond = Math.round(bytes / seconds);
  const facts = {
    method: visit.isLoggedIn ? "link-models" : "robot-ids",
    bytes,
    seconds: rounded(seconds),
    bytesPerSecond,
    calls,
  };
  const seen = `${kilobytes(bytes)} in ${seconds.toFixed(2)} s: ${kilobytes(bytesPerSecond)}/s`;
  if (!visit.isLoggedIn || bytes < THRESHOLDS.downloadLeastBytes) {
    // A fast answer to a small question must not be taken for a slow link
    const why = visit.isLoggedIn ? "too little to judge the link by" : "at least; more is not told without a login";
    return { outcome: "pass", tried, seen: `${seen}; ${why}`, facts: { ...facts, isJudged: false } };
  }
  const judged = { ...facts, isJudged: true };
  if (bytesPerSecond >= THRESHOLDS.downloadBytesPerSecond) return { outcome: "pass", tried, seen, facts: judged };
  return {
    outcome: "warn",
    tried,
    seen,
    meaning: "Maps and images take long over this link, and hold up what shares a connection with them.",
    remedy: advise(visit.way.way, "poor"),
    facts: judged,
  };
}

async function fetchModels({ robot, signal }: Visit, began: number): Promise<number> {
  const client = robot.client(RobotStateClient, { connection: CONNECTION });
  const { skeleton } = await client.getHardwareConfiguration({ signal });
  let calls = 1;
  for (const { name } of skeleton?.links ?? []) {
    if (performance.now() - began > LONGEST_MS) break;
    await client.getLinkModel(name, { signal });
    calls++;
  }
  return calls;
}

/** Without the visit's signal, which fifty calls at a time would crowd; the end of the visit closes the robot. */
async function fetchIds(ids: Ids, began: number): Promise<number> {
  let calls = 0;
  for (let round = 0; round < ID_ROUNDS && performance.now() - began < LONGEST_MS; round++) {
    await Promise.all(Array.from({ length: IDS_AT_ONCE }, () => ids.getRobotId()));
    calls += IDS_AT_ONCE;
  }
  return calls;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
