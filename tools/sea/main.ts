/**
 * The command line as one executable with Node in it, for this platform: `dist/sea/spotwire`. It is Node itself, the one
 * that runs this, with the program injected ("single executable applications" in Node's manual). `npm run sea`, after a
 * build.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, copyFile, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { inject } from "postject";
import { bundleForExecutable } from "../build/bundle.ts";

const run = promisify(execFile);

const FOLDER = "dist/sea";
const PAGE = "dist/inspect.html";
/** By this Node knows that there is something in it to run; from its manual. */
const FUSE = "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2";

if (!existsSync(PAGE)) {
  process.stderr.write(`${PAGE} is not there: run \`npm run build\` first\n`);
  process.exit(1);
}
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const paths = {
  script: join(FOLDER, "spotwire.cjs"),
  blob: join(FOLDER, "spotwire.blob"),
  executable: join(FOLDER, process.platform === "win32" ? "spotwire.exe" : "spotwire"),
};
await bundleForExecutable(paths.script, PAGE);
await prepare();
await copyFile(process.execPath, paths.executable);
await chmod(paths.executable, 0o755);
// A signature of Node's own would no longer be true.
if (process.platform === "darwin") await run("codesign", ["--remove-signature", paths.executable]);
await inject(paths.executable, "NODE_SEA_BLOB", await readFile(paths.blob), {
  sentinelFuse: FUSE,
  ...(process.platform === "darwin" ? { machoSegmentName: "NODE_SEA" } : {}),
});
if (process.platform === "darwin") await run("codesign", ["--sign", "-", paths.executable]);
await Promise.all([rm(paths.script), rm(paths.blob), rm(join(FOLDER, "sea.json"))]);
const { size } = await stat(paths.executable);
process.stderr.write(
  `${paths.executable}: ${Math.round(size / 1024 / 1024)} MiB, Node ${process.versions.node}, ${process.platform} ${process.arch}\n`,
);

/** Have Node make the blob of the script. */
async function prepare(): Promise<void> {
  const config = join(FOLDER, "sea.json");
  const content = { main: paths.script, output: paths.blob, disableExperimentalSEAWarning: true };
  await writeFile(config, JSON.stringify(content));
  await run(process.execPath, ["--experimental-sea-config", config]);
}
