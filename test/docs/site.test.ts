/** What the documentation's site is made of, and what is found in one that is not whole. The site itself: `npm run docs -- --check`. */
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { checkSite } from "../../tools/docs/check.ts";
import { documentPages, sitePage, titleOf } from "../../tools/docs/pages.ts";
import { sitePath } from "../../tools/docs/site.ts";
import { publicModules } from "../../tools/docs/subpaths.ts";
import { ROOT } from "./documents.ts";

describe("the documents of the site", () => {
  it("are all that are in docs/, each with a title of its own", async () => {
    const pages = documentPages(ROOT).map(({ path }) => path);
    const there = (await readdir(join(ROOT, "docs"), { recursive: true })).filter((path) => path.endsWith(".md"));
    expect(pages).toEqual(expect.arrayContaining(there.map((path) => `docs/${path}`)));
    const titles = await Promise.all(pages.map(async (path) => titleOf(await readFile(join(ROOT, path), "utf8"))));
    expect(new Set(titles).size).toBe(titles.length);
    expect(new Set(pages.map(sitePath)).size).toBe(pages.length);
  });

  it("begin with the guide, in the order in which its first page has it", () => {
    const [first, second, third] = documentPages(ROOT).map(({ path }) => path);
    expect([first, second, third]).toEqual([
      "docs/guide/README.md",
      "docs/guide/quick-start.md",
      "docs/guide/first-contact.md",
    ]);
  });

  it("link to each other, and name what is not in the site", () => {
    const pages = new Set(documentPages(ROOT).map(({ path }) => path));
    const text = sitePage(ROOT, "docs/guide/quick-start.md", pages);
    expect(text).toContain("[Driving](../driving.md)");
    expect(text).toContain("examples/ holds whole programs");
    expect(text).not.toContain("../../examples");
    // A folder is the document that tells of it.
    expect(sitePage(ROOT, "docs/guide/README.md", pages)).toContain("](../wire/README.md)");
  });
});

describe("the modules of the site", () => {
  it("are the subpaths of the package, by the names in an import", () => {
    const modules = publicModules(ROOT);
    const sources = new Map(modules.map(({ name, source }) => [name, source]));
    expect(sources.get("spotwire")).toBe("src/index.ts");
    expect(sources.get("spotwire/tls/mint")).toBe("src/tls/mint.ts");
    expect(sources.get("spotwire/messages/bosdyn/api/robot_id")).toBe("src/messages/bosdyn/api/robot_id.ts");
    expect(modules.filter(({ name }) => name.startsWith("spotwire/messages/")).length).toBeGreaterThan(100);
  });
});

describe("the check of a site", () => {
  const site = { isSound: true, modules: [{ name: "spotwire/wire", source: "" }], documents: ["docs/guide/README.md"] };

  async function findings(files: Readonly<Record<string, string>>): Promise<string[]> {
    const out = await mkdtemp(join(tmpdir(), "spotwire-site-"));
    onTestFinished(() => rm(out, { recursive: true }));
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(out, path)), { recursive: true });
      await writeFile(join(out, path), text);
    }
    return checkSite(ROOT, out, site);
  }

  const WHOLE = {
    "spotwire/wire.html": '<link href="../style.css"><h2 id="a&amp;b"></h2><a href="../guide/index.html#top">x</a>',
    "guide/index.html": '<p id="top"></p><a href="../spotwire/wire.html#a%26b">x</a><a href="https://x.y/">x</a>',
    "style.css": "",
  };

  it("finds nothing in one that is whole", async () => {
    expect(await findings(WHOLE)).toEqual([]);
  });

  it.each([
    ["a module without a page", { "spotwire/wire.html": undefined }, "spotwire/wire has no page"],
    ["a document without one", { "guide/index.html": undefined }, "docs/guide/README.md is not in the site"],
    ["a dead link", { "x.html": '<a href="y.html">y</a>' }, "x.html leads to y.html, which is not there"],
    [
      "a link to no place",
      { "x.html": '<a href="spotwire/wire.html#c">y</a>' },
      "x.html leads to spotwire/wire.html#c, and there is no such place on that page",
    ],
    ["a script from elsewhere", { "x.html": '<script src="https://x.y/z.js">' }, "x.html loads https://x.y/z.js"],
    ["a style that is not there", { "x.html": '<link rel="a" href="z.css">' }, "x.html loads z.css"],
    ["the place where it was made", { "x.js": `"${ROOT}/src"` }, `x.js names ${ROOT}, where it was made`],
  ])("finds %s", async (_, change, finding) => {
    const files = Object.entries({ ...WHOLE, ...change }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    expect(await findings(Object.fromEntries(files))).toContain(finding);
  });
});
