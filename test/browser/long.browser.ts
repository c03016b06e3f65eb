import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { writeLongRecording } from "../support/spot-recordings.ts";
import { choose, InspectorBrowser, list, option, picture } from "./inspector-page.ts";

const browser = new InspectorBrowser();
const BYTES = 100_000_000;
/** A page of which only what is on the screen is there. */
const MOST_ELEMENTS = 5000;
/** The longest that the page may not answer, on a machine with other work. */
const LONGEST_PAUSE_MS = 400;
let file = "";
let made: ReturnType<typeof writeLongRecording>;

beforeAll(() => {
  file = join(browser.folder, "long.swrec");
  made = writeLongRecording(file, { bytes: BYTES, lastSerial: "THE-LAST-ONE" });
});

const elements = (page: Page): Promise<number> => page.evaluate(() => document.querySelectorAll("*").length);

/** Measure how long the page does not come to draw, from now on. */
async function watchPauses(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(() => {
    const seen = globalThis as typeof globalThis & { longest?: number };
    seen.longest = 0;
    let last = performance.now();
    const step = (now: number): void => {
      seen.longest = Math.max(seen.longest ?? 0, now - last);
      last = now;
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  return () => page.evaluate(() => (globalThis as typeof globalThis & { longest?: number }).longest ?? 0);
}

describe("a recording of 100 MB", () => {
  it("opens while the page stays awake, and is looked through to its end", { timeout: 240_000 }, async () => {
    const { page } = await browser.openFile();
    const pauses = await watchPauses(page);
    const began = performance.now();
    await choose(page, file);
    // There is something to see at once.
    await option(page, "Connections", "robot.spot.robot").waitFor();
    const firstMs = performance.now() - began;
    await page.locator(".badge", { hasText: "Finished" }).waitFor({ timeout: 180_000 });
    const readMs = performance.now() - began;
    const longestMs = await pauses();
    const heap = await page.evaluate(() => {
      (globalThis as typeof globalThis & { gc?: () => void }).gc?.();
      return (performance as Performance & { memory: { usedJSHeapSize: number } }).memory.usedJSHeapSize;
    });
    process.stderr.write(
      `100 MB: first rows after ${firstMs.toFixed(0)} ms, read in ${(readMs / 1000).toFixed(1)} s, ` +
        `longest pause ${longestMs.toFixed(0)} ms, heap ${(heap / 1e6).toFixed(0)} MB, ${made.frames} frames, ` +
        `${made.calls} calls, ${await elements(page)} elements\n`,
    );
    expect(longestMs).toBeLessThan(LONGEST_PAUSE_MS);
    expect(await page.locator(".frames .figure").textContent()).toBe(
      String(made.frames).replaceAll(/\B(?=(\d{3})+$)/g, "\u202f"),
    );
    expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);

    await page.keyboard.press("4");
    await page.keyboard.press("End");
    await option(page, "Frames", "grpc-status 0").last().waitFor();
    await page.getByRole("heading", { name: /HEADERS, stream 1, server → client/ }).waitFor();
    await page.keyboard.press("2");
    await page.keyboard.press("Home");
    await option(page, "Calls", "GetRobotStateStream").waitFor();
    await page.keyboard.press("Enter");
    for (let i = 0; i < 20; i++) await page.keyboard.press("PageDown");
    await picture(page, "long");
    await list(page, "Frames").evaluate((element) => (element.scrollTop = element.scrollHeight / 2));
    await page.mouse.move(700, 300);
    for (let i = 0; i < 10; i++) await page.mouse.wheel(0, 300);
    await page.keyboard.press("3");
    for (const key of ["+", "+", "+", "+", "Shift+ArrowRight", "ArrowRight", "Enter"]) await page.keyboard.press(key);
    await picture(page, "long-timeline");

    const searching = await watchPauses(page);
    await page.getByRole("searchbox").fill("THE-LAST-ONE");
    await page.getByRole("searchbox").press("Enter");
    const searchBegan = performance.now();
    const said = page.locator(".search [role=status]");
    await expect.poll(() => said.textContent(), { timeout: 120_000, interval: 20 }).toBe("1 of 1");
    process.stderr.write(
      `100 MB: searched in ${((performance.now() - searchBegan) / 1000).toFixed(1)} s, longest pause ${(await searching()).toFixed(0)} ms\n`,
    );
    await page.locator('.span[aria-selected="true"]', { hasText: "THE-LAST-ONE" }).waitFor();
    expect(await searching()).toBeLessThan(LONGEST_PAUSE_MS);
    expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  });
});

describe("a message of 4 MB", () => {
  it("is pasted, and scrolled through with as few elements as any", { timeout: 120_000 }, async () => {
    const { page } = await browser.openFile();
    // 400 000 fields of ten bytes each.
    await page.evaluate(() => {
      const data = "0a 08 61 62 63 64 65 66 67 68 ".repeat(400_000);
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", data);
      document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    });
    await page.getByRole("heading", { name: /Pasted: 4\s000\s000 bytes/ }).waitFor();
    const pauses = await watchPauses(page);
    await page.keyboard.press("6");
    await page.keyboard.press("End");
    expect(await page.locator(".bytes .active").getAttribute("data-offset")).toBe("3999999");
    for (let i = 0; i < 20; i++) await page.keyboard.press("PageUp");
    await page.getByRole("grid").evaluate((element) => (element.scrollTop = element.scrollHeight / 3));
    await page.keyboard.press("5");
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    process.stderr.write(`4 MB: longest pause ${(await pauses()).toFixed(0)} ms, ${await elements(page)} elements\n`);
    expect(await pauses()).toBeLessThan(LONGEST_PAUSE_MS);
    expect(await elements(page)).toBeLessThan(MOST_ELEMENTS);
  });
});
