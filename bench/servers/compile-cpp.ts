/** Compiles the C++ server where there is a compiler and gRPC C++, into the cache; again only when its source is newer. */
import { execFile } from "node:child_process";
import { mkdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { promisify } from "node:util";
import { CACHE } from "../processes/bundle.ts";

const run = promisify(execFile);
const SOURCE = resolve(import.meta.dirname, "cpp/server.cc");
const PROGRAM = resolve(CACHE, "cpp-server");

/** The program's path. @throws {Error} it does not compile here; the message says why in a sentence */
export async function compileCppServer(): Promise<string> {
  const changedAt = async (file: string): Promise<number> => (await stat(file).catch(() => undefined))?.mtimeMs ?? 0;
  if ((await changedAt(PROGRAM)) > (await changedAt(SOURCE))) return PROGRAM;
  await mkdir(CACHE, { recursive: true });
  const { stdout } = await run("pkg-config", ["--cflags", "--libs", "grpc++"]).catch(() => {
    throw new Error("pkg-config finds no grpc++ (Debian: libgrpc++-dev, pkg-config)");
  });
  const args = ["-std=c++17", "-O2", "-o", PROGRAM, SOURCE, ...stdout.trim().split(/\s+/)];
  await run("g++", args).catch((error: unknown) => {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    throw new Error(code === "ENOENT" ? "there is no g++" : `g++ refuses it: ${stderr?.split("\n")[0] ?? ""}`);
  });
  return PROGRAM;
}
