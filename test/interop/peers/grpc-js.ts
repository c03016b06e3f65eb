/** gRPC for Node in plain JavaScript, `@grpc/grpc-js`. It has no test programs of its own: ours are beside this file. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { type Command, lastLine, runToEnd, startServer } from "../child-process.ts";
import type { Availability, Lacks, Peer, PeerContext, PeerServer } from "./peer.ts";

const NO_REQUEST_FLAG = "its server does not tell a handler whether a request came compressed";
const NO_COMPRESSION = "its server does not compress";
const START_TIMEOUT_MS = 20_000;

const SERVER_LACKS: Lacks = {
  client_compressed_unary: NO_REQUEST_FLAG,
  client_compressed_streaming: NO_REQUEST_FLAG,
  server_compressed_unary: NO_COMPRESSION,
  server_compressed_streaming: NO_COMPRESSION,
};

/** `--peer grpc-js` */
export class GrpcJsPeer implements Peer {
  readonly name = "grpc-js";
  #context: PeerContext | undefined;

  serverLacks(caseName: string): string | undefined {
    return SERVER_LACKS[caseName];
  }

  clientLacks(): undefined {
    return undefined;
  }

  async prepare(context: PeerContext): Promise<Availability> {
    this.#context = context;
    try {
      const path = createRequire(import.meta.url).resolve("@grpc/grpc-js/package.json");
      const { version } = JSON.parse(readFileSync(path, "utf8")) as { version: string };
      return { isThere: true, version: `@grpc/grpc-js ${version}, Node ${process.versions.node}` };
    } catch {
      return { isThere: false, reason: "the npm package @grpc/grpc-js is not installed" };
    }
  }

  async start(): Promise<PeerServer> {
    const command = this.#command("grpc-js-server.ts");
    const server = await startServer(command, (line) => line.startsWith("ready "), START_TIMEOUT_MS);
    return { port: Number(server.readyLine.slice("ready ".length)), stop: () => server.stop() };
  }

  async runClient(caseName: string, port: number, timeoutMs: number): Promise<void> {
    const { exitCode, output } = await runToEnd(this.#command("grpc-js-client.ts", caseName, String(port)), timeoutMs);
    if (exitCode === undefined) throw new Error(`not done within ${timeoutMs} ms`);
    if (exitCode !== 0) throw new Error(lastLine(output));
  }

  #command(file: string, ...rest: string[]): Command {
    if (this.#context === undefined) throw new Error("the peer is not prepared");
    const { tls, repetitions } = this.#context;
    return {
      program: process.execPath,
      arguments: ["--import", import.meta.resolve("tsx"), join(import.meta.dirname, file), tls.tlsDirectory, ...rest],
      environment: { INTEROP_REPETITIONS: JSON.stringify(repetitions) },
    };
  }
}
