/** gRPC C-core through Debian's `python3-grpcio`. Its test programs are ours, beside this file. */
import { join } from "node:path";
import { type Command, lastLine, runToEnd, startServer } from "../child-process.ts";
import { PROTOS } from "../test-service.ts";
import { ensurePackages } from "./debian.ts";
import type { Availability, Lacks, Peer, PeerContext, PeerServer } from "./peer.ts";

/** Debian's own interpreter: another one on the path would not find Debian's modules. */
const PYTHON = "/usr/bin/python3";
const PACKAGES = ["python3-grpcio", "python3-protobuf", "protobuf-compiler"];
const VERSIONS =
  "import grpc, google.protobuf, platform; " +
  "print(f'grpcio {grpc.__version__}, protobuf {google.protobuf.__version__}, Python {platform.python_version()}')";
const START_TIMEOUT_MS = 20_000;

const NO_REQUEST_FLAG = "gRPC for Python does not tell a handler whether a request came compressed";
const SERVER_LACKS: Lacks = {
  client_compressed_unary: NO_REQUEST_FLAG,
  client_compressed_streaming: NO_REQUEST_FLAG,
};
const CLIENT_LACKS: Lacks = {
  client_compressed_streaming: "gRPC for Python cannot leave one message of a compressed stream uncompressed",
};

/** `--peer python` */
export class PythonPeer implements Peer {
  readonly name = "python";
  #context: PeerContext | undefined;

  serverLacks(caseName: string): string | undefined {
    return SERVER_LACKS[caseName];
  }

  clientLacks(caseName: string): string | undefined {
    return CLIENT_LACKS[caseName];
  }

  async prepare(context: PeerContext): Promise<Availability> {
    this.#context = context;
    const isThere = async (): Promise<boolean> =>
      (await tryRun(PYTHON, "-c", VERSIONS)) && tryRun("protoc", "--version");
    const trouble = await ensurePackages(PACKAGES, isThere, context);
    if (trouble !== undefined) return { isThere: false, reason: trouble };
    const files = ["empty", "messages", "test"].map((name) => `grpc/testing/${name}.proto`);
    await mustRun("protoc", "-I", PROTOS, `--descriptor_set_out=${this.#descriptors}`, ...files);
    return { isThere: true, version: `C-core by ${lastLine(await mustRun(PYTHON, "-c", VERSIONS))}` };
  }

  async start(): Promise<PeerServer> {
    const server = await startServer(
      this.#command("python_server.py"),
      (line) => line.startsWith("ready "),
      START_TIMEOUT_MS,
    );
    return { port: Number(server.readyLine.slice("ready ".length)), stop: () => server.stop() };
  }

  async runClient(caseName: string, port: number, timeoutMs: number): Promise<void> {
    const repetitions = JSON.stringify(this.#ready.repetitions);
    const command = this.#command("python_client.py", caseName, String(port), repetitions);
    const { exitCode, output } = await runToEnd(command, timeoutMs);
    if (exitCode === undefined) throw new Error(`not done within ${timeoutMs} ms`);
    if (exitCode !== 0) throw new Error(lastLine(output));
  }

  get #ready(): PeerContext {
    if (this.#context === undefined) throw new Error("the peer is not prepared");
    return this.#context;
  }

  get #descriptors(): string {
    return join(this.#ready.tls.directory, "descriptors.bin");
  }

  #command(file: string, ...rest: string[]): Command {
    return {
      program: PYTHON,
      // -B: no __pycache__ beside the sources.
      arguments: ["-B", join(import.meta.dirname, file), this.#descriptors, this.#ready.tls.tlsDirectory, ...rest],
    };
  }
}

async function tryRun(program: string, ...list: string[]): Promise<boolean> {
  try {
    await mustRun(program, ...list);
    return true;
  } catch {
    return false;
  }
}

async function mustRun(program: string, ...list: string[]): Promise<string> {
  const { exitCode, output } = await runToEnd({ program, arguments: list }, START_TIMEOUT_MS);
  if (exitCode !== 0) throw new Error(`${program}: ${lastLine(output)}`);
  return output;
}
