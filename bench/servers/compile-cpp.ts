/** Compiles programs in C++ where there is a compiler and gRPC C++, into the cache; again only when a source is newer. */
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { CACHE } from "../processes/bundle.ts";

const run = promisify(execFile);

/** The server's path. @throws {Error} it does not compile here; the message says why in a sentence */
export function compileCppServer(): Promise<string> {
  return compileCpp("server", ["grpc++"]);
}

/** The path of the steady robot of control loops. @throws {Error} as `compileCppServer` */
export function compileCppLoop(): Promise<string> {
  return compileCpp("loop", ["grpc++", "openssl"]);
}

async function compileCpp(name: string, packages: readonly string[]): Promise<string> {
  const source = resolve(import.meta.dirname, `cpp/${name}.cc`);
  const program = resolve(CACHE, `cpp-${name}`);
  const changedAt = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  if ((await changedAt(program)) > (await changedAt(source))) return program;
  await mkdir(CACHE, { recursive: true });
  const { stdout } = await run("pkg-config", ["--cflags", "--libs", ...packages]).catch(() => {
    throw new Error(`pkg-config finds no ${packages.join(" or no ")} (Debian: libgrpc++-dev, libssl-dev, pkg-config)`);
  });
  const args = ["-std=c++17", "-O2", "-o", program, source, ...stdout.trim().split(/\s+/)];
  await run("g++", args).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new Error(code === "ENOENT" ? "there is no g++" : `g++ refuses it: ${stderr?.split("\n")[0] ?? ""}`);
  });
  return program;
}
