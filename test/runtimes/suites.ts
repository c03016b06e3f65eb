/**
 * Which tests run on every runtime: the core, from bytes to a robot. They are the files that `npm test` runs, and none of
 * them knows of this. A file that cannot run here is named in `LEFT_OUT`, with the reason.
 */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./runtimes.ts";

/** Tests that are reported together. */
export interface Suite {
  readonly name: string;
  /** From the root of the repository. */
  readonly files: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Files of the suites' folders that do not run here, and why. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  "test/tls/connect-options.test.ts": "replaces a module by vitest's loader",
  "test/docs/vectors/messages.test.ts":
    "imports every message by a path made at run time; core/messages.test.ts has them",
  "test/docs/vectors/manifest.test.ts": "is about the repository, not about a runtime",
};

/** Of one connection's calls: run over either HTTP/2. */
const CALLS = [
  "test/grpc/channel.test.ts",
  "test/grpc/client-call.test.ts",
  "test/grpc/connection-life.test.ts",
  "test/grpc/hostile-peer.test.ts",
  "test/grpc/limits-and-credentials.test.ts",
  "test/grpc/retry.test.ts",
  "test/grpc/h2/node-transport.test.ts",
  "test/robot/end-to-end.test.ts",
];

/** From bytes up, so that the first suite that fails is nearest to the cause. */
export function allSuites(): readonly Suite[] {
  const suites: Suite[] = [
    { name: "wire", files: testsIn("test/wire"), env: {} },
    { name: "vectors", files: testsIn("test/docs/vectors"), env: {} },
    { name: "grpc codecs", files: GRPC_CODECS, env: {} },
    { name: "http2 codecs", files: testsIn("test/http2", (file) => !file.includes("node-server")), env: {} },
    { name: "tls paths", files: TLS_PATHS, env: {} },
    { name: "tls connections", files: TLS_CONNECTIONS, env: {} },
    { name: "services", files: SERVICES, env: {} },
    { name: "calls, node:http2", files: CALLS, env: { SPOTWIRE_TRANSPORT: "node" } },
    {
      name: "calls, own HTTP/2",
      files: [...CALLS, "test/http2/node-server.test.ts"],
      env: { SPOTWIRE_TRANSPORT: "own" },
    },
    { name: "server", files: [...testsIn("test/grpc/server"), ...SERVERS], env: {} },
    { name: "hosting", files: HOSTING, env: {} },
    { name: "robot", files: ROBOT, env: { SPOTWIRE_TRANSPORT: "own" } },
  ];
  if (existsSync(join(ROOT, "test/lean"))) suites.push({ name: "lean", files: testsIn("test/lean"), env: {} });
  return suites;
}

const GRPC_CODECS = [
  ..."backoff base64 framing headers message-encoding message-queue metadata percent-encoding request-log".split(" "),
  ..."request-pump response-status retry-policy status-details status timeout".split(" "),
].map((name) => `test/grpc/${name}.test.ts`);

const TLS_PATHS = "certificate der path path-matrix signature trust-store".split(" ").map(tls);
const TLS_CONNECTIONS = "connect connect-links handshake in-place-reads mint".split(" ").map(tls);

const SERVICES = [
  ..."auth directory robot-id time-sync response-checks service-client data-chunks status-tables".split(" "),
].map((name) => `test/services/${name}.test.ts`);

const SERVERS = ["node-listener", "graceful-stop", "diagnostics"].map((name) => `test/grpc/h2/${name}.test.ts`);
const HOSTING = ["serve", "service-host", "registration-stop"].map((name) => `test/hosting/${name}.test.ts`);
const ROBOT = ["robot", "links", "connections", "network-errors", "verify-peer", "time/time-sync", "login/login"].map(
  (name) => `test/robot/${name}.test.ts`,
);

function tls(name: string): string {
  return `test/tls/${name}.test.ts`;
}

/** The tests of a folder and those below, but for those that were left out. */
function testsIn(folder: string, takes: (file: string) => boolean = () => true): readonly string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => file.endsWith(".test.ts") && !(file in LEFT_OUT) && takes(file))
    .sort();
}
