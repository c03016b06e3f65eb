/** @grpc/grpc-js, with protobufjs's static codecs as its users have them, or with ours, which leaves the transport. */
import * as grpc from "@grpc/grpc-js";
import { RobotIdRequest, RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { staticType } from "../codecs/static-module.ts";
import { AUTHORITY, PATHS } from "../servers/service.ts";
import { CLIENT_NAME, contendUnary, REQUEST_SECONDS } from "./contend-unary.ts";

interface Answer {
  readonly robotId?: { readonly serialNumber: string } | null | undefined;
}
interface Codecs {
  readonly encode: () => Buffer;
  readonly decode: (bytes: Buffer) => Answer;
}

function ours(): Codecs {
  const header = { clientName: CLIENT_NAME, requestTimestamp: { seconds: BigInt(REQUEST_SECONDS), nanos: 5 } };
  return {
    encode: () => Buffer.from(RobotIdRequest.encode({ header })),
    decode: (bytes) => RobotIdResponse.decode(bytes),
  };
}

function protobufjs(module: string): Codecs {
  const request = staticType(module, "bosdyn.api.RobotIdRequest");
  const response = staticType<Answer>(module, "bosdyn.api.RobotIdResponse");
  const header = { clientName: CLIENT_NAME, requestTimestamp: { seconds: REQUEST_SECONDS, nanos: 5 } };
  return {
    encode: () => request.encode({ header }).finish() as Buffer,
    decode: (bytes) => response.decode(bytes),
  };
}

await contendUnary(({ port, roots, variant, staticModule = "" }) => {
  const client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createSsl(Buffer.from(roots)), {
    "grpc.ssl_target_name_override": AUTHORITY,
    "grpc.default_authority": AUTHORITY,
  });
  const { encode, decode } = variant === "our codecs" ? ours() : protobufjs(staticModule);
  return () =>
    new Promise((resolve, reject) => {
      const options = { deadline: Date.now() + 30_000 };
      client.makeUnaryRequest(PATHS.unary, encode, decode, undefined, options, (error, answer) => {
        if (error === null) resolve(answer?.robotId?.serialNumber);
        else reject(error);
      });
    });
});
