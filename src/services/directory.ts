/** The robot's directory: which services there are, and behind which authority. */
import type { CallOptions } from "../grpc/index.ts";
import { GetServiceEntryResponse_Status, type ServiceEntry } from "../messages/bosdyn/api/directory.ts";
import { DirectoryServiceCalls } from "../messages/bosdyn/api/directory_service.ts";
import { ResponseError } from "./errors/response-errors.ts";
import type { StatusTable } from "./rpc-facts.ts";
import { DeclaredClient } from "./declared-client.ts";
import { requireField } from "./service-client.ts";

/** The directory has no service of that name. */
export class NonexistentServiceError extends ResponseError {
  override readonly code = "DIRECTORY_NONEXISTENT_SERVICE";
}

const GET_SERVICE_ENTRY: StatusTable<typeof GetServiceEntryResponse_Status> = {
  names: GetServiceEntryResponse_Status,
  errors: {
    STATUS_NONEXISTENT_SERVICE: [
      NonexistentServiceError,
      "the robot's directory has no such service; list the directory for those it has",
    ],
  },
};

/** Reads the directory. Needs a login. */
export class DirectoryClient extends DeclaredClient {
  static readonly serviceName = "directory";
  static readonly serviceType = "bosdyn.api.DirectoryService";
  /** Its authority before there is a directory. */
  static readonly authority = "api.spot.robot";

  /** Every registered service. @throws {RpcError | ResponseError} */
  async list(options?: CallOptions): Promise<ServiceEntry[]> {
    const response = await this.call(DirectoryServiceCalls.listServiceEntries, {}, options);
    return response.serviceEntries;
  }

  /** One service by its directory name. @throws {NonexistentServiceError | RpcError | ResponseError} */
  async getEntry(serviceName: string, options?: CallOptions): Promise<ServiceEntry> {
    const method = DirectoryServiceCalls.getServiceEntry;
    const response = await this.call(method, { serviceName }, options, { statuses: GET_SERVICE_ENTRY });
    return requireField(response.serviceEntry, "service_entry", method.path, response);
  }
}
