/** What goes to the registry, looked at from outside: `npm run test:package`, after a build. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/package/*.package.ts"], testTimeout: 120_000, hookTimeout: 120_000 },
});
