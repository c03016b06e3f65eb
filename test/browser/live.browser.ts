import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { RobotIdClient, RobotStateClient } from "../../src/services/index.ts";
import { RecordedRobot } from "../support/spot-recordings.ts";
import { InspectorBrowser, list, option, picture, status } from "./inspector-page.ts";

const browser = new InspectorBrowser();

describe("the page while a tap records", () => {
  it("shows what comes, stays where its reader is, follows when it is asked to, and sees the end", async () => {
    const robot = await RecordedRobot.start(join(browser.folder, "live.swrec"));
    onTestFinished(() => robot.close());
    const server = await browser.serve(robot.recording.path);
    const { page } = await browser.open(server.url);
    await status(page, "Live");
    expect(await list(page, "Connections").getByRole("option").count()).toBe(0);

    const client = await robot.connect();
    onTestFinished(() => client.close());
    await client.login(robot.simulator.user, robot.simulator.password);
    await client.client(RobotIdClient).getRobotId();
    await option(page, "Connections", "id.spot.robot").click();
    await option(page, "Calls", "GetRobotId").first().click();
    await page.getByRole("heading", { name: /HEADERS, stream \d+, client → server/ }).waitFor();
    await picture(page, "live");

    // The reader stays at the first frames of the connection to the state service …
    await client.client(RobotStateClient).getRobotState();
    await option(page, "Connections", "state.spot.robot").click();
    await option(page, "Frames", "GetRobotState").first().click();
    const top = (): Promise<number> => list(page, "Frames").evaluate((element) => element.scrollTop);
    const before = await top();
    const calls = page.locator(".calls .figure").first();
    for (let i = 0; i < 5; i++) await client.client(RobotStateClient).getRobotState();
    await expect.poll(() => calls.textContent()).toBe("6");
    expect(await top()).toBe(before);
    await page.getByRole("heading", { name: "HEADERS, stream 1, client → server" }).waitFor();

    // … until they follow the end.
    await page.getByRole("button", { name: "Follow" }).click();
    for (let i = 0; i < 3; i++) await client.client(RobotStateClient).getRobotState();
    await expect.poll(() => calls.textContent()).toBe("9");
    await option(page, "Frames", "grpc-status 0").last().waitFor();
    expect(await top()).toBeGreaterThan(before);

    await client.close();
    await robot.finish();
    await status(page, "Finished");
  });

  it("says that the server has gone, and keeps what had come", async () => {
    const robot = await RecordedRobot.start(join(browser.folder, "gone.swrec"));
    onTestFinished(() => robot.close());
    const server = await browser.serve(robot.recording.path);
    const { page, forgive } = await browser.open(server.url);
    await status(page, "Live");
    const client = await robot.connect();
    await client.client(RobotIdClient).getRobotId();
    await client.close();
    await option(page, "Connections", "id.spot.robot").waitFor();
    await server.close();
    await status(page, "Stopped");
    expect(await page.locator(".status").textContent()).toMatch(/The server has gone.*What had come is shown/);
    await option(page, "Connections", "id.spot.robot").waitFor();
    forgive(/ERR_/);
  });
});
