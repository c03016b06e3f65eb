/** nice-grpc, which is promises on top of @grpc/grpc-js, with protobufjs's static codecs. */
import { credentials } from "@grpc/grpc-js";
import { createChannel, createClient } from "nice-grpc";
import { staticType } from "../codecs/static-module.ts";
import { AUTHORITY, PATHS } from "../servers/service.ts";
import { CLIENT_NAME, contendUnary, REQUEST_SECONDS } from "./contend-unary.ts";

interface Answer {
  readonly robotId?: { readonly serialNumber: string } | null;
}

await contendUnary(({ port, roots, staticModule = "" }) => {
  const request = staticType(staticModule, "bosdyn.api.RobotIdRequest");
  const response = staticType<Answer>(staticModule, "bosdyn.api.RobotIdResponse");
  const definition = {
    getRobotId: {
      path: PATHS.unary,
      requestStream: false,
      responseStream: false,
      requestSerialize: (value: object) => request.encode(value).finish(),
      requestDeserialize: (bytes: Uint8Array) => request.decode(bytes),
      responseSerialize: (value: Answer) => response.encode(value).finish(),
      responseDeserialize: (bytes: Uint8Array) => response.decode(bytes),
      options: {},
    },
  } as const;
  const channel = createChannel(`127.0.0.1:${port}`, credentials.createSsl(Buffer.from(roots)), {
    "grpc.ssl_target_name_override": AUTHORITY,
    "grpc.default_authority": AUTHORITY,
  });
  const client = createClient(definition, channel);
  const header = { clientName: CLIENT_NAME, requestTimestamp: { seconds: REQUEST_SECONDS, nanos: 5 } };
  return async () => (await client.getRobotId({ header })).robotId?.serialNumber;
});
