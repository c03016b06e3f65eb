/** A process with a server on @grpc/grpc-js, over TLS: every client has the same other side, and it is none of ours. */
import * as grpc from "@grpc/grpc-js";
import { RobotIdRequest, RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { mintAuthority } from "../../src/tls/mint.ts";

const authority = await mintAuthority({ commonName: "Bench Root" });
const { certificatePem, privateKeyPem } = await authority.issue({ commonName: "*.spot.robot" });
const answer = Buffer.from(
  RobotIdResponse.encode({
    header: { error: { code: 1 } },
    robotId: { serialNumber: "bench-0001", species: "spot", nickname: "a robot for measuring" },
  }),
);
const server = new grpc.Server();
server.addService(
  {
    getRobotId: {
      path: "/bosdyn.api.RobotIdService/GetRobotId",
      requestStream: false,
      responseStream: false,
      requestSerialize: (bytes: Buffer) => bytes,
      requestDeserialize: (bytes: Buffer) => RobotIdRequest.decode(bytes),
      responseSerialize: (bytes: Buffer) => bytes,
      responseDeserialize: (bytes: Buffer) => bytes,
    },
  },
  { getRobotId: (_: unknown, callback: grpc.sendUnaryData<Buffer>) => callback(null, answer) },
);
const key = { cert_chain: Buffer.from(certificatePem), private_key: Buffer.from(privateKeyPem) };
server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createSsl(null, [key]), (error, port) => {
  if (error !== null) throw error;
  process.send?.({ port, roots: authority.certificatePem });
});
process.once("disconnect", () => process.exit(0));
