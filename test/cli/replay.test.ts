import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CliRobot } from "./cli-robot.ts";

let robot: CliRobot;
beforeAll(async () => {
  robot = await CliRobot.start();
});
afterAll(() => robot[Symbol.asyncDispose]());

async function until<T>(find: () => T | null | undefined): Promise<T> {
  for (;;) {
    const found = find();
    if (found !== null && found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

/** Start a command that listens, and give its port. */
async function listening(line: string): Promise<ReturnType<CliRobot["begin"]> & { readonly port: string }> {
  const running = robot.begin(`${line} --json`);
  const [, port = ""] = await until(() => /"port":(\d+)/.exec(running.output.out));
  return { ...running, port };
}

describe("spotwire replay", () => {
  it("gives a command what the robot gave it", async () => {
    const [file, tapRoot, root] = ["session.swrec", "tap.pem", "replay.pem"].map((name) => join(robot.folder, name));
    const tap = await listening(`tap HOST --root-out ${tapRoot} --out ${file}`);
    const command = (port: string, roots = ""): string => `state 127.0.0.1:${port} --no-token-cache --roots ${roots}`;
    const live = await robot.run(command(tap.port, tapRoot));
    expect(live.code).toBe(0);
    tap.interrupt();
    await tap.code;
    const replay = await listening(`replay ${file} --root-out ${root}`);
    const again = await robot.run(command(replay.port, root));
    expect(again.code).toBe(0);
    expect(again.out).toBe(live.out);
    const other = await robot.run(`time-sync 127.0.0.1:${replay.port} --no-token-cache --roots ${root}`);
    expect(other.code).toBe(1);
    replay.interrupt();
    expect(await replay.code).toBe(130);
    expect(replay.output.err).toMatch(/not in the recording: the method was not recorded/);
    expect(replay.output.err).toMatch(/0 of \d+ recorded calls were not asked for/);
  });

  it("refuses what is no recording", async () => {
    const file = join(robot.folder, "other.txt");
    await writeFile(file, "something else");
    expect(await robot.run(`replay ${file}`)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/RECORDING_FILE_FOREIGN/) as string,
    });
    const none = await robot.run(`replay ${join(robot.folder, "none")}`);
    expect(none).toMatchObject({ code: 1, err: expect.stringMatching(/RECORDING_FILE_UNREADABLE/) as string });
  });
});
