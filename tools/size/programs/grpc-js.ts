/** Unary calls over @grpc/grpc-js. */
import * as grpc from "@grpc/grpc-js";
import { errand, HOST } from "./errand.ts";

/** A type of protobufjs's static code. */
export interface StaticType<Message> {
  encode(message: object): { finish(): Uint8Array };
  decode(bytes: Uint8Array): Message;
}

/** Sends requests of one method. */
export interface Method<Answer> {
  call(request: object, metadata?: grpc.Metadata): Promise<Answer>;
  close(): void;
}

/** A method over a connection of its own, as a robot's authorities want it. */
export function method<Answer>(
  authority: string,
  path: string,
  input: StaticType<unknown>,
  output: StaticType<Answer>,
): Method<Answer> {
  const client = new grpc.Client(`${HOST}:${errand.port}`, grpc.credentials.createSsl(Buffer.from(errand.roots)), {
    "grpc.ssl_target_name_override": authority,
    "grpc.default_authority": authority,
  });
  const encode = (request: object): Buffer => input.encode(request).finish() as Buffer;
  const decode = (bytes: Buffer): Answer => output.decode(bytes);
  return {
    call: (request, metadata = new grpc.Metadata()) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(path, encode, decode, request, metadata, (error, response) => {
          if (error === null && response !== undefined) resolve(response);
          else reject(error ?? new Error("no response"));
        });
      }),
    close: () => client.close(),
  };
}
