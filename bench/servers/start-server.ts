/** Starts a server in another process, and ends it. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A server that runs. */
export interface BenchServer {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
  readonly close: () => Promise<void>;
}

/** Start one of this folder. */
export async function startServer(file: string): Promise<BenchServer> {
  const child = fork(fileURLToPath(new URL(file, import.meta.url)), { execArgv: process.execArgv });
  const [{ port, roots }] = (await once(child, "message")) as [{ port: number; roots: string }];
  const close = async (): Promise<void> => {
    const exited = once(child, "exit");
    child.disconnect();
    await exited;
  };
  return { port, roots, close };
}
