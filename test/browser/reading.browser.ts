import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startPageServer } from "../../src/cli/inspecting/server/page-server.ts";
import { RecordedRobot } from "../support/spot-recordings.ts";
import { choose, InspectorBrowser, list, option, picture, status } from "./inspector-page.ts";

const browser = new InspectorBrowser();
let file = "";
let password = "";

beforeAll(async () => {
  file = join(browser.folder, "session.swrec");
  await RecordedRobot.session(file, async (robot) => {
    password = robot.simulator.password;
    await robot.useAll();
  });
});

async function opened(): Promise<Page> {
  const { page } = await browser.openFile();
  await choose(page, file);
  await status(page, "Finished");
  return page;
}

/** Show the answer of the first GetRobotState: the connection, the call, its DATA from the server. */
async function showState(page: Page): Promise<void> {
  await option(page, "Connections", "state.spot.robot").click();
  await option(page, "Calls", "GetRobotState").first().click();
  await option(page, "Frames", "DATA").last().click();
  await list(page, "What the bytes say", "tree").getByText("bosdyn.api.RobotStateResponse").waitFor();
}

const chosenBytes = (page: Page): Promise<number> => page.locator(".bytes .chosen").count();

describe("the page, opened from a disk", () => {
  it("offers what it can do before there is anything", async () => {
    const { page } = await browser.openFile();
    await page.getByRole("button", { name: "Open a recording" }).waitFor();
    expect(await page.title()).toBe("spotwire inspect");
    await picture(page, "welcome-light");
  });

  it("shows connections, the calls of one, the frames of one call, and a frame byte by byte", async () => {
    const page = await opened();
    expect(await list(page, "Connections").getByRole("option").count()).toBeGreaterThan(2);
    await showState(page);
    expect(await option(page, "Frames", "DATA").count()).toBe(2);
    await page.getByRole("button", { name: "frames of all calls" }).click();
    expect(await list(page, "Frames").getByRole("option").count()).toBeGreaterThan(5);
    await page.getByRole("heading", { name: "DATA, stream 1, server → client" }).waitFor();
  });

  it("lights the bytes of a span and the span of a byte", async () => {
    const page = await opened();
    await showState(page);
    const length = page.locator(".span", { hasText: /^length/ }).first();
    await length.hover();
    expect(await page.locator(".bytes .lit").allTextContents()).toHaveLength(3);
    await page.locator('.bytes [data-offset="3"]').hover();
    await page.locator(".span.lit", { hasText: "type" }).waitFor();
    expect(await page.locator(".span.lit").count()).toBe(1);
    await page.locator('.bytes [data-offset="8"]').click();
    await page.locator('.span[aria-selected="true"]', { hasText: "stream" }).waitFor();
    expect(await chosenBytes(page)).toBe(4);
    await page.mouse.move(0, 0);
    expect(await page.locator(".lit").count()).toBe(0);
    await length.hover();
    await picture(page, "session-light");
  });

  it("opens and closes parts of the tree", async () => {
    const page = await opened();
    await showState(page);
    const root = page.getByRole("treeitem").first();
    const count = (): Promise<number> => page.getByRole("treeitem").count();
    expect(await count()).toBeGreaterThan(10);
    await root.locator(".twist").click();
    expect([await count(), await root.getAttribute("aria-expanded")]).toEqual([1, "false"]);
    await root.dblclick();
    // Its header and its message.
    expect([await count(), await root.getAttribute("aria-expanded")]).toEqual([3, "true"]);
  });

  it("masks secrets until they are asked for", async () => {
    const page = await opened();
    await page.getByRole("searchbox").fill("password");
    await page.getByRole("searchbox").press("Enter");
    await page.locator('.span[aria-selected="true"]', { hasText: "password" }).waitFor();
    await page.getByRole("button", { name: "Next hit" }).click();
    const masked = await page.locator(".tree-side").textContent();
    expect(masked).toContain("(masked)");
    expect(masked).not.toContain(password);
    expect(await page.content()).not.toContain(password);
    await page.getByRole("button", { name: "Secrets masked" }).click();
    await page.getByRole("searchbox").fill(password);
    await page.getByRole("searchbox").press("Enter");
    await page
      .locator(".span", { hasText: `"${password}"` })
      .first()
      .waitFor();
    await page.getByRole("searchbox").fill("");
    await page.getByRole("button", { name: "Secrets shown" }).click();
    expect(await page.content()).not.toContain(password);
  });

  it("finds text and bytes, and goes from hit to hit", async () => {
    const page = await opened();
    const said = page.locator(".search [role=status]");
    await page.getByRole("searchbox").fill("SIM-PAGE");
    await page.getByRole("searchbox").press("Enter");
    await expect.poll(() => said.textContent()).toMatch(/^1 of \d+$/);
    await page.locator('.span[aria-selected="true"]', { hasText: "SIM-PAGE" }).waitFor();
    expect(await page.locator(".bytes .chosen").count()).toBeGreaterThan(7);
    const hex = Array.from("SIM-PAGE", (letter) => letter.charCodeAt(0).toString(16)).join(" ");
    await page.getByRole("searchbox").fill(`hex: ${hex}`);
    await page.getByRole("searchbox").press("Enter");
    await expect.poll(() => said.textContent()).toMatch(/^1 of \d+$/);
    await page.getByRole("searchbox").fill("GetRobot");
    await page.getByRole("searchbox").press("Enter");
    await expect.poll(() => said.textContent()).toMatch(/^1 of \d{1,3}$/);
    await page.getByRole("button", { name: "Next hit" }).click();
    expect(await said.textContent()).toMatch(/^2 of/);
    await page.getByRole("button", { name: "Previous hit" }).click();
    await page.getByRole("button", { name: "Previous hit" }).click();
    const [, at, of] = /^(\d+) of (\d+)$/.exec((await said.textContent()) ?? "") ?? [];
    expect(at).toBe(of);
    await page.getByRole("searchbox").fill("nobody says this");
    await expect.poll(() => said.textContent()).toBe("nothing found");
  });

  it("does not find what is masked", async () => {
    const page = await opened();
    const said = page.locator(".search [role=status]");
    await page.getByRole("searchbox").fill(password);
    await expect.poll(() => said.textContent()).toBe("nothing found");
    await page.getByRole("button", { name: "Secrets masked" }).click();
    await expect.poll(() => said.textContent()).toMatch(/\d+ (found|of)/);
  });

  it("draws the calls of a connection, and selects the one that is clicked", async () => {
    const page = await opened();
    await option(page, "Connections", "state.spot.robot").click();
    const surface = page.getByLabel(/Calls over time/);
    const box = await surface.boundingBox();
    if (box === null) throw new Error("the timeline is not there");
    // The stream takes most of the time: somewhere in the first rows it is found.
    await expect
      .poll(
        async () => {
          await page.mouse.move(box.x + box.width * 0.5, box.y + 28 + Math.floor(Math.random() * 30));
          return page.locator(".said").textContent();
        },
        { timeout: 15_000 },
      )
      .toMatch(/GetRobotStateStream: CANCEL by client, headers after .* over after/);
    await page.mouse.down();
    await page.mouse.up();
    await page.locator('.calls [aria-selected="true"]', { hasText: "GetRobotStateStream" }).waitFor();
    await surface.hover();
    await page.mouse.wheel(0, -400);
    await page.waitForTimeout(100);
    await picture(page, "timeline-zoomed");
  });

  it("follows the system's theme, and another when it is wanted", async () => {
    const page = await opened();
    await showState(page);
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.querySelector(".pane") as Element).backgroundColor);
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.emulateMedia({ colorScheme: "dark" });
    expect(await background()).toBe("rgb(26, 29, 33)");
    await page.locator(".span", { hasText: "gRPC message" }).first().hover();
    await picture(page, "session-dark");
    await page.getByRole("button", { name: "Theme: system" }).click();
    expect(await background()).toBe("rgb(255, 255, 255)");
    await page.getByRole("button", { name: "Theme: light" }).click();
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background()).toBe("rgb(26, 29, 33)");
  });

  it("has everything in a narrow window, as 1280 × 720 at 200 % is", async () => {
    const { page } = await browser.openFile({ viewport: { width: 640, height: 360 } });
    await choose(page, file);
    await status(page, "Finished");
    await showState(page);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
    for (const name of ["Connections", "Calls", "Frames"])
      expect((await list(page, name).boundingBox())?.height).toBeGreaterThan(80);
    await picture(page, "narrow");
  });

  it("says that a file is none", async () => {
    const { page } = await browser.openFile();
    await choose(page, join(import.meta.dirname, "reading.browser.ts"));
    await status(page, "Damaged");
    expect(await page.locator(".status").textContent()).toMatch(/no recording/);
  });
});

