/** Where anchors and pins live on this computer, and how a file gets there: whole or not at all, and this user's alone. */
import { randomBytes } from "node:crypto";
import { chmod, copyFile, constants, link, mkdir, open, readdir, readFile, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { TrustDirectoryError } from "./errors.ts";

/** What the place depends on; the running process by default. */
export interface Platform {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly homeDirectory: string;
}

/** Folders of this user may be entered by nobody else; what is in them is public. */
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o644;
const MODE_OTHERS_WRITE = 0o022;

/**
 * The folder for this program's own data: `$XDG_DATA_HOME/spotwire` (`~/.local/share/spotwire`), on macOS
 * `~/Library/Application Support/spotwire`, on Windows `%LOCALAPPDATA%\spotwire`.
 * @see XDG Base Directory Specification: a relative path in the variable is ignored
 */
export function dataDirectory(on: Partial<Platform> = {}): string {
  const { platform = process.platform, env = process.env, homeDirectory = homedir() } = on;
  const xdg = env["XDG_DATA_HOME"];
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "spotwire");
  if (platform === "darwin") return join(homeDirectory, "Library", "Application Support", "spotwire");
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(homeDirectory, "AppData", "Local"), "spotwire");
  return join(homeDirectory, ".local", "share", "spotwire");
}

/** Names of the files in a folder, sorted; none where there is no folder. @throws {TrustDirectoryError} */
export async function listFiles(directory: string, extension: string): Promise<string[]> {
  try {
    const entries = await readdir(directory, { withFileTypes: true });
    const named = entries.filter((entry) => !entry.isDirectory() && /^[^.]/.test(entry.name));
    if (named.length > 0) await refuseIfOthersWrite(directory);
    return named
      .map(({ name }) => name)
      .filter((name) => name.endsWith(extension))
      .sort();
  } catch (error) {
    if (isCode(error, "ENOENT")) return [];
    throw unusable(directory, error);
  }
}

/** Read a file; undefined where there is none. @throws {TrustDirectoryError} it cannot be read, or others may write it */
export async function readWhole(path: string): Promise<string | undefined> {
  try {
    const text = await readFile(path, "utf8");
    await refuseIfOthersWrite(path);
    return text;
  } catch (error) {
    if (isCode(error, "ENOENT")) return undefined;
    throw unusable(path, error);
  }
}

/** Write a file unless there is one; tell whether it was written. @throws {TrustDirectoryError} */
export async function createFile(path: string, text: string): Promise<boolean> {
  let isNew = true;
  await withTemporary(path, text, async (temporary) => {
    try {
      await link(temporary, path).catch((error: unknown) => {
        if (isCode(error, "EEXIST")) throw error;
        return copyFile(temporary, path, constants.COPYFILE_EXCL); // a file system without hard links
      });
    } catch (error) {
      if (!isCode(error, "EEXIST")) throw error;
      isNew = false;
    }
  });
  return isNew;
}

/** Remove a file; tell whether there was one. @throws {TrustDirectoryError} */
export async function removeFile(path: string): Promise<boolean> {
  try {
    await rm(path);
    return true;
  } catch (error) {
    if (isCode(error, "ENOENT")) return false;
    throw unusable(path, error);
  }
}

async function withTemporary(path: string, text: string, use: (temporary: string) => Promise<void>): Promise<void> {
  const directory = dirname(path);
  const temporary = join(directory, `.${randomBytes(8).toString("hex")}.tmp`);
  try {
    await mkdir(directory, { recursive: true, mode: DIRECTORY_MODE });
    await refuseIfOthersWrite(directory);
    const file = await open(temporary, "wx", FILE_MODE);
    try {
      await file.writeFile(text);
      await file.sync(); // or a power cut leaves a name without content
    } finally {
      await file.close();
    }
    await chmod(temporary, FILE_MODE); // whatever the umask
    await use(temporary);
  } catch (error) {
    throw unusable(path, error);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Who may change an anchor decides which robots are trusted. */
async function refuseIfOthersWrite(path: string): Promise<void> {
  if (process.platform === "win32") return; // its modes say nothing
  const { mode } = await stat(path);
  if ((mode & MODE_OTHERS_WRITE) === 0) return;
  throw new TrustDirectoryError(
    path,
    `other users may change it, and with it whom is trusted; run: chmod go-w ${path}`,
  );
}

function unusable(path: string, cause: unknown): TrustDirectoryError {
  if (cause instanceof TrustDirectoryError) return cause;
  const detail = cause instanceof Error ? cause.message : String(cause);
  return new TrustDirectoryError(path, `cannot be used: ${detail}`, { cause });
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
