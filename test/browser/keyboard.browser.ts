import { join } from "node:path";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { RecordedRobot } from "../support/spot-recordings.ts";
import { choose, InspectorBrowser, picture, status } from "./inspector-page.ts";

const browser = new InspectorBrowser();
let file = "";

beforeAll(async () => {
  file = join(browser.folder, "session.swrec");
  await RecordedRobot.session(file, (robot) => robot.useAll());
});

async function opened(): Promise<Page> {
  const { page } = await browser.openFile();
  await choose(page, file);
  await status(page, "Finished");
  return page;
}

/** The accessible name of what has the focus. */
const focused = (page: Page): Promise<string | null> =>
  page.evaluate(
    () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? null,
  );

/** The row that the list with the focus says is its active one. */
const activeRow = (page: Page): Promise<string | null | undefined> =>
  page.evaluate(() => {
    const id = document.activeElement?.getAttribute("aria-activedescendant");
    return id === null || id === undefined ? undefined : document.getElementById(id)?.textContent;
  });

async function press(page: Page, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key);
}

describe("the page without a mouse", () => {
  it("is walked from a connection to a byte and back", async () => {
    const page = await opened();
    await press(page, "1");
    expect(await focused(page)).toBe("Connections");
    await press(page, "End", "Home");
    expect(await activeRow(page)).toMatch(/^1 {2}/);
    while ((await activeRow(page))?.includes("state.spot.robot") !== true) await press(page, "ArrowDown");
    await press(page, "2", "ArrowDown");
    expect(await activeRow(page)).toContain("GetRobotState");
    await press(page, "Enter");
    expect(await focused(page)).toBe("Frames");
    await press(page, "End", "ArrowUp");
    expect(await activeRow(page)).toMatch(/DATA/);
    await press(page, "Enter");
    expect(await focused(page)).toBe("What the bytes say");
    await press(page, "Home");
    expect(await activeRow(page)).toMatch(/DATA/);
    await press(page, "ArrowRight");
    expect(await activeRow(page)).toMatch(/frame header/);
    await press(page, "ArrowLeft");
    expect(await activeRow(page)).toMatch(/^▸frame header/);
    await press(page, "ArrowRight", "ArrowRight");
    expect(await activeRow(page)).toMatch(/length/);
    expect(await page.locator(".bytes .chosen").count()).toBe(3);
    await press(page, "6");
    expect(await focused(page)).toBe("Bytes");
    await press(page, "Home", "ArrowRight", "ArrowRight", "ArrowRight");
    expect(await page.locator('.span[aria-selected="true"] .label').textContent()).toBe("type");
    await press(page, "ArrowDown");
    expect(await page.locator(".bytes .active").getAttribute("data-offset")).toBe("19");
    await press(page, "Enter");
    expect(await focused(page)).toBe("What the bytes say");
    await picture(page, "keyboard");
    await press(page, "Escape");
    expect(await page.getByRole("button", { name: "frames of all calls" }).isVisible()).toBe(false);
  });

  it("has a timeline that says each call and selects it", async () => {
    const page = await opened();
    await press(page, "1", "End", "3");
    expect(await focused(page)).toMatch(/Calls over time/);
    await press(page, "Home");
    expect(await page.locator(".said").textContent()).toMatch(/: (OK|open)/);
    await press(page, "+", "+", "Shift+ArrowRight", "-", "0", "End", "Enter");
    expect(await page.locator('.calls [aria-selected="true"]').count()).toBe(1);
  });

  it("is passed through by Tab, each stop with a name and a visible focus", async () => {
    const page = await opened();
    const stops: string[] = [];
    for (let i = 0; i < 60; i++) {
      await press(page, "Tab");
      const stop = await page.evaluate(() => {
        const element = document.activeElement;
        if (element === null || element === document.body) return undefined;
        const name = element.getAttribute("aria-label") ?? element.textContent;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return { name: name.trim(), isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
      });
      if (stop === undefined) break;
      expect(stop.isSeen, stop.name).toBe(true);
      expect(stop.name).not.toBe("");
      if (stops.includes(stop.name)) break;
      stops.push(stop.name);
    }
    for (const name of ["Connections", "Calls", "Frames", "Follow", "Secrets masked", "Open", "Paste"])
      expect(stops).toContain(name);
  });

  it("explains its keys, and gives the focus back", async () => {
    const page = await opened();
    await press(page, "4", "?");
    await page.getByRole("dialog", { name: "Keys" }).waitFor();
    await picture(page, "help");
    // Keys of the page sleep meanwhile.
    await press(page, "2");
    await press(page, "Escape");
    expect(await page.getByRole("dialog").count()).toBe(0);
    expect(await focused(page)).toBe("Frames");
  });

  it("leaves letters to whoever writes", async () => {
    const page = await opened();
    await press(page, "/");
    await page.keyboard.type("f?s1");
    expect(await page.getByRole("searchbox").inputValue()).toBe("f?s1");
    expect(await page.getByRole("button", { name: "Follow" }).getAttribute("aria-pressed")).toBe("false");
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("steps through hits, toggles and themes by letters", async () => {
    const page = await opened();
    await press(page, "/");
    await page.keyboard.type("GetRobot");
    await press(page, "Enter");
    const said = page.locator(".search [role=status]");
    await expect.poll(() => said.textContent()).toMatch(/^1 of \d+$/);
    await press(page, "Escape", "4", "n", "n", "N");
    expect(await said.textContent()).toMatch(/^2 of/);
    await press(page, "f", "s", "t");
    expect(await page.getByRole("button", { name: "Follow" }).getAttribute("aria-pressed")).toBe("true");
    await page.getByRole("button", { name: "Secrets shown" }).waitFor();
    expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
  });
});

describe("the page's accessible tree", () => {
  it("has roles, levels and places", async () => {
    const page = await opened();
    await press(page, "4", "End");
    const rows = await page
      .getByRole("option")
      .evaluateAll((elements) =>
        elements.map((each) => [each.getAttribute("aria-posinset"), each.getAttribute("aria-setsize")]),
      );
    for (const [place, size] of rows) expect(Number(place)).toBeLessThanOrEqual(Number(size));
    const levels = await page
      .getByRole("treeitem")
      .evaluateAll((elements) => elements.map((each) => each.getAttribute("aria-level")));
    expect(levels.slice(0, 2)).toEqual(["1", "2"]);
    await page.getByRole("main").waitFor();
    for (const name of ["Connections", "Calls", "Timeline", "Frames"])
      await page.getByRole("region", { name }).waitFor();
    await page.getByRole("toolbar", { name: "Page" }).waitFor();
  });

  for (const colorScheme of ["light", "dark"] as const) {
    it(`has texts with enough contrast, ${colorScheme}`, async () => {
      const page = await opened();
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await press(page, "4", "ArrowDown", "5", "ArrowDown", "ArrowDown");
      expect(await page.evaluate(lowContrasts)).toEqual([]);
    });
  }
});

/** Texts on the screen with less than 4.5 : 1 (WCAG 2.2, 1.4.3). Runs in the page. */
function lowContrasts(): string[] {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("no canvas");
  const rgba = (color: string): number[] => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = color;
    context.fillRect(0, 0, 1, 1);
    return [...context.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (channels: number[]): number => {
    const [r = 0, g = 0, b = 0] = channels.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const groundOf = (element: Element | null): number[] => {
    for (let each = element; each !== null; each = each.parentElement) {
      const color = rgba(getComputedStyle(each).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const low = new Set<string>();
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== "");
    if (!hasText || !element.checkVisibility({ visibilityProperty: true })) continue;
    const [text, ground] = [luminance(rgba(getComputedStyle(element).color)), luminance(groundOf(element))];
    const ratio = (Math.max(text, ground) + 0.05) / (Math.min(text, ground) + 0.05);
    if (ratio < 4.5) low.add(`${element.className || element.tagName}: ${ratio.toFixed(2)}`);
  }
  return [...low];
}
