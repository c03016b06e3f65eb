/**
 * The documents of the site: which ones there are, under which heading, and their text with links that lead within the site.
 * What they link to besides, a source file or a folder, is not in the site; its name stays as text.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** One document. */
export interface DocumentPage {
  /** Relative to the repository: `docs/guide/quick-start.md`. */
  readonly path: string;
  /** The heading in the site's navigation under which it stands. */
  readonly group: string;
}

/** The headings, in the order in which they are shown; messages and modules stand behind them. */
export const GROUPS: readonly string[] = ["Guide", "In depth", "The wire", "Decisions", "Project"];

const LINK = /(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\((?![a-z]+:)([^)#\s]*)(#[^)\s]*)?\)/g;
const FENCE = /^ *(```|~~~)[\s\S]*?^ *\1\s*$/gm;

/** Every document of the site, in the order in which it is read. README.md is not one: it is the site's first page. */
export function documentPages(root: string): DocumentPage[] {
  const inFolder = (folder: string, group: string): DocumentPage[] =>
    readdirSync(join(root, folder))
      .filter((name) => name.endsWith(".md"))
      .sort(byReading)
      .map((name) => ({ path: `${folder}/${name}`, group }));
  return [
    ...inReadingOrder(root, inFolder("docs/guide", "Guide")),
    ...inFolder("docs", "In depth"),
    ...inFolder("docs/wire", "The wire"),
    ...inFolder("docs/decisions", "Decisions"),
    ...["CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"].map((path) => ({ path, group: "Project" })),
  ];
}

/** A contents page comes before what it lists. */
function byReading(a: string, b: string): number {
  const place = (name: string): string => (name === "README.md" ? "" : name);
  return place(a) < place(b) ? -1 : 1;
}

/** The guide is read in the order of the links on its first page. */
function inReadingOrder(root: string, pages: readonly DocumentPage[]): DocumentPage[] {
  const contents = readFileSync(join(root, "docs/guide/README.md"), "utf8");
  const place = ({ path }: DocumentPage): number => {
    const name = path.slice("docs/guide/".length);
    if (name === "README.md") return -1;
    const found = contents.indexOf(`](${name})`);
    if (found < 0) throw new Error(`docs/guide/README.md does not lead to ${path}`);
    return found;
  };
  return [...pages].sort((a, b) => place(a) - place(b));
}

/** What a document is called: its first heading, without marks. */
export function titleOf(text: string): string {
  const [, title] = /^#\s+(.+)$/m.exec(text) ?? [];
  if (title === undefined) throw new Error("a document of the site has no heading");
  return title.replaceAll(/[`*]/g, "").trim();
}

/**
 * The text of a document for the site.
 * @param pages paths of all documents that are in it
 */
export function sitePage(root: string, path: string, pages: ReadonlySet<string>): string {
  const text = readFileSync(join(root, path), "utf8");
  return outsideFences(text, (prose) =>
    prose.replaceAll(LINK, (link, label: string, target: string, anchor: string | undefined) => {
      if (target === "") return link;
      const found = resolveLink(root, path, target);
      if (found === undefined) throw new Error(`${path} links to ${target}, which is not there`);
      return pages.has(found) ? `[${label}](${relative(dirname(path), found)}${anchor ?? ""})` : label;
    }),
  );
}

function resolveLink(root: string, from: string, target: string): string | undefined {
  const path = join(dirname(from), target).replace(/\/$/, "");
  if (!existsSync(join(root, path))) return undefined;
  return existsSync(join(root, path, "README.md")) ? join(path, "README.md") : path;
}

function outsideFences(text: string, change: (prose: string) => string): string {
  let end = 0;
  let changed = "";
  for (const { 0: fence, index } of text.matchAll(FENCE)) {
    changed += change(text.slice(end, index)) + fence;
    end = index + fence.length;
  }
  return changed + change(text.slice(end));
}
