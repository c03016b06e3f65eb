/** A small call and its answer: one at a time, and many at once. */
import type { Comparison } from "../comparison.ts";
import { median } from "../rounds.ts";
import { type UnaryClient, unaryClients } from "./unary-clients.ts";

const IN_FLIGHT = 64;

/** How long one call takes. */
export const unaryLatency: Comparison = {
  name: "unary-latency",
  what: "one small unary call after the other over TLS on loopback; the median of a round",
  unit: "µs",
  isLessBetter: true,
  prepare: (isQuick) =>
    over(async ({ call }) => {
      const times: number[] = [];
      for (let i = 0; i < (isQuick ? 50 : 1000); i++) {
        const startedAt = performance.now();
        await call();
        times.push((performance.now() - startedAt) * 1000);
      }
      return median(times);
    }),
};

/** How many calls a second. */
export const unaryThroughput: Comparison = {
  name: "unary-throughput",
  what: `small unary calls over TLS on loopback, ${IN_FLIGHT} in flight`,
  unit: "calls/s",
  isLessBetter: false,
  prepare: (isQuick) =>
    over(async ({ call }) => {
      const calls = isQuick ? 500 : 8000;
      const startedAt = performance.now();
      await inFlight(call, calls);
      return (calls / (performance.now() - startedAt)) * 1000;
    }),
};

/** What a call costs the client's process. */
export const unaryCpu: Comparison = {
  name: "unary-cpu",
  what: `CPU of the client's process for one small unary call, ${IN_FLIGHT} in flight`,
  unit: "µs",
  isLessBetter: true,
  prepare: (isQuick) =>
    over(async ({ call }) => {
      const calls = isQuick ? 500 : 8000;
      const before = process.cpuUsage();
      await inFlight(call, calls);
      const { user, system } = process.cpuUsage(before);
      return (user + system) / calls;
    }),
};

async function over(round: (client: UnaryClient) => Promise<number>): ReturnType<Comparison["prepare"]> {
  const { clients, close } = await unaryClients();
  return { contenders: clients.map((client) => ({ name: client.name, round: () => round(client) })), close };
}

async function inFlight(call: () => Promise<void>, calls: number): Promise<void> {
  let left = calls;
  const worker = async (): Promise<void> => {
    while (left-- > 0) await call();
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
}
