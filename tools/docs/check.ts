/**
 * What must hold of the site: every module and every document has a page, every link leads to a page and an anchor of it
 * that are there, nothing is loaded from elsewhere, and nothing tells where it was made.
 */
import { readdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, posix } from "node:path";
import { type Site, sitePath } from "./site.ts";

/** Whatever makes a browser load something. */
const LOADED = /<(?:script|img|iframe|source|video|audio)\b[^>]*?\bsrc="([^"]*)"|<link\b[^>]*?\bhref="([^"]*)"/g;
const HREF = /<a\b[^>]*?\bhref="([^"]*)"/g;
const ID = /\bid="([^"]*)"/g;

/** Look through a site. @returns what is wrong with it, a sentence each */
export function checkSite(root: string, out: string, { modules, documents }: Site): string[] {
  const files = new Set(
    readdirSync(out, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/")),
  );
  const findings: string[] = [];
  for (const { name } of modules) if (!files.has(`${name}.html`)) findings.push(`${name} has no page`);
  for (const path of documents) if (!files.has(`${sitePath(path)}.html`)) findings.push(`${path} is not in the site`);
  const pages = new Map<string, Page>();
  for (const path of files) {
    if (/\.(?:html|js|css)$/.test(path)) {
      const text = readFileSync(join(out, path), "utf8");
      findings.push(...tellsWhere(root, path, text));
      if (path.endsWith(".html")) pages.set(path, readPage(text));
    }
  }
  for (const [path, page] of pages) {
    for (const url of page.loads) if (!leads(path, url, files)) findings.push(`${path} loads ${url}`);
    for (const url of page.links) findings.push(...deadLink(path, url, pages, files));
  }
  return findings;
}

interface Page {
  readonly links: ReadonlySet<string>;
  readonly loads: ReadonlySet<string>;
  readonly anchors: ReadonlySet<string>;
}

function readPage(text: string): Page {
  return {
    links: new Set([...text.matchAll(HREF)].map(([, url = ""]) => unescaped(url))),
    loads: new Set([...text.matchAll(LOADED)].map(([, source, link]) => source ?? link ?? "")),
    anchors: new Set([...text.matchAll(ID)].map(([, id = ""]) => unescaped(id))),
  };
}

function deadLink(path: string, url: string, pages: ReadonlyMap<string, Page>, files: ReadonlySet<string>): string[] {
  if (/^(?:https?|mailto):/.test(url)) return [];
  const [target = "", anchor = ""] = url.split("#");
  const found = target === "" ? path : posix.join(dirname(path), decodeURIComponent(target));
  if (!files.has(found)) return [`${path} leads to ${url}, which is not there`];
  const page = pages.get(found);
  const isThere = anchor === "" || page?.anchors.has(decodeURIComponent(anchor)) !== false;
  return isThere ? [] : [`${path} leads to ${url}, and there is no such place on that page`];
}

function leads(path: string, url: string, files: ReadonlySet<string>): boolean {
  return !/^(?:[a-z]+:)?\/\//.test(url) && files.has(posix.join(dirname(path), url.replace(/[?#].*$/, "")));
}

function tellsWhere(root: string, path: string, text: string): string[] {
  const places = [root, homedir()].filter((place) => place.length > "/root".length - 1);
  return places.flatMap((place) => (text.includes(`${place}/`) ? [`${path} names ${place}, where it was made`] : []));
}

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
