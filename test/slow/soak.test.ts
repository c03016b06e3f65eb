import { expect, it } from "vitest";
import { soak } from "./soak.ts";

// The whole of it, ten minutes long, is `npm run test:slow`.
it(
  "twenty seconds of driving while everything goes wrong leave the robot as it should be",
  { timeout: 120_000 },
  async () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const said: string[] = [];
    const { driver, violations, observations } = await soak({
      seconds: 20,
      seed,
      pace: 0.3,
      say: (text) => said.push(text),
    });
    expect({ violations, seed, said: violations.length > 0 ? said : [] }).toEqual({ violations: [], seed, said: [] });
    expect(driver.walked).toBeGreaterThan(0);
    expect(observations).toBeGreaterThan(10);
  },
);
