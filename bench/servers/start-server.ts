/** Starts a server in another process, and ends it. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import process from "node:process";
import { mintAuthority } from "../../src/tls/mint.ts";
import { bundle } from "../processes/bundle.ts";
import { ANSWER } from "./answer.ts";
import { compileCppServer } from "./compile-cpp.ts";
import type { ServerSetup } from "./service.ts";

/** Servers that clients can be measured against. */
export const SERVER_KINDS = ["cpp", "grpc-js", "spotwire"] as const;
/** One of them: on gRPC C++, on @grpc/grpc-js, or ours. */
export type ServerKind = (typeof SERVER_KINDS)[number];

/** A server that runs. */
export interface BenchServer {
  readonly port: number;
  /** PEM. */
  readonly roots: string;
  readonly close: () => Promise<void>;
}

/** The fastest kind there is here: a slow server hides what its clients do. Says on stderr why it is not C++. */
export async function fastestServer(): Promise<ServerKind> {
  try {
    await compileCppServer();
    return "cpp";
  } catch (error) {
    process.stderr.write(`The server is @grpc/grpc-js's, for want of one in C++: ${(error as Error).message}.\n`);
    return "grpc-js";
  }
}

/** Start one, with a certificate of its own. `tls` is the floor: no protocol above TLS. */
export async function startServer(kind: ServerKind | "tls"): Promise<BenchServer> {
  const authority = await mintAuthority({ commonName: "Bench Root" });
  const issued = await authority.issue({ commonName: "*.spot.robot" });
  const setup = { ...issued, answer: Buffer.from(ANSWER).toString("base64") };
  const { child, port } = await (kind === "cpp" ? startCpp(setup) : startNode(kind, setup));
  return {
    port,
    roots: authority.certificatePem,
    async close() {
      const exited = once(child, "exit");
      if (child.connected) child.disconnect();
      else child.stdin?.end();
      await exited;
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

async function startNode(kind: string, setup: ServerSetup): Promise<Started> {
  const child = fork(await bundle(new URL(`${kind}-server.ts`, import.meta.url)), { execArgv: [] });
  child.send(setup);
  const [port] = (await once(child, "message")) as [number];
  return { child, port };
}

async function startCpp({ certificatePem, privateKeyPem, answer }: ServerSetup): Promise<Started> {
  const child = spawn(await compileCppServer(), { stdio: ["pipe", "pipe", "inherit"] });
  const parts = [Buffer.from(privateKeyPem), Buffer.from(certificatePem), Buffer.from(answer, "base64")];
  child.stdin.write(`${parts.map(({ length }) => length).join(" ")}\n`);
  for (const part of parts) child.stdin.write(part);
  const [port] = (await once(child.stdout, "data")) as [Buffer];
  return { child, port: Number(port.toString()) };
}
