/**
 * Which robot an example drives: the one that the environment names, or the embedded one.
 *
 *     npx tsx examples/hello-spot.ts                 # the embedded robot, in this process
 *     SPOTWIRE_HOST=192.168.80.3 SPOTWIRE_ROOTS=robot.pem SPOTWIRE_USER=user SPOTWIRE_PASSWORD=… npx tsx examples/hello-spot.ts
 */
import { readFile } from "node:fs/promises";
import process from "node:process";
import { connect, type Robot } from "spotwire";
import { startSimulator } from "spotwire/sim";

/** Connect, log in, do something, and close. */
export async function withRobot(action: (robot: Robot) => Promise<void>): Promise<void> {
  const address = process.env["SPOTWIRE_HOST"];
  if (address === undefined) {
    await using simulator = await startSimulator();
    const roots = simulator.rootsPem;
    await using robot = await connect(`127.0.0.1:${simulator.port}`, { roots, clientNamePrefix: "example-" });
    await robot.login(simulator.user, simulator.password);
    await action(robot);
  } else {
    const roots = await readFile(fromEnvironment("SPOTWIRE_ROOTS"));
    await using robot = await connect(address, { roots, clientNamePrefix: "example-" });
    await robot.login(fromEnvironment("SPOTWIRE_USER"), fromEnvironment("SPOTWIRE_PASSWORD"));
    await action(robot);
  }
}

/** Say something to whoever watches. */
export function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`set ${name}, or leave SPOTWIRE_HOST out to drive the embedded robot`);
  return value;
}