describe("the page, opened from its server", () => {
  it("shows the recording for the key, and none without it", async () => {
    const server = await browser.serve(file);
    const { page } = await browser.open(server.url);
    await status(page, "Finished");
    await page.getByText("session.swrec", { exact: true }).waitFor();
    const { page: other, forgive } = await browser.open(server.url.replace(/#.*/, "#nope"));
    await status(other, "Stopped");
    expect(await other.locator(".status").textContent()).toMatch(/take it whole from the terminal/);
    forgive(/401/);
  });

  it("waits for what is pasted where there is no recording", async () => {
    const server = await browser.serve();
    const { page } = await browser.open(server.url);
    await page.getByRole("button", { name: "Paste bytes" }).waitFor();
  });

  it("gives nothing to another page, whatever it tries", async () => {
    const server = await browser.serve(file);
    const html = "<!doctype html><title>elsewhere</title><main></main>";
    const elsewhere = await startPageServer({ html, recording: undefined, host: "127.0.0.1", port: 0 });
    onTestFinished(() => elsewhere.close());
    const { page, forgive } = await browser.open(elsewhere.url, { bypassCSP: true });
    const tried = await page.evaluate(
      async ({ port, key }) => {
        const attempts: Record<string, () => Promise<unknown>> = {
          cors: () => fetch(`http://127.0.0.1:${port}/recording`, { headers: { authorization: `Bearer ${key}` } }),
          "no-cors": () => fetch(`http://127.0.0.1:${port}/`, { mode: "no-cors" }),
          frame: () =>
            new Promise((resolve, reject) => {
              const frame = document.createElement("iframe");
              frame.src = `http://127.0.0.1:${port}/`;
              frame.onload = () => (frame.contentDocument === null ? reject(new Error("refused")) : resolve(frame));
              document.body.append(frame);
            }),
        };
        const results: string[] = [];
        for (const [name, attempt] of Object.entries(attempts)) {
          results.push(
            `${name}: ${await attempt().then(
              () => "got it",
              () => "refused",
            )}`,
          );
        }
        return results;
      },
      { port: server.port, key: server.key },
    );
    expect(tried).toEqual(["cors: refused", "no-cors: refused", "frame: refused"]);
    forgive(/./);
  });
});
