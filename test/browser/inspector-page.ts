/**
 * The inspector's page in a real browser, watched: whatever it complains of, and every request that leaves its own origin,
 * fails the test.
 */
import { access, mkdir, mkdtemp, rm } from "node:fs/promises";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { type PageServer, startPageServer } from "../../src/cli/inspecting/server/page-server.ts";
import { bundlePage } from "../../tools/build/page.ts";

const CHROMIUM = process.env["SPOTWIRE_CHROMIUM"] ?? "/usr/bin/chromium";
/** Where pictures of the page go, for people to look at. */
const SCREENSHOTS = process.env["SPOTWIRE_SCREENSHOTS"];
const ARGUMENTS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--enable-precise-memory-info",
  "--js-flags=--expose-gc",
];

/** A page, and what it was seen to do. */
export interface WatchedPage {
  readonly page: Page;
  /** Complaints of the console, of the policy, and errors. Empty, or the test fails. */
  readonly complaints: readonly string[];
  /** Such complaints were to come: hold that there are some, and forget them. */
  readonly forgive: (which: RegExp) => void;
}

/** The browser of a file of tests, and the page built from the source as it is. Call it at the top of the file. */
export class InspectorBrowser {
  #browser: Browser | undefined;
  #folder = "";

  constructor() {
    beforeAll(() => this.#start());
    afterAll(() => this.#stop());
  }

  /** For whatever a test writes. */
  get folder(): string {
    return this.#folder;
  }

  /** The built page. */
  get file(): string {
    return join(this.#folder, "inspect.html");
  }

  async #start(): Promise<void> {
    try {
      await access(CHROMIUM);
    } catch {
      throw new Error(`${CHROMIUM} is not there: apt-get install chromium, or name another in SPOTWIRE_CHROMIUM`);
    }
    this.#folder = await mkdtemp(join(tmpdir(), "spotwire-browser-"));
    await bundlePage(this.file);
    this.#browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  }

  async #stop(): Promise<void> {
    await this.#browser?.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Serve a recording, or the page alone, as the command line does. */
  async serve(recording?: string): Promise<PageServer> {
    const html = await readFile(this.file, "utf8");
    const server = await startPageServer({ html, recording, host: "127.0.0.1", port: 0 });
    onTestFinished(() => server.close());
    return server;
  }

  /** Open the page from the disk. */
  async openFile(options?: BrowserContextOptions): Promise<WatchedPage> {
    return this.open(pathToFileURL(this.file).href, options);
  }

  /** Open an address, and watch the page until the test is over. */
  async open(url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    if (this.#browser === undefined) throw new Error("the browser is not there yet");
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    const own = new URL(url);
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(String(error.stack ?? error)));
    page.on("dialog", (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("request", (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== own.protocol || host !== own.host) complaints.push(`request: ${request.url()}`);
    });
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => {
        // eslint-disable-next-line no-console -- the one way out of the page
        console.error(`policy: ${violatedDirective}`);
      });
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(url);
    await page.waitForSelector("main", { state: "attached" });
    const forgive = (which: RegExp): void => {
      const kept = complaints.filter((each) => !which.test(each));
      expect(kept.length).toBeLessThan(complaints.length);
      complaints.splice(0, Infinity, ...kept);
    };
    return { page, complaints, forgive };
  }
}

/** Choose a file in the page. */
export async function choose(page: Page, file: string): Promise<void> {
  await page.setInputFiles('input[type="file"]', file);
}

/** Keep a picture of the page, if somebody wants to see it. */
export async function picture(page: Page, name: string): Promise<void> {
  if (SCREENSHOTS === undefined) return;
  await mkdir(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`) });
}

/** A list of the page. */
export function list(page: Page, name: string, role: "listbox" | "tree" | "grid" = "listbox"): Locator {
  return page.getByRole(role, { name, exact: true });
}

/** Rows of a list that have a text. */
export function option(page: Page, listName: string, text: string): Locator {
  return list(page, listName).getByRole("option").filter({ hasText: text });
}

/** Wait until the page says how the recording stands. */
export async function status(page: Page, name: string): Promise<void> {
  await page.locator(".badge", { hasText: name }).waitFor();
}
