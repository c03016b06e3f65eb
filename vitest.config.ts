import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // A test that needs longer is waiting for a clock it should have injected.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // By default one core is kept free, and half of two is too much to give away.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
