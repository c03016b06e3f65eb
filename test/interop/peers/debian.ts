/** Debian packages that a peer needs: looked for, and installed only if the caller said that they may be. */
import { existsSync } from "node:fs";
import { lastLine, runToEnd } from "../child-process.ts";
import type { PeerContext } from "./peer.ts";

const APT = "/usr/bin/apt-get";
/** A machine without a network must learn so soon. */
const APT_OPTIONS = ["-q", "-o", "Acquire::Retries=0", "-o", "Acquire::http::Timeout=10"];
const APT_TIMEOUT_MS = 90_000;

/**
 * See to it that packages are installed.
 * @param isThere tells whether what they bring is there already, by whatever way it came
 * @returns why they are not there, or `undefined` if they are
 */
export async function ensurePackages(
  packages: readonly string[],
  isThere: () => Promise<boolean>,
  { mayInstall, log }: PeerContext,
): Promise<string | undefined> {
  if (await isThere()) return undefined;
  const names = packages.join(" ");
  if (!mayInstall) return `not installed; --install, or apt-get install ${names}`;
  if (!existsSync(APT) || process.getuid?.() !== 0) return `not installed; only root on Debian can install ${names}`;
  log(`installing ${names}`);
  let trouble = await apt("install", "--yes", "--no-install-recommends", ...packages);
  if (trouble !== undefined) {
    // Lists that are old, or not there.
    trouble = (await apt("update")) ?? (await apt("install", "--yes", "--no-install-recommends", ...packages));
  }
  if (trouble !== undefined) return `cannot be installed: ${trouble}`;
  return (await isThere()) ? undefined : `${names}: installed, but not usable`;
}

async function apt(...list: string[]): Promise<string | undefined> {
  const command = {
    program: APT,
    arguments: [...APT_OPTIONS, ...list],
    environment: { DEBIAN_FRONTEND: "noninteractive" },
  };
  const { exitCode, output } = await runToEnd(command, APT_TIMEOUT_MS);
  if (exitCode === 0) return undefined;
  return exitCode === undefined ? `apt-get ${list[0] ?? ""} takes too long` : lastLine(output);
}
