/**
 * Program: one case with grpc-js as the client. The cases are the same that drive our client, the gRPC below them and the
 * protobuf are not. Arguments: the directory of certificates, the case, the port.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Repetitions } from "../cases/case.ts";
import { caseNamed } from "../cases/index.ts";
import { protobufjsTestService } from "../test-service.ts";
import { TLS_FILES } from "../tls-material.ts";
import { openGrpcJsClient } from "./grpc-js-channel.ts";

const [directory = "", caseName = "", port = ""] = process.argv.slice(2);
try {
  const client = await openGrpcJsClient({
    port: Number(port),
    roots: readFileSync(join(directory, TLS_FILES.authority)),
    service: protobufjsTestService(),
    repetitions: JSON.parse(process.env["INTEROP_REPETITIONS"] ?? "{}") as Repetitions,
  });
  await caseNamed(caseName).run(client);
  await client.close();
  process.exit(0);
} catch (error) {
  const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : "";
  const text = `${error instanceof Error ? error.message : String(error)}${cause}`;
  process.stderr.write(`${text.replaceAll(/\s+/g, " ")}\n`);
  process.exit(1);
}
