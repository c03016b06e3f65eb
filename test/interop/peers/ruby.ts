/**
 * gRPC C-core through Debian's `ruby-grpc`, which brings gRPC's own interoperability client and server. They look for
 * certificates in a place relative to their own: a directory that links to the programs and holds our certificates
 * makes them take ours.
 */
import { existsSync, mkdirSync, symlinkSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { AddressInfo } from "node:net";
import { lastLine, runToEnd, startSilentServer } from "../child-process.ts";
import { SERVER_NAME } from "../tls-material.ts";
import { ensurePackages } from "./debian.ts";
import type { Availability, Lacks, Peer, PeerContext, PeerServer } from "./peer.ts";

/** Debian's own interpreter: another one on the path would not find Debian's gems. */
const RUBY = "/usr/bin/ruby";
const START_TIMEOUT_MS = 20_000;
/** Prints the directory of the gem, then versions. */
const WHERE = `gem "grpc"; require "google/protobuf"; spec = Gem.loaded_specs["grpc"]
puts spec.full_gem_path, "ruby-grpc #{spec.version}, Ruby #{RUBY_VERSION}"`;

const NOT_IN_CLIENT = "its client does not have this case";
const NOT_IN_SERVER = "its server does not have this feature";
const FEW_THREADS = "its server has 30 threads, and refuses calls of any method when all are busy";
const SERVER_LACKS: Lacks = {
  client_compressed_unary: NOT_IN_SERVER,
  server_compressed_unary: NOT_IN_SERVER,
  client_compressed_streaming: NOT_IN_SERVER,
  server_compressed_streaming: NOT_IN_SERVER,
  concurrent_large_unary: FEW_THREADS,
  x_concurrent_refused: FEW_THREADS,
};
const CLIENT_LACKS: Lacks = {
  server_compressed_unary: NOT_IN_CLIENT,
  server_compressed_streaming: NOT_IN_CLIENT,
  special_status_message: NOT_IN_CLIENT,
  concurrent_large_unary: NOT_IN_CLIENT,
  rpc_soak: NOT_IN_CLIENT,
  channel_soak: NOT_IN_CLIENT,
  x_compressed_requests: NOT_IN_CLIENT,
  x_concurrent_refused: NOT_IN_CLIENT,
  x_slow_readers: NOT_IN_CLIENT,
};

/** `--peer ruby` */
export class RubyPeer implements Peer {
  readonly name = "ruby";
  #programs = "";

  serverLacks(caseName: string): string | undefined {
    return SERVER_LACKS[caseName];
  }

  clientLacks(caseName: string): string | undefined {
    return CLIENT_LACKS[caseName];
  }

  async prepare(context: PeerContext): Promise<Availability> {
    const trouble = await ensurePackages(["ruby-grpc"], async () => (await this.#find()) !== undefined, context);
    if (trouble !== undefined) return { isThere: false, reason: trouble };
    const found = await this.#find();
    if (found === undefined) return { isThere: false, reason: "its test programs are not where they were looked for" };
    const pb = join(context.tls.directory, "pb");
    mkdirSync(join(pb, "test"), { recursive: true });
    symlinkSync(join(found.directory, "src/ruby/pb/src"), join(pb, "src"));
    this.#programs = join(pb, "test");
    for (const file of ["client.rb", "server.rb"]) {
      symlinkSync(join(found.directory, "src/ruby/pb/test", file), join(this.#programs, file));
    }
    return { isThere: true, version: `C-core by ${found.version}, its own test programs` };
  }

  async start(): Promise<PeerServer> {
    // It must be told its port, and does not say when it listens.
    const port = await freePort();
    const command = {
      program: RUBY,
      arguments: [join(this.#programs, "server.rb"), "--port", String(port), "--use_tls", "true"],
    };
    const server = await startSilentServer(command, port, START_TIMEOUT_MS);
    return { port, stop: () => server.stop() };
  }

  async runClient(caseName: string, port: number, timeoutMs: number): Promise<void> {
    const options = {
      server_host: "127.0.0.1",
      server_host_override: SERVER_NAME,
      server_port: String(port),
      use_tls: "true",
      use_test_ca: "true",
      test_case: caseName,
    };
    const list = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const command = { program: RUBY, arguments: [join(this.#programs, "client.rb"), ...list] };
    const { exitCode, output } = await runToEnd(command, timeoutMs);
    if (exitCode === undefined) throw new Error(`not done within ${timeoutMs} ms`);
    if (exitCode !== 0) throw new Error(complaint(output));
    if (!output.includes(`OK: ${caseName}`)) throw new Error(`the client did not say OK: ${lastLine(output)}`);
  }

  async #find(): Promise<{ directory: string; version: string } | undefined> {
    if (!existsSync(RUBY)) return undefined;
    const { exitCode, output } = await runToEnd({ program: RUBY, arguments: ["-e", WHERE] }, START_TIMEOUT_MS);
    const [directory, version] = output.trim().split("\n").slice(-2);
    if (exitCode !== 0 || directory === undefined || version === undefined) return undefined;
    return existsSync(join(directory, "src/ruby/pb/test/client.rb")) ? { directory, version } : undefined;
  }
}

/** Ruby says the error first and then where it was raised. */
function complaint(output: string): string {
  return output.split("\n").find((line) => /Error|Bad|Cancelled|Exceeded|fail/.test(line)) ?? lastLine(output);
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
