/**
 * Tokens from one run to the next, so that a script does not log in a hundred times: a file for each robot and user, for
 * this user alone. A token opens a robot for twelve hours; it is treated like a password.
 */
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** Longer than any token that a robot issues. */
const MAX_TOKEN_BYTES = 16 * 1024;

/** Where tokens are kept: below `XDG_STATE_HOME`, or the home directory's `.local/state`. */
export function tokenDirectory(env: Readonly<Partial<Record<string, string>>> = process.env): string {
  return join(env["XDG_STATE_HOME"] ?? join(homedir(), ".local", "state"), "spotwire", "tokens");
}

/** Tokens by robot and user. */
export class TokenCache {
  readonly #directory: string;

  constructor(directory: string = tokenDirectory()) {
    this.#directory = directory;
  }

  /** The token of a user for a robot; `undefined` if there is none, or others could read or have written it. */
  async read(serialNumber: string, user: string): Promise<string | undefined> {
    const file = this.#file(serialNumber, user);
    try {
      const { mode, size, uid } = await stat(file);
      const isOurs = process.platform === "win32" || ((mode & 0o077) === 0 && uid === process.getuid?.());
      if (!isOurs || size > MAX_TOKEN_BYTES) return undefined;
      const token = (await readFile(file, "utf8")).trim();
      return token === "" ? undefined : token;
    } catch {
      return undefined;
    }
  }

  /** Whether there is no token at all, for any robot. */
  async isEmpty(): Promise<boolean> {
    const files = await readdir(this.#directory).catch(() => []);
    return !files.some((file) => file.endsWith(".jwt"));
  }

  /** Keep a token. */
  async write(serialNumber: string, user: string, token: string): Promise<void> {
    await mkdir(this.#directory, { recursive: true, mode: 0o700 });
    await chmod(this.#directory, 0o700);
    const file = this.#file(serialNumber, user);
    const temporary = `${file}.${process.pid}.tmp`;
    await writeFile(temporary, `${token}\n`, { mode: 0o600 });
    await rename(temporary, file);
  }

  /** Forget a token. */
  async remove(serialNumber: string, user: string): Promise<void> {
    await rm(this.#file(serialNumber, user), { force: true });
  }

  /** Names of users and robots are the peer's and the caller's: a digest keeps them from being paths. */
  #file(serialNumber: string, user: string): string {
    const digest = createHash("sha256")
      .update(JSON.stringify([serialNumber, user]))
      .digest("hex");
    return join(
      this.#directory,
      `${serialNumber.replace(/[^A-Za-z0-9-]/g, "").slice(0, 32)}-${digest.slice(0, 16)}.jwt`,
    );
  }
}
