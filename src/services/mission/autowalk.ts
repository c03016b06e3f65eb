/** Autowalks: recorded routes with actions along the way, compiled into missions. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  CompileAutowalkRequest,
  type CompileAutowalkRequestInit,
  CompileAutowalkResponse,
  CompileAutowalkResponse_Status,
  LoadAutowalkRequest,
  type LoadAutowalkRequestInit,
  LoadAutowalkResponse,
  LoadAutowalkResponse_Status,
} from "../../messages/bosdyn/api/autowalk/autowalk.ts";
import { AutowalkServiceCalls } from "../../messages/bosdyn/api/autowalk/autowalk_service.ts";
import { joinMessage, MISSION_PIECE_BYTES, splitIntoChunks } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { RpcFacts, StatusTable } from "../rpc-facts.ts";

/** The autowalk could not be compiled. */
export class AutowalkCompilationError extends ResponseError {
  override readonly code = "AUTOWALK_COMPILATION";
}

/** The autowalk is not valid on this robot. */
export class AutowalkValidationError extends ResponseError {
  override readonly code = "AUTOWALK_VALIDATION";
}

const COMPILE: StatusTable<typeof CompileAutowalkResponse_Status> = {
  names: CompileAutowalkResponse_Status,
  errors: {
    STATUS_COMPILE_ERROR: [AutowalkCompilationError, "see failedElements of the response"],
  },
};

const LOAD: StatusTable<typeof LoadAutowalkResponse_Status> = {
  names: LoadAutowalkResponse_Status,
  errors: {
    STATUS_COMPILE_ERROR: [AutowalkCompilationError, "see failedElements of the response"],
    STATUS_VALIDATE_ERROR: [AutowalkValidationError, "see failedNodes and failedElements of the response"],
  },
};

/**
 * What comes back of a walk that travelled in chunks. The reference client looks at the status alone, so that a robot's
 * internal error passes for a status that was left out; here header and lease results come first, as everywhere.
 */
const LOADED: RpcFacts = { leaseInside: true, leaseResult: "leaseUseResults", unsetFirst: true, statuses: LOAD };

const AutowalkRpcs: ClientClass<typeof AutowalkServiceCalls> = /* @__PURE__ */ defineClient(AutowalkServiceCalls, {
  serviceName: "autowalk-service",
  rpcs: {
    compileAutowalk: { headerless: true },
    loadAutowalk: { headerless: true },
  },
});

/**
 * Compiles and loads autowalks. The two RPCs carry chunks both ways; `send…` makes them of a request, and a response of
 * those that come back. Needs a login; loading needs a lease.
 */
export class AutowalkClient extends AutowalkRpcs {
  /** Compile a walk without loading it. @throws {AutowalkCompilationError | DataChunkError | ResponseError | RpcError} */
  async sendForCompilation(
    request: Omit<CompileAutowalkRequestInit, "header">,
    options?: CallOptions,
  ): Promise<CompileAutowalkResponse> {
    const { path } = AutowalkServiceCalls.compileAutowalk;
    const bytes = CompileAutowalkRequest.encode(this.prepare<CompileAutowalkRequestInit>(request));
    const responses = this.compileAutowalk(splitIntoChunks(bytes, MISSION_PIECE_BYTES), options);
    return this.accept(path, await joinMessage(responses, path, CompileAutowalkResponse), { statuses: COMPILE });
  }

  /**
   * Compile a walk and load it as the robot's mission.
   * @throws {AutowalkCompilationError | AutowalkValidationError | LeaseUseError | DataChunkError | ResponseError | RpcError}
   */
  async sendWalk(
    request: Omit<LoadAutowalkRequestInit, "header">,
    options?: CallOptions,
  ): Promise<LoadAutowalkResponse> {
    const { path } = AutowalkServiceCalls.loadAutowalk;
    const bytes = LoadAutowalkRequest.encode(this.prepare<LoadAutowalkRequestInit>(request, { lease: "leases" }));
    const responses = this.loadAutowalk(splitIntoChunks(bytes, MISSION_PIECE_BYTES), options);
    return this.accept(path, await joinMessage(responses, path, LoadAutowalkResponse), LOADED);
  }
}
