/** Dancing: sequences of moves to a beat. */
import type { CallOptions } from "../grpc/index.ts";
import type { DataChunk } from "../messages/bosdyn/api/data_chunk.ts";
import {
  type ChoreographySequenceInit,
  ChoreographyStateLog,
  type DownloadRobotStateLogRequest_LogType,
  DownloadRobotStateLogResponse_Status,
  ExecuteChoreographyResponse_Status,
  StartRecordingStateResponse_Status,
  UploadAnimatedMoveResponse_Status,
  type UploadChoreographyResponse,
} from "../messages/bosdyn/api/spot/choreography_sequence.ts";
import { ChoreographyServiceCalls } from "../messages/bosdyn/api/spot/choreography_service.ts";
import { joinMessage } from "./data-chunks.ts";
import { type ClientClass, defineClient } from "./define-client.ts";
import { LeaseUseError } from "./errors/lease-use-error.ts";
import { ResponseError } from "./errors/response-errors.ts";
import type { StatusTable } from "./rpc-facts.ts";

/** The choreography was uploaded with errors. */
export class InvalidUploadedChoreographyError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_INVALID_UPLOADED";
}

/** The robot could not be commanded. */
export class RobotCommandIssuesError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_ROBOT_COMMAND_ISSUES";
}

/** The animation is not valid. */
export class AnimationValidationFailedError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_ANIMATION_VALIDATION_FAILED";
}

/** There is no recording of that id to continue. */
export class UnknownRecordingSessionIdError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_UNKNOWN_RECORDING_SESSION_ID";
}

/** The recording is as long as it can be. */
export class RecordingBufferFullError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_RECORDING_BUFFER_FULL";
}

/** Nothing is recorded. */
export class NoRecordedInformationError extends ResponseError {
  override readonly code = "CHOREOGRAPHY_NO_RECORDED_INFORMATION";
}

const EXECUTE: StatusTable<typeof ExecuteChoreographyResponse_Status> = {
  names: ExecuteChoreographyResponse_Status,
  errors: {
    STATUS_INVALID_UPLOADED_CHOREOGRAPHY: [InvalidUploadedChoreographyError, "see the warnings of the upload"],
    STATUS_ROBOT_COMMAND_ISSUES: [RobotCommandIssuesError, "power the motors on, and see its faults"],
    STATUS_LEASE_ERROR: [LeaseUseError, "the robot did not accept the lease; acquire it anew"],
  },
};

const UPLOAD_ANIMATED_MOVE: StatusTable<typeof UploadAnimatedMoveResponse_Status> = {
  names: UploadAnimatedMoveResponse_Status,
  // Uploaded, and the answer to a ping.
  ok: [1, 3],
  errors: {
    STATUS_ANIMATION_VALIDATION_FAILED: [AnimationValidationFailedError, "see the warnings of the response"],
  },
};

const START_RECORDING: StatusTable<typeof StartRecordingStateResponse_Status> = {
  names: StartRecordingStateResponse_Status,
  errors: {
    STATUS_UNKNOWN_RECORDING_SESSION_ID: [UnknownRecordingSessionIdError, "start a new one with id 0"],
    STATUS_RECORDING_BUFFER_FULL: [RecordingBufferFullError, "stop it and download it"],
  },
};

const DOWNLOAD_LOG: StatusTable<typeof DownloadRobotStateLogResponse_Status> = {
  names: DownloadRobotStateLogResponse_Status,
  // Whole, and incomplete: there is data either way, and the caller reads which.
  ok: [1, 3],
  errors: {
    STATUS_NO_RECORDED_INFORMATION: [NoRecordedInformationError],
  },
};

/** Request fields that take local time too. */
interface ChoreographyTimes {
  readonly executeChoreography: "startTime";
  readonly choreographyCommand: "commandEndTime";
  readonly choreographyTimeAdjust: "overrideStartTime";
}

const ChoreographyRpcs: ClientClass<typeof ChoreographyServiceCalls, ChoreographyTimes> = /* @__PURE__ */ defineClient(
  ChoreographyServiceCalls,
  {
    serviceName: "choreography",
    rpcs: {
      executeChoreography: { times: ["startTime"], lease: "lease", leaseResult: "leaseUseResult", statuses: EXECUTE },
      // The reference client leaves this lease result to the caller; a command that nobody obeyed is an error here.
      choreographyCommand: { times: ["commandEndTime"], lease: "lease", leaseResult: "leaseUseResult" },
      uploadAnimatedMove: { statuses: UPLOAD_ANIMATED_MOVE },
      startRecordingState: { statuses: START_RECORDING },
      downloadRobotStateLog: { statuses: DOWNLOAD_LOG },
      choreographyTimeAdjust: { times: ["overrideStartTime"] },
    },
  },
);

/** A recording of the robot's state while it danced. */
export interface RecordedStates {
  /** `DownloadRobotStateLogResponse_Status` of the first message: whole, or incomplete. */
  readonly status: number;
  readonly log: ChoreographyStateLog;
}

/** Uploads and runs choreographies. Needs a login, a lease, time sync and a choreography licence. */
export class ChoreographyClient extends ChoreographyRpcs {
  /**
   * Upload a sequence, leniently: what the robot can mend it mends, and says so in the warnings.
   * @throws {ResponseError | RpcError}
   */
  async sendChoreography(
    choreographySequence: ChoreographySequenceInit,
    { nonStrictParsing = true, ...options }: CallOptions & { readonly nonStrictParsing?: boolean } = {},
  ): Promise<UploadChoreographyResponse> {
    return this.uploadChoreography({ choreographySequence, nonStrictParsing }, options);
  }

  /** Download a recording of any size. @throws {NoRecordedInformationError | DataChunkError | ResponseError | RpcError} */
  async fetchRobotStateLog(
    logType: DownloadRobotStateLogRequest_LogType,
    options?: CallOptions,
  ): Promise<RecordedStates> {
    const responses = this.downloadRobotStateLog({ logType }, options);
    let first: number | undefined;
    async function* chunks(): AsyncGenerator<DataChunk | undefined, undefined, undefined> {
      for await (const { status, chunk } of responses) {
        first ??= status;
        yield chunk;
      }
    }
    const { path } = ChoreographyServiceCalls.downloadRobotStateLog;
    const log = await joinMessage(chunks(), path, ChoreographyStateLog);
    return { status: first ?? 0, log };
  }
}
