/** The same over @grpc/grpc-js and protobufjs's static code for the two services. */
import * as grpc from "@grpc/grpc-js";
import { staticType } from "../codecs/static-module.ts";
import { weigh } from "./footprint.ts";

interface Login {
  readonly token: string;
}
interface State {
  readonly robotState?: { readonly kinematicState?: { readonly jointStates: readonly unknown[] } };
}

void weigh(async ({ port, roots, user, password, staticModule = "" }) => {
  const credentials = grpc.credentials.createSsl(Buffer.from(roots));
  const method = <Answer>(authority: string, path: string, message: string) => {
    const client = new grpc.Client(`127.0.0.1:${port}`, credentials, {
      "grpc.ssl_target_name_override": authority,
      "grpc.default_authority": authority,
    });
    const input = staticType(staticModule, `bosdyn.api.${message}Request`);
    const output = staticType<Answer>(staticModule, `bosdyn.api.${message}Response`);
    const encode = (request: object): Buffer => input.encode(request).finish() as Buffer;
    const decode = (bytes: Buffer): Answer => output.decode(bytes);
    return (request: object, metadata: grpc.Metadata): Promise<Answer | undefined> =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(`/bosdyn.api.${path}`, encode, decode, request, metadata, (error, answer) =>
          error === null ? resolve(answer) : reject(error),
        );
      });
  };
  const header = { clientName: "bench" };
  const metadata = new grpc.Metadata();
  const login = method<Login>("auth.spot.robot", "AuthService/GetAuthToken", "GetAuthToken");
  const answer = await login({ header, username: user, password }, metadata);
  metadata.set("authorization", `Bearer ${answer?.token ?? ""}`);
  const read = method<State>("state.spot.robot", "RobotStateService/GetRobotState", "RobotState");
  return async () => (await read({ header }, metadata))?.robotState?.kinematicState?.jointStates.length;
});
