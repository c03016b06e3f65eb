/** The programs of examples/bundles as their users make them: one file each, by their own build options. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { type BundleChoices, bundleOptions, type Program } from "../../examples/bundles/build.ts";

/** A program in one file. */
export interface MadeBundle {
  readonly program: Program;
  readonly format: BundleChoices["format"];
  readonly file: string;
  readonly text: string;
  readonly metafile: Metafile;
}

/** Bundle a program into a folder. @param rootsPem what robots are trusted by */
export async function makeBundle(
  folder: string,
  program: Program,
  choices: Omit<BundleChoices, "roots"> & { readonly rootsPem: string },
): Promise<MadeBundle> {
  const { rootsPem, format, http2 } = choices;
  const roots = join(folder, "trust-anchor.pem");
  await writeFile(roots, rootsPem);
  const file = join(folder, `${program}-${http2}.${format === "esm" ? "mjs" : "cjs"}`);
  const { outputFiles, metafile } = await build({
    ...bundleOptions(program, { roots, format, http2 }),
    outfile: file,
    write: false,
    metafile: true,
    logLevel: "warning",
  });
  const text = outputFiles[0]?.text ?? "";
  await writeFile(file, text);
  return { program, format, file, text, metafile };
}
