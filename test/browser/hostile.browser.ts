import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { RecordingWriter } from "../../src/recording/index.ts";
import { concat } from "../support/hex.ts";
import { bigEndian, Flag, frame, headerBlock } from "../support/scripted-peer.ts";
import { choose, InspectorBrowser, picture, status } from "./inspector-page.ts";

const browser = new InspectorBrowser();

const MARKUP = [
  "<img src=x onerror=alert(1)>",
  "</script><script>alert(2)</script>",
  "<svg/onload=alert(3)>",
  '"><iframe src=javascript:alert(4)>',
  "<style>*{display:none}</style>",
  "<base href=http://evil.example/>",
];
const HIDDEN = "safe\u202Eevil\u2066\u200B\u0000\u001b[31m\u2028end";
// eslint-disable-next-line no-control-regex -- just what must not be there
const UNSEEN = /[\u202E\u2066\u200B\u001b\u2028]/;
const TEXTS = [...MARKUP, HIDDEN, "x".repeat(100_000)];

/** A recording each text of which would be markup, if anybody took it for that. */
async function hostileRecording(): Promise<string> {
  const parts: Uint8Array[] = [];
  const all = MARKUP.join("");
  const writer = new RecordingWriter((part) => parts.push(part), { startedAtNanos: 1n, maker: all });
  const opened = { client: all, robot: all, protocol: "h2", clientTls: all, robotTls: all, chain: `refused: ${all}` };
  writer.write({ kind: "opened", connection: 1, atNanos: 1n, serverName: `${all}${HIDDEN}`, ...opened });
  const send = (side: "client" | "server", ...bytes: readonly Uint8Array[]): void =>
    writer.write({ kind: "bytes", connection: 1, atNanos: 2n, side, bytes: concat(...bytes) });
  send("client", new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), frame("SETTINGS", Flag.NONE, 0));
  send("server", frame("SETTINGS", Flag.NONE, 0));
  for (const [i, text] of TEXTS.entries()) {
    const stream = 2 * i + 1;
    const ascii = text.replaceAll(/[^ -~]/g, "").slice(0, 4000);
    const head = {
      ":method": "POST",
      ":scheme": "https",
      ":path": `/${ascii}/${ascii}`,
      ":authority": ascii,
      "x-text": ascii,
    };
    const message = RobotIdResponse.encode({ robotId: { serialNumber: text, nickname: all } });
    const prefixed = concat(Uint8Array.of(0), bigEndian(message.length, 4), message);
    send("client", frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, stream, headerBlock(head)));
    send("server", frame("HEADERS", Flag.END_HEADERS, stream, headerBlock({ ":status": "200", "x-text": ascii })));
    for (let at = 0; at < prefixed.length; at += 16_000)
      send("server", frame("DATA", Flag.NONE, stream, prefixed.subarray(at, at + 16_000)));
    const trailers = { "grpc-status": "13", "grpc-message": encodeURIComponent(text.slice(0, 4000)) };
    send("server", frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, stream, headerBlock(trailers)));
  }
  writer.write({ kind: "note", atNanos: 3n, text: all });
  writer.write({ kind: "closed", connection: 1, atNanos: 3n, reason: `${all}${HIDDEN}` });
  writer.finish(4n);
  const file = join(browser.folder, `${MARKUP[0]?.replaceAll("/", "") ?? ""}.swrec`);
  await writeFile(file, concat(...parts));
  return file;
}

/** Elements that the page has of its own, by name. */
const elementsOf = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [...new Set([...document.querySelectorAll("*")].map((each) => each.tagName.toLowerCase()))].sort(),
  );

describe("a recording full of markup", () => {
  it("is shown as text, frame by frame, and nothing of it runs or is loaded", async () => {
    const file = await hostileRecording();
    const { page } = await browser.openFile();
    const before = await elementsOf(page);
    await choose(page, file);
    await status(page, "Finished");
    await page.keyboard.press("2");
    for (let call = 0; call < TEXTS.length; call++) {
      await page.keyboard.press("2");
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Home");
      for (let i = 0; i < 4; i++) {
        await page.keyboard.press("ArrowDown");
        expect(await page.locator("body").textContent()).not.toMatch(UNSEEN);
      }
    }
    await page.keyboard.press("3");
    for (let i = 0; i < TEXTS.length; i++) await page.keyboard.press("ArrowRight");
    await page.getByText("<img src=x onerror=alert(1)>").first().waitFor();
    for (const text of ["alert(1)", "alert(3)"]) {
      await page.getByRole("searchbox").fill(text);
      await expect.poll(() => page.locator(".search [role=status]").textContent()).toMatch(/of \d+$/);
    }
    await picture(page, "hostile");
    // Nothing has become an element.
    const { added, handlers } = await page.evaluate(
      (known) => {
        const elements = [...document.querySelectorAll("*")];
        return {
          added: elements.map((each) => each.tagName.toLowerCase()).filter((name) => !known.includes(name)),
          handlers: elements.flatMap((each) => each.getAttributeNames().filter((name) => name.startsWith("on"))),
        };
      },
      [...before, "dt", "dd"],
    );
    expect({ added, handlers }).toEqual({ added: [], handlers: [] });
  });

  it("is no better when pasted or searched for", async () => {
    const { page } = await browser.openFile();
    for (const text of MARKUP) {
      await page.getByRole("searchbox").fill(text);
      await page.getByRole("button", { name: "Paste", exact: true }).click();
      await page.getByLabel(/^Hex of/).fill(text);
      await page.getByLabel(/Message type/).fill(text);
      await page.keyboard.press("Control+Enter");
      await expect.poll(() => page.getByRole("alert").textContent()).not.toBe("");
      await page.keyboard.press("Escape");
    }
    expect(await page.locator("img, iframe, base, svg").count()).toBe(0);
  });
});

describe("the page's policy", () => {
  it("forbids scripts, styles, frames and requests that are not the page's own", async () => {
    const { page, complaints, forgive } = await browser.openFile();
    const made = await page.evaluate(() => {
      const results: string[] = [];
      for (const [name, attempt] of Object.entries({
        innerHTML: (): string => (document.createElement("div").innerHTML = "<b>x</b>"),
        handler: () => document.createElement("b").setAttribute("onclick", "document.title = 'ran'"),
        script: () =>
          document.body.append(Object.assign(document.createElement("script"), { src: "http://127.0.0.1:9/x.js" })),
      })) {
        try {
          attempt();
          results.push(`${name} was taken`);
        } catch (error) {
          results.push(`${name}: ${(error as Error).name}`);
        }
      }
      return results;
    });
    expect(made).toEqual(["innerHTML: TypeError", "handler: TypeError", "script: TypeError"]);
    // A style in an attribute is taken and does nothing.
    const color = await page.evaluate(() => {
      const element = document.createElement("b");
      element.setAttribute("style", "color: rgb(1, 2, 3)");
      document.body.append(element);
      return getComputedStyle(element).color;
    });
    expect(color).not.toBe("rgb(1, 2, 3)");
    expect(
      await page.evaluate(() =>
        fetch("http://127.0.0.1:9/").then(
          () => "sent",
          () => "refused",
        ),
      ),
    ).toBe("refused");
    await expect.poll(() => complaints.filter((each) => each.includes("connect-src")).length).toBeGreaterThan(1);
    forgive(/./);
  });
});
