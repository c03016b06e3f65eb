/** The package's public modules: what each subpath of `package.json` is called by its users, and where its source is. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A module that users import. */
export interface PublicModule {
  /** As it is imported: `spotwire/services`. */
  readonly name: string;
  /** Its source, relative to the repository: `src/services/index.ts`. */
  readonly source: string;
}

/** What comes before the name of every module of generated messages. */
export const MESSAGES: string = "spotwire/messages/";

/** Every module of every subpath; a pattern stands for all that it matches. */
export function publicModules(root: string): PublicModule[] {
  const { exports } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
    exports: Record<string, { default: string } | string>;
  };
  return Object.entries(exports).flatMap(([subpath, target]) => {
    if (typeof target === "string") return [];
    const name = `spotwire${subpath.slice(1)}`;
    const source = target.default.replace("./dist/", "src/").replace(/\.js$/, ".ts");
    return source.includes("*") ? matching(root, name, source) : [{ name, source }];
  });
}

function matching(root: string, name: string, pattern: string): PublicModule[] {
  const [folder = "", extension = ""] = pattern.split("/*");
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(extension))
    .sort()
    .map((path) => ({ name: name.replace("*", path.slice(0, -extension.length)), source: `${folder}/${path}` }));
}
