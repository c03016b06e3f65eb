/**
 * Named robots, in a small file that people may edit: `~/.config/spotwire/config.json`. Passwords are never in it; a
 * command that prints one may be.
 */
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { UsageError } from "../exit.ts";

/** What is known of a robot under a name. */
export interface NamedRobot {
  /** `host`, `host:port`, `[v6]:port` or `spot://name`. */
  readonly address: string;
  readonly user?: string;
  /** A shell command that prints the password on its first line, such as `pass show spot-7`. */
  readonly passwordCommand?: string;
  /** PEM file of the root that this robot's chain must lead to. */
  readonly roots?: string;
}

/** The file as a whole. */
export interface Config {
  readonly robots: Readonly<Record<string, NamedRobot>>;
}

/** What a robot may be called: no dot and no colon, so that a name is never an address. */
export const ROBOT_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

const KEYS: ReadonlySet<string> = new Set<keyof NamedRobot>(["address", "user", "passwordCommand", "roots"]);

/** Where the file is: `SPOTWIRE_CONFIG`, or below `XDG_CONFIG_HOME`, or below the home directory. */
export function configPath(env: Readonly<Partial<Record<string, string>>> = process.env): string {
  return (
    env["SPOTWIRE_CONFIG"] ?? join(env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config"), "spotwire", "config.json")
  );
}

/** Read the file; one that is not there holds no robots. @throws {UsageError} it is not what it should be */
export async function readConfig(path: string = configPath()): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return { robots: {} };
    throw new UsageError(`${path}: ${(error as Error).message}`);
  }
  try {
    return check(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`${path}: ${(error as Error).message}; mend it, or remove it`);
  }
}

/** Write the file, readable by this user alone, whole or not at all. */
export async function writeConfig(config: Config, path: string = configPath()): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(config, undefined, 2)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}

function check(value: unknown): Config {
  const { robots = {} } = object(value, "the file");
  const checked = Object.entries(object(robots, "robots")).map(([name, robot]): [string, NamedRobot] => {
    if (!ROBOT_NAME.test(name)) throw new Error(`robots: ${JSON.stringify(name)} is no name for a robot`);
    return [name, checkRobot(`robots.${name}`, object(robot, `robots.${name}`))];
  });
  return { robots: Object.fromEntries(checked) };
}

function checkRobot(place: string, robot: Readonly<Record<string, unknown>>): NamedRobot {
  for (const [key, value] of Object.entries(robot)) {
    if (key === "password") throw new Error(`${place}.password: passwords are never kept; use passwordCommand`);
    if (!KEYS.has(key)) throw new Error(`${place}.${key} is none of ${[...KEYS].join(", ")}`);
    if (typeof value !== "string" || value === "") throw new Error(`${place}.${key} is not text`);
  }
  if (robot["address"] === undefined) throw new Error(`${place} has no address`);
  return robot as unknown as NamedRobot;
}

function object(value: unknown, place: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new Error(`${place} is not a JSON object`);
}
