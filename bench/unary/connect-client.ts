/** @connectrpc/connect-node, with @bufbuild/protobuf's messages. */
import type { DescService } from "@bufbuild/protobuf";
import { createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { readRegistry } from "../codecs/descriptor-set.ts";
import { AUTHORITY } from "../servers/service.ts";
import { CLIENT_NAME, contendUnary, REQUEST_SECONDS } from "./contend-unary.ts";

interface Answer {
  readonly robotId?: { readonly serialNumber: string };
}

await contendUnary(async ({ port, roots, descriptorSet = "" }) => {
  const service = (await readRegistry(descriptorSet)).getService("bosdyn.api.RobotIdService") as DescService;
  const transport = createGrpcTransport({
    baseUrl: `https://127.0.0.1:${port}`,
    nodeOptions: { ca: roots, servername: AUTHORITY },
    defaultTimeoutMs: 30_000,
  });
  // Made of descriptors at run time, the client has no static type.
  const client = createClient(service, transport) as unknown as Record<string, (request: object) => Promise<Answer>>;
  const header = { clientName: CLIENT_NAME, requestTimestamp: { seconds: BigInt(REQUEST_SECONDS), nanos: 5 } };
  return async () => (await client["getRobotId"]?.({ header }))?.robotId?.serialNumber;
});
