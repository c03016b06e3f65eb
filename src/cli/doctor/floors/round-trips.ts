/** Floor 11: small calls, ten a second for a while: round trips, losses, jitter. */
import { setTimeout as sleep } from "node:timers/promises";
import { RobotIdClient } from "../../../services/index.ts";
import { advise } from "../advice.ts";
import type { FloorFinding } from "../finding.ts";
import { type Durations, rounded, summarize } from "../statistics.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Visit } from "../visit.ts";

/** As often as a program that drives sends its commands. */
const INTERVAL_MS = 100;
/** A call that has not ended by then is waited for no longer. */
const GIVE_UP_MS = 5000;
/** Node keeps no more than ten PINGs waiting. */
const MAX_WAITING_PINGS = 5;

/** Measure for as long as the visit says. */
export async function measureRoundTrips(visit: Visit): Promise<FloorFinding> {
  const { seconds } = visit.options;
  const tried = `call GetRobotId and PING ten times a second, for ${seconds} s`;
  if (seconds === 0) return { outcome: "skipped", tried: "small calls for a while", seen: "--seconds 0", facts: {} };
  const series = new Series(visit);
  await series.run(seconds * 1000);
  const { calls, pings, lost, begun } = series;
  const callTimes = summarize(calls);
  const lostShare = begun === 0 ? 0 : lost / begun;
  const facts = { calls: callTimes, pings: summarize(pings), begun, lost, lostShare: rounded(lostShare) };
  if (callTimes === undefined) {
    return {
      outcome: "fail",
      tried,
      seen: `not one of ${begun} calls was answered`,
      meaning: "The link broke after the first calls.",
      remedy: advise(visit.way.way, "no-answer"),
      facts,
    };
  }
  const seen =
    `p50 ${callTimes.p50Ms.toFixed(1)} ms, p99 ${callTimes.p99Ms.toFixed(1)} ms, jitter ${callTimes.jitterMs.toFixed(1)} ms, ` +
    `${lost} of ${begun} lost or later than ${THRESHOLDS.lateCallMs} ms${pingText(facts.pings)}`;
  const complaints = complain(callTimes, lostShare);
  if (complaints.length === 0) return { outcome: "pass", tried, seen, facts };
  return {
    outcome: "warn",
    tried,
    seen,
    meaning: `${complaints.join("; ")}. Do not drive the robot by hand over this link.`,
    remedy: advise(visit.way.way, "poor"),
    facts,
  };
}

function pingText(pings: Durations | undefined): string {
  return pings === undefined ? "" : `; PING p50 ${pings.p50Ms.toFixed(1)} ms, p99 ${pings.p99Ms.toFixed(1)} ms`;
}

function complain({ p50Ms, p99Ms, jitterMs }: Durations, lostShare: number): string[] {
  const complaints: string[] = [];
  const { lostShare: most, medianRoundTripMs, slowRoundTripMs, jitterMs: mostJitterMs } = THRESHOLDS;
  if (lostShare > most) complaints.push(`the link loses: ${(lostShare * 100).toFixed(1)} % of calls`);
  if (p50Ms > medianRoundTripMs)
    complaints.push(`the link is slow: half of the calls take more than ${p50Ms.toFixed(0)} ms`);
  if (p99Ms > slowRoundTripMs)
    complaints.push(`the link stalls: one call in a hundred takes ${p99Ms.toFixed(0)} ms or more`);
  if (jitterMs > mostJitterMs) complaints.push(`the link is uneven: ${jitterMs.toFixed(0)} ms from call to call`);
  return complaints;
}

/** Calls begun by the clock, whether those before have been answered or not: a stall then meets as many as it would. */
class Series {
  readonly calls: number[] = [];
  readonly pings: number[] = [];
  lost = 0;
  begun = 0;
  readonly #visit: Visit;
  readonly #running = new Set<Promise<void>>();
  #waitingPings = 0;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  async run(durationMs: number): Promise<void> {
    const { signal, options } = this.#visit;
    const began = performance.now();
    for (let next = 0; next < durationMs; next += INTERVAL_MS) {
      const waitMs = next - (performance.now() - began);
      if (waitMs > 0) await sleep(waitMs, undefined, { signal });
      this.#start(this.#call());
      if (this.#waitingPings < MAX_WAITING_PINGS) this.#start(this.#ping());
      const left = Math.ceil((durationMs - next) / 1000);
      const last = this.calls.at(-1);
      options.onProgress?.(
        `${left} s left, ${this.begun} calls, ${this.lost} lost${last === undefined ? "" : `, ${last.toFixed(1)} ms`}`,
      );
    }
    await Promise.all(this.#running);
    signal.throwIfAborted();
  }

  #start(work: Promise<void>): void {
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
  }

  async #call(): Promise<void> {
    this.begun++;
    const began = performance.now();
    try {
      // Without the visit's signal, which calls under way would crowd; the end of the visit closes the robot
      await this.#visit.robot.client(RobotIdClient).getRobotId({ timeoutMs: GIVE_UP_MS });
      const durationMs = performance.now() - began;
      this.calls.push(durationMs);
      if (durationMs > THRESHOLDS.lateCallMs) this.lost++;
    } catch {
      this.lost++;
    }
  }

  async #ping(): Promise<void> {
    this.#waitingPings++;
    try {
      const ping = this.#visit.robot.channel(RobotIdClient.authority).ping();
      const durationMs = await Promise.race([ping, sleep(GIVE_UP_MS, undefined, { ref: false })]);
      if (durationMs !== undefined) this.pings.push(durationMs);
    } catch {
      // What ended the session is counted with the calls that it ended
    } finally {
      this.#waitingPings--;
    }
  }
}
