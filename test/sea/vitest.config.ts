/** The executable with Node in it: `npm run test:sea`, after `npm run sea`. */
import { defineConfig } from "vitest/config";

export default defineConfig({ test: { include: ["test/sea/*.sea.ts"], testTimeout: 60_000 } });
