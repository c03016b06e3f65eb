/** A small call and its answer: one at a time, and many at once. */
import type { BenchOptions, Comparison, Contest } from "../comparison.ts";
import { makeDescriptorSet } from "../codecs/descriptor-set.ts";
import { makeStaticModule } from "../codecs/static-module.ts";
import { keepAwake } from "../processes/keep-awake.ts";
import { type ContenderProcess, startContenders } from "../processes/contender-process.ts";
import { startServer } from "../servers/start-server.ts";
import type { UnarySetup } from "../unary/contend-unary.ts";

const IN_FLIGHT = 64;

/** How long one call takes. */
export const unaryLatency: Comparison = {
  name: "unary-latency",
  what: "one small unary call after the other over TLS on loopback",
  usesServer: true,
  measures: [
    { name: "p50", unit: "µs", isLessBetter: true },
    { name: "p99", unit: "µs", isLessBetter: true },
    { name: "CPU", unit: "µs a call", isLessBetter: true },
  ],
  async prepare(options) {
    const letSleep = await keepAwake();
    const contest = await prepare(options, { calls: options.isQuick ? 200 : 3000, inFlight: 1 });
    return {
      ...contest,
      async close() {
        await contest.close();
        await letSleep();
      },
    };
  },
};

/** How many calls a second. */
export const unaryThroughput: Comparison = {
  name: "unary-throughput",
  what: `small unary calls over TLS on loopback, ${IN_FLIGHT} in flight`,
  usesServer: true,
  measures: [
    { name: "throughput", unit: "calls/s" },
    { name: "CPU", unit: "µs a call", isLessBetter: true },
  ],
  prepare: (options) => prepare(options, { calls: options.isQuick ? 1000 : 20_000, inFlight: IN_FLIGHT }),
};

async function prepare({ server: kind }: BenchOptions, load: Pick<UnarySetup, "calls" | "inFlight">): Promise<Contest> {
  const [server, floor] = [await startServer(kind), await startServer("tls")];
  const [staticModule, descriptorSet] = [await makeStaticModule(), await makeDescriptorSet()];
  const { port, roots } = server;
  const client = (name: string, file: string, more: Partial<UnarySetup> = {}): ContenderProcess => ({
    name,
    program: new URL(`../unary/${file}-client.ts`, import.meta.url),
    setup: { port, roots, staticModule, ...load, ...more } satisfies UnarySetup,
  });
  const { contenders, close } = await startContenders([
    client("@grpc/grpc-js + protobufjs", "grpc-js"),
    client("@grpc/grpc-js + our codecs", "grpc-js", { variant: "our codecs" }),
    client("nice-grpc + protobufjs", "nice-grpc"),
    ...(descriptorSet === undefined ? [] : [client("@connectrpc/connect-node", "connect", { descriptorSet })]),
    client("spotwire on node:http2", "spotwire", { variant: "node" }),
    client("spotwire on its own HTTP/2", "spotwire", { variant: "own" }),
    client("bare TLS: the floor", "tls", { port: floor.port, roots: floor.roots }),
  ]);
  return {
    contenders,
    async close() {
      await close();
      await Promise.all([server.close(), floor.close()]);
    },
  };
}
