/** Logs of the robot for support: experiments, and what just happened. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  GetActiveLogStatusesResponse_Status,
  GetLogStatusResponse_Status,
  StartConcurrentLogResponse_Status,
  StartExperimentLogResponse_Status,
  type StartRetroLogResponse,
  StartRetroLogResponse_Status,
  TerminateLogResponse_Status,
  UpdateExperimentLogResponse_Status,
} from "../../messages/bosdyn/api/log_status/log_status.ts";
import { LogStatusServiceCalls } from "../../messages/bosdyn/api/log_status/log_status_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";
import { nanosToDuration } from "../time.ts";

/** There is no log of that id. */
export class LogStatusRequestIdDoesNotExistError extends ResponseError {
  override readonly code = "LOG_STATUS_ID_NOT_FOUND";
}

/** An experiment log is running already. */
export class ExperimentAlreadyRunningError extends ResponseError {
  override readonly code = "LOG_STATUS_EXPERIMENT_RUNNING";
}

/** As many logs as the robot allows are running. */
export class ConcurrencyLimitReachedError extends ResponseError {
  override readonly code = "LOG_STATUS_CONCURRENCY_LIMIT";
}

/** The robot has no data of the time of the event. */
export class NoDataForEventError extends ResponseError {
  override readonly code = "LOG_STATUS_NO_DATA_FOR_EVENT";
}

/** The log has ended already. */
export class InactiveLogError extends ResponseError {
  override readonly code = "LOG_STATUS_LOG_TERMINATED";
}

const GET: StatusTable<typeof GetLogStatusResponse_Status> = {
  names: GetLogStatusResponse_Status,
  errors: {
    STATUS_ID_NOT_FOUND: [LogStatusRequestIdDoesNotExistError, "list the active logs"],
  },
};

const GET_ACTIVE: StatusTable<typeof GetActiveLogStatusesResponse_Status> = {
  names: GetActiveLogStatusesResponse_Status,
  errors: {},
};

const START_RETRO: StatusTable<typeof StartRetroLogResponse_Status> = {
  names: StartRetroLogResponse_Status,
  errors: {
    STATUS_EXPERIMENT_LOG_RUNNING: [ExperimentAlreadyRunningError, "terminate it first"],
    STATUS_CONCURRENCY_LIMIT_REACHED: [ConcurrencyLimitReachedError, "wait for one to finish"],
  },
};

const START_EXPERIMENT: StatusTable<typeof StartExperimentLogResponse_Status> = {
  names: StartExperimentLogResponse_Status,
  errors: {
    STATUS_EXPERIMENT_LOG_RUNNING: [ExperimentAlreadyRunningError, "terminate it first"],
  },
};

const START_CONCURRENT: StatusTable<typeof StartConcurrentLogResponse_Status> = {
  names: StartConcurrentLogResponse_Status,
  errors: {
    STATUS_EXPERIMENT_LOG_RUNNING: [ExperimentAlreadyRunningError, "terminate it first"],
    STATUS_CONCURRENCY_LIMIT_REACHED: [ConcurrencyLimitReachedError, "wait for one to finish"],
    STATUS_NO_DATA_FOR_EVENT: [NoDataForEventError],
  },
};

const UPDATE: StatusTable<typeof UpdateExperimentLogResponse_Status> = {
  names: UpdateExperimentLogResponse_Status,
  errors: {
    STATUS_ID_NOT_FOUND: [LogStatusRequestIdDoesNotExistError, "list the active logs"],
    STATUS_LOG_TERMINATED: [InactiveLogError, "start a new one"],
  },
};

const TERMINATE: StatusTable<typeof TerminateLogResponse_Status> = {
  names: TerminateLogResponse_Status,
  errors: {
    STATUS_ID_NOT_FOUND: [LogStatusRequestIdDoesNotExistError, "list the active logs"],
  },
};

const LogStatusRpcs: ClientClass<typeof LogStatusServiceCalls> = /* @__PURE__ */ defineClient(LogStatusServiceCalls, {
  serviceName: "log-status",
  rpcs: {
    getLogStatus: { statuses: GET },
    getActiveLogStatuses: { statuses: GET_ACTIVE },
    startRetroLog: { statuses: START_RETRO },
    startExperimentLog: { statuses: START_EXPERIMENT },
    startConcurrentLog: { statuses: START_CONCURRENT },
    updateExperimentLog: { statuses: UPDATE },
    terminateLog: { statuses: TERMINATE },
  },
});

/** How to ask for a log of the past. */
export interface PastLogOptions extends CallOptions {
  /**
   * The sign of the duration on the wire. The reference client sends it negative, and no document says why; should a
   * robot want it otherwise, say `positive`. Default `negative`.
   */
  readonly sign?: "negative" | "positive";
}

/** Starts, extends and ends logs. Needs a login. */
export class LogStatusClient extends LogStatusRpcs {
  /**
   * Log what has just happened.
   * @param pastNanos how far back, in nanoseconds
   * @throws {ExperimentAlreadyRunningError | ConcurrencyLimitReachedError | ResponseError | RpcError}
   */
  async startLogOfPast(
    pastNanos: bigint,
    { sign = "negative", ...options }: PastLogOptions = {},
  ): Promise<StartRetroLogResponse> {
    return this.startRetroLog({ pastDuration: nanosToDuration(sign === "negative" ? -pastNanos : pastNanos) }, options);
  }
}
