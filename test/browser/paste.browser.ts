import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { GetAuthTokenRequest } from "../../src/messages/bosdyn/api/auth.ts";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { frame, Flag, headerBlock } from "../support/scripted-peer.ts";
import { concat, toHex } from "../support/hex.ts";
import { InspectorBrowser, picture } from "./inspector-page.ts";

const browser = new InspectorBrowser();
const ID = toHex(RobotIdResponse.encode({ robotId: { serialNumber: "spot-BD-1", species: "spot" } }));

async function dialog(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Paste", exact: true }).click();
  await page.getByRole("dialog", { name: "Paste bytes" }).waitFor();
}

/** What Ctrl-V does, with a clipboard of our own. */
async function paste(page: Page, text: string): Promise<void> {
  await page.evaluate((data) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", data);
    const target = document.activeElement ?? document.body;
    target.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, text);
}

const treeText = (page: Page): Promise<string | null> => page.getByRole("tree").textContent();

describe("pasting", () => {
  it("reads a message by its type", async () => {
    const { page } = await browser.openFile();
    await dialog(page);
    await page.getByLabel(/^Hex of/).fill(ID);
    await page.getByLabel(/Message type/).fill("bosdyn.api.RobotIdResponse");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("heading", { name: /Pasted: .* of protobuf/ }).waitFor();
    expect(await treeText(page)).toMatch(/serial_number.*"spot-BD-1"/);
  });

  it("guesses without one, and says what else it may be", async () => {
    const { page } = await browser.openFile();
    await paste(page, "12 0c 0a 04 73 70 2d 31 12 04 73 70 6f 74 18 96 01");
    await page.getByRole("heading", { name: /Pasted: 17 bytes/ }).waitFor();
    expect(await treeText(page)).toMatch(/or message, bytes/);
    await page.getByRole("treeitem").filter({ hasText: "150" }).first().click();
    await page.locator(".card .alternatives dt").first().waitFor();
    await picture(page, "pasted");
  });

  it("offers names of types", async () => {
    const { page } = await browser.openFile();
    await dialog(page);
    await page.getByLabel(/Message type/).pressSequentially("RobotIdRes");
    expect(
      await page
        .locator("#paste-types option")
        .evaluateAll((options) => options.map((each) => each.getAttribute("value"))),
    ).toEqual(["bosdyn.api.RobotIdResponse"]);
  });

  for (const [what, text, says] of [
    ["nothing", "", /There is nothing yet/],
    ["no hex", "0a 04\nwhat is this?", /Line 2 is not pairs of hex digits/],
    ["half a byte", "0a 0 # half", /Line 1 is not pairs/],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const { page } = await browser.openFile();
      await dialog(page);
      await page.getByLabel(/^Hex of/).fill(text);
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => page.getByRole("alert").textContent()).toMatch(says);
      await picture(page, `paste-wrong`);
      await page.keyboard.press("Escape");
      expect(await page.getByRole("dialog").count()).toBe(0);
    });
  }

  it("says that there is no such type, and which may be meant", async () => {
    const { page } = await browser.openFile();
    await dialog(page);
    await page.getByLabel(/^Hex of/).fill(ID);
    await page.getByLabel(/Message type/).fill("robotidresponse");
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.getByRole("alert").textContent())
      .toMatch(/no message type robotidresponse: is it bosdyn\.api\.RobotIdResponse\?/);
  });

  it("opens the dialog with the text where it cannot be read at once", async () => {
    const { page } = await browser.openFile();
    await paste(page, "hello, world");
    await page.getByRole("dialog", { name: "Paste bytes" }).waitFor();
    expect(await page.getByLabel(/^Hex of/).inputValue()).toBe("hello, world");
  });

  it("sees HTTP/2 and gRPC by themselves, masks secrets, and can be closed", async () => {
    const login = GetAuthTokenRequest.encode({ username: "user", password: "v3ry-s3cret" });
    const message = concat(Uint8Array.of(0, 0, 0, 0, login.length), login);
    const head = headerBlock({
      ":method": "POST",
      ":scheme": "https",
      ":path": "/bosdyn.api.AuthService/GetAuthToken",
    });
    const bytes = concat(
      new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      frame("SETTINGS", Flag.NONE, 0),
      frame("HEADERS", Flag.END_HEADERS, 1, head),
      frame("DATA", Flag.END_STREAM, 1, message),
    );
    const { page } = await browser.openFile();
    await paste(page, toHex(bytes));
    await page.getByRole("heading", { name: /of HTTP\/2/ }).waitFor();
    expect(await treeText(page)).toMatch(/preface.*SETTINGS.*HEADERS/);
    expect(await page.content()).not.toContain("v3ry-s3cret");
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "Open a recording" }).waitFor();
    await dialog(page);
    await page.getByLabel(/^Hex of/).fill(toHex(message));
    await page.getByLabel(/Message type/).fill("bosdyn.api.GetAuthTokenRequest");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("heading", { name: /of gRPC messages/ }).waitFor();
    await page.getByText("(masked)").first().waitFor();
    expect(await page.locator(".tree-side").textContent()).not.toContain("v3ry-s3cret");
    await page.keyboard.press("s");
    await page.getByText('"v3ry-s3cret"').first().waitFor();
  });
});
