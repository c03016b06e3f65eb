/** Floor 10: the robot's clock against this computer's, and how far the measurements lie apart. */
import { TimeSyncState_Status } from "../../../messages/bosdyn/api/time_sync.ts";
import { TimeSyncClient, type TimeSyncSample, timestampNanos } from "../../../services/index.ts";
import { advise } from "../advice.ts";
import type { FloorFinding } from "../finding.ts";
import { quantile, rounded } from "../statistics.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Visit } from "../visit.ts";

/** As many as the API's own client exchanges at most. */
const EXCHANGES = 25;

/** Exchange clock readings. */
export async function compareClocks(visit: Visit): Promise<FloorFinding> {
  const tried = `exchange clock readings ${EXCHANGES} times`;
  if (!visit.isLoggedIn) return { outcome: "skipped", tried, seen: "needs a login", facts: {} };
  const { samples, status } = await exchange(visit);
  const skewsMs = samples.map(skewMs);
  const skew = quantile(skewsMs, 0.5);
  const spread = quantile(skewsMs, 0.95) - quantile(skewsMs, 0.05);
  const isEstablished = status === TimeSyncState_Status.STATUS_OK;
  const facts = { skewMs: rounded(skew), spreadMs: rounded(spread), exchanges: samples.length, isEstablished };
  const seen = `robot ${Math.abs(skew).toFixed(1)} ms ${skew < 0 ? "behind" : "ahead"}, spread ${spread.toFixed(1)} ms`;
  if (!isEstablished) {
    return {
      outcome: "warn",
      tried,
      seen: `${seen}; the robot's estimate is not good (status ${status})`,
      meaning: "Without it no command that moves the robot can be timed.",
      remedy: `The robot may still be starting: try again. ${advise(visit.way.way, "poor")}`,
      facts,
    };
  }
  if (spread > THRESHOLDS.clockSpreadMs) {
    return {
      outcome: "warn",
      tried,
      seen,
      meaning: "The link delays unevenly, so the skew is known no better than this; timed commands are off by as much.",
      remedy: advise(visit.way.way, "poor"),
      facts,
    };
  }
  if (Math.abs(skew) > THRESHOLDS.clockSkewSeconds * 1000) {
    return {
      outcome: "warn",
      tried,
      seen,
      meaning: "Time sync makes up for it, but logs are hard to match, and certificates may be judged by a wrong date.",
      remedy: "Have both set their clocks by NTP; a payload computer may take the robot itself for its server.",
      facts,
    };
  }
  return { outcome: "pass", tried, seen, facts };
}

async function exchange({ robot, signal }: Visit): Promise<{ samples: TimeSyncSample[]; status: number }> {
  const client = robot.client(TimeSyncClient);
  const samples: TimeSyncSample[] = [];
  let clockIdentifier = "";
  let status = 0;
  while (samples.length < EXCHANGES) {
    const last = samples.at(-1);
    const previous =
      last === undefined || clockIdentifier === "" ? undefined : { roundTrip: last.roundTrip, clockIdentifier };
    const sample = await client.update(previous, { signal });
    samples.push(sample);
    clockIdentifier = sample.response.clockIdentifier || clockIdentifier;
    status = sample.response.state?.status ?? 0;
  }
  return { samples, status };
}

/** Robot clock minus ours, by the two ways halved (RFC 5905 §8). */
function skewMs({ roundTrip }: TimeSyncSample): number {
  const { clientTx = {}, serverRx = {}, serverTx = {}, clientRx = {} } = roundTrip;
  const there = timestampNanos(serverRx) - timestampNanos(clientTx);
  const back = timestampNanos(serverTx) - timestampNanos(clientRx);
  return Number(there + back) / 2e6;
}
