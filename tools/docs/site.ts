/** The site of the documentation: typedoc's, over every public module, with the documents of the repository in it. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import {
  Application,
  Comment,
  CommentTag,
  Converter,
  type DeclarationReflection,
  MinimalSourceFile,
  normalizePath,
  type ProjectReflection,
  ReflectionKind,
  type TypeDocOptions,
} from "typedoc";
import { INTERNAL_TYPES } from "./internal-types.ts";
import { documentPages, GROUPS, sitePage, titleOf } from "./pages.ts";
import { ROUTER, siteRouter } from "./router.ts";
import { SiteTheme, THEME } from "./theme.ts";
import { MESSAGES, type PublicModule, publicModules } from "./subpaths.ts";

/** What was made. */
export interface Site {
  /** Whether it was made without an error or a warning of typedoc's; they are on stderr. */
  readonly isSound: boolean;
  readonly modules: readonly PublicModule[];
  readonly documents: readonly string[];
}

/** Parts of a message's codec, which its users never call: three functions for each of 1,300 messages. */
const CODEC_PART = /^(new|read|write)[A-Z]/;

const MESSAGES_TEXT =
  "Generated from the protocol's file of this name. `Foo` is a message as it is read and its codec, `FooInit` what the codec " +
  "encodes, in which any field may be left out; a nested `Foo.Bar` is `Foo_Bar`. Not shown are `newFoo`, `readFoo` and " +
  "`writeFoo`, of which the codecs are made.";

/** Make the site in `out`, anew. */
export async function makeSite(root: string, out: string): Promise<Site> {
  const modules = publicModules(root);
  const work = join(root, "node_modules/.cache/spotwire-docs");
  const documents = writePages(root, work);
  const app = await Application.bootstrap(optionsFor(root, work, modules, [...documents.values()]));
  app.renderer.defineRouter(
    ROUTER,
    siteRouter(new Map([...documents].map(([title, path]) => [title, sitePath(path)]))),
  );
  app.renderer.defineTheme(THEME, SiteTheme);
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const [module, { name, source }] of nameModules(project, modules)) {
      if (name.startsWith(MESSAGES)) arrangeMessages(project, module);
      else {
        const comment = openingComment(app, project, join(root, source));
        if (comment !== undefined) module.comment = comment;
      }
    }
  });
  const project = await app.convert();
  if (project !== undefined && !app.logger.hasErrors()) {
    app.validate(project);
    await app.generateDocs(project, out);
  }
  const isSound = project !== undefined && !app.logger.hasErrors() && !app.logger.hasWarnings();
  return { isSound, modules, documents: [...documents.values()] };
}

/** Where a document is in the site, without `.html`; a folder's README is the page of that folder. */
export function sitePath(path: string): string {
  return path
    .replace(/^docs\//, "")
    .replace(/\.md$/, "")
    .replace(/README$/, "index")
    .toLowerCase();
}

/** Write the documents as the site takes them. @returns their paths by their titles */
function writePages(root: string, work: string): Map<string, string> {
  rmSync(work, { recursive: true, force: true });
  const pages = documentPages(root);
  const known = new Set(pages.map(({ path }) => path));
  const byTitle = new Map<string, string>();
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(work, path)), { recursive: true });
    writeFileSync(join(work, path), text);
  };
  for (const { path, group } of pages) {
    const title = titleOf(readFileSync(join(root, path), "utf8"));
    if (byTitle.has(title)) throw new Error(`two documents of the site are called ${JSON.stringify(title)}`);
    byTitle.set(title, path);
    write(path, `---\ntitle: ${JSON.stringify(title)}\ngroup: ${group}\n---\n\n${sitePage(root, path, known)}`);
  }
  // The first page has the name of the package for its heading already.
  write("README.md", sitePage(root, "README.md", known).replace(/^# .*\n/, ""));
  return byTitle;
}

function optionsFor(
  root: string,
  work: string,
  modules: readonly PublicModule[],
  documents: readonly string[],
): TypeDocOptions {
  return {
    name: "spotwire",
    entryPoints: modules.map(({ source }) => join(root, source)),
    tsconfig: join(root, "tools/docs/tsconfig.json"),
    basePath: root,
    readme: join(work, "README.md"),
    projectDocuments: documents.map((path) => join(work, path)),
    // Types are checked by a command of their own.
    skipErrorChecking: true,
    includeVersion: true,
    router: ROUTER,
    theme: THEME,
    disableSources: true,
    hideGenerator: true,
    githubPages: false,
    includeHierarchySummary: false,
    excludePrivate: true,
    // So that what several modules export has one page.
    excludeReferences: false,
    intentionallyNotExported: [...INTERNAL_TYPES],
    groupOrder: [...GROUPS, "Modules", "Messages", "*"],
    navigation: { includeGroups: true, includeFolders: true, compactFolders: true, includeCategories: false },
    navigationLeaves: [],
    sort: ["kind", "alphabetical-ignoring-documents"],
    validation: {
      notExported: true,
      invalidLink: true,
      invalidPath: true,
      rewrittenLink: true,
      unusedMergeModuleWith: true,
    },
    highlightLanguages: ["ts", "js", "sh", "json", "text", "hex", "python", "console", "yaml", "proto"].filter(
      (language) => !["text", "hex"].includes(language),
    ),
    ignoredHighlightLanguages: ["hex", "text"],
    customCss: join(root, "tools/docs/site.css"),
  };
}

/** Call modules as they are imported. */
function nameModules(
  project: ProjectReflection,
  modules: readonly PublicModule[],
): Map<DeclarationReflection, PublicModule> {
  const bySource = new Map(modules.map((module) => [typedocName(module.source), module]));
  const named = new Map<DeclarationReflection, PublicModule>();
  for (const reflection of project.getReflectionsByKind(ReflectionKind.Module)) {
    const module = bySource.get(reflection.name);
    if (module === undefined || !reflection.isDeclaration()) continue;
    reflection.name = module.name;
    named.set(reflection, module);
  }
  return named;
}

/** What opens a file, which typedoc takes for the text of the export behind it. */
function openingComment(app: Application, project: ProjectReflection, path: string): Comment | undefined {
  const [text, inner] = /^\/\*\*([\s\S]*?)\*\//.exec(readFileSync(path, "utf8")) ?? [];
  if (text === undefined || inner === undefined) return undefined;
  const plain = inner.replaceAll(/^\s*\* ?/gm, "").trim();
  const { content } = app.converter.parseRawComment(new MinimalSourceFile(plain, normalizePath(path)), project.files);
  return new Comment(content);
}

/** Take what nobody looks up out of a module of messages, and say what is left. */
function arrangeMessages(project: ProjectReflection, module: DeclarationReflection): void {
  module.comment ??= new Comment([{ kind: "text", text: MESSAGES_TEXT }]);
  module.comment.blockTags.push(new CommentTag("@group", [{ kind: "text", text: "Messages" }]));
  for (const child of [...(module.children ?? [])]) {
    if (child.kind === ReflectionKind.Function && CODEC_PART.test(child.name)) project.removeReflection(child);
  }
}

/** What typedoc calls the module of a file by itself. */
function typedocName(source: string): string {
  return source.replace(/\.ts$/, "").replace(/\/index$/, "");
}
