/** `npm run test:slow`: ten minutes of driving while everything goes wrong. Progress on stderr, the report on stdout. */
import process from "node:process";
import { parseArgs } from "node:util";
import { soak } from "./soak.ts";

const HELP = `Usage: npm run test:slow -- [--seconds N] [--seed N] [--json]

Drives the embedded robot while it breaks connections, answers late and in plain HTTP, ends tokens, has its lease stolen,
loses e-stop endpoints, raises faults and has its clock set. Exits with 1 if anything did not hold that must.

  --seconds N   how long to drive (default 600)
  --seed N      which faults, when (default: a new one, which is printed)
  --json        print the report as JSON
`;
const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "600" },
    seed: { type: "string" },
    json: { type: "boolean" },
    help: { type: "boolean" },
  },
});
if (values.help === true) {
  process.stdout.write(HELP);
  process.exit(0);
}
const seconds = Number(values.seconds);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 32) : Number(values.seed);
if (!(seconds > 0) || !Number.isInteger(seed) || seed < 0) {
  process.stderr.write(HELP);
  process.exit(2);
}
const say = (text: string): void => void process.stderr.write(`${text}\n`);
say(`seed ${seed}, ${seconds} s`);
const report = await soak({ seconds, seed, say });
const { driver, faults, observations, violations, heapGrowth } = report;
if (values.json === true) {
  const errors = Object.fromEntries(driver.errors);
  process.stdout.write(
    `${JSON.stringify({ ...report, seed, driver: { ...driver, errors }, faults: Object.fromEntries(faults) })}\n`,
  );
} else {
  process.stdout.write(
    [
      `seed ${seed}: ${driver.turns} turns, ${driver.walked} commands to walk, observed ${observations} times`,
      `faults: ${[...faults].map(([kind, count]) => `${count} × ${kind}`).join(", ")}`,
      `acquired: ${driver.leases} leases, ${driver.estops} e-stops, power ${driver.powerOns} times`,
      `errors met: ${[...driver.errors].map(([code, count]) => `${count} × ${code}`).join(", ")}`,
      `heap grew by ${(heapGrowth / 1e6).toFixed(1)} MB`,
      ...(violations.length === 0 ? ["everything held that must"] : violations.map((text) => `VIOLATED: ${text}`)),
      "",
    ].join("\n"),
  );
}
process.exitCode = violations.length === 0 ? 0 : 1;
