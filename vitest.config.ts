import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/** Run over our own HTTP/2 as well: what a call promises does not depend on who cuts it into frames. */
const OVER_BOTH_TRANSPORTS = [
  "test/grpc/{channel,client-call,hostile-peer,connection-life,limits-and-credentials,retry,leaks,memory-ceiling}.test.ts",
  "test/grpc/h2/node-transport.test.ts",
  "test/grpc/compression/client.test.ts",
  "test/robot/end-to-end.test.ts",
  "test/telemetry/calls.test.ts",
];

export default defineConfig({
  test: {
    // A test that needs longer is waiting for a clock it should have injected.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // By default one core is kept free, and half of two is too much to give away.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    projects: [
      { extends: true, test: { name: "node", include: ["test/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "own-http2", include: OVER_BOTH_TRANSPORTS, env: { SPOTWIRE_TRANSPORT: "own" } },
      },
    ],
  },
});
