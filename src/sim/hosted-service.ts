/** A service of the robot: its entry in the directory, and its handlers. */
import type { GrpcServer } from "../grpc/server/index.ts";

/** What the directory, the proxy and the server need to know of a service. */
export interface HostedService {
  /** Directory name. */
  readonly name: string;
  /** Full protobuf name. */
  readonly type: string;
  /** The authority behind which the proxy serves it. */
  readonly authority: string;
  readonly needsToken: boolean;
  /** Put the handlers on the server. */
  install(server: GrpcServer): void;
}
