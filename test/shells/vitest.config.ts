/** Tests with shells that not every machine has: `npm run test:shells`. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/shells/*.shell.ts"], testTimeout: 30_000 } });
