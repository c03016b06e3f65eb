/** Missions: behaviour trees that the robot runs by itself. */
import type { CallOptions } from "../../grpc/index.ts";
import type { DataChunkInit } from "../../messages/bosdyn/api/data_chunk.ts";
import {
  AnswerQuestionResponse_Status,
  type FailedNode,
  GetInfoResponse,
  GetMissionResponse,
  LoadMissionRequest,
  type LoadMissionRequestInit,
  LoadMissionResponse,
  LoadMissionResponse_Status,
  type MissionInfo,
  PauseMissionResponse_Status,
  PlayMissionResponse_Status,
  RestartMissionResponse_Status,
  StopMissionResponse_Status,
} from "../../messages/bosdyn/api/mission/mission.ts";
import { MissionServiceCalls } from "../../messages/bosdyn/api/mission/mission_service.ts";
import { joinMessage, MISSION_PIECE_BYTES, splitIntoChunks } from "../data-chunks.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { CustomParamError } from "../errors/custom-param-error.ts";
import { ResponseError } from "../errors/response-errors.ts";
import { orIfUnimplemented } from "../fallback.ts";
import type { RpcFacts, StatusTable } from "../rpc-facts.ts";

/** The mission has not asked that question. */
export class InvalidQuestionIdError extends ResponseError {
  override readonly code = "MISSION_INVALID_QUESTION_ID";
}

/** The question has no such answer. */
export class InvalidAnswerCodeError extends ResponseError {
  override readonly code = "MISSION_INVALID_ANSWER_CODE";
}

/** Somebody has answered already. */
export class QuestionAlreadyAnsweredError extends ResponseError {
  override readonly code = "MISSION_QUESTION_ALREADY_ANSWERED";
}

/** The question wants a code and got parameters, or the other way round. */
export class IncompatibleAnswerError extends ResponseError {
  override readonly code = "MISSION_INCOMPATIBLE_ANSWER";
}

/** The mission could not be compiled. */
export class MissionCompilationError extends ResponseError {
  override readonly code = "MISSION_COMPILATION";
  /** The nodes that failed, each with its error. */
  get failedNodes(): readonly FailedNode[] {
    return (this.response as { readonly failedNodes?: readonly FailedNode[] }).failedNodes ?? [];
  }
}

/** The mission is not valid on this robot. */
export class MissionValidationError extends ResponseError {
  override readonly code = "MISSION_VALIDATION";
  /** The nodes that failed, each with its error. */
  get failedNodes(): readonly FailedNode[] {
    return (this.response as { readonly failedNodes?: readonly FailedNode[] }).failedNodes ?? [];
  }
}

/** No mission is loaded. */
export class NoMissionError extends ResponseError {
  override readonly code = "MISSION_NO_MISSION";
}

/** No mission is playing. */
export class NoMissionPlayingError extends ResponseError {
  override readonly code = "MISSION_NOT_PLAYING";
}

const LOAD: StatusTable<typeof LoadMissionResponse_Status> = {
  names: LoadMissionResponse_Status,
  errors: {
    STATUS_COMPILE_ERROR: [MissionCompilationError, "read failedNodes"],
    STATUS_VALIDATE_ERROR: [MissionValidationError, "read failedNodes"],
  },
};

const PLAY: StatusTable<typeof PlayMissionResponse_Status> = {
  names: PlayMissionResponse_Status,
  errors: {
    STATUS_NO_MISSION: [NoMissionError, "load one first"],
  },
};

const RESTART: StatusTable<typeof RestartMissionResponse_Status> = {
  names: RestartMissionResponse_Status,
  errors: {
    STATUS_NO_MISSION: [NoMissionError, "load one first"],
    STATUS_VALIDATE_ERROR: [MissionValidationError, "read failedNodes"],
  },
};

const PAUSE: StatusTable<typeof PauseMissionResponse_Status> = {
  names: PauseMissionResponse_Status,
  errors: {
    STATUS_NO_MISSION_PLAYING: [NoMissionPlayingError],
  },
};

const STOP: StatusTable<typeof StopMissionResponse_Status> = {
  names: StopMissionResponse_Status,
  errors: {
    STATUS_NO_MISSION_PLAYING: [NoMissionPlayingError],
  },
};

const ANSWER: StatusTable<typeof AnswerQuestionResponse_Status> = {
  names: AnswerQuestionResponse_Status,
  errors: {
    STATUS_INVALID_QUESTION_ID: [InvalidQuestionIdError, "read the state for the questions there are"],
    STATUS_INVALID_CODE: [InvalidAnswerCodeError],
    STATUS_ALREADY_ANSWERED: [QuestionAlreadyAnsweredError],
    STATUS_CUSTOM_PARAMS_ERROR: [CustomParamError, "the service rejects its custom parameters"],
    STATUS_INCOMPATIBLE_ANSWER: [IncompatibleAnswerError],
  },
};

/** What comes back of a mission that travelled in chunks. */
const LOADED: RpcFacts = { leaseInside: true, leaseResult: "leaseUseResults", unsetFirst: true, statuses: LOAD };

/** Request fields that take local time too. */
interface MissionTimes {
  readonly playMission: "pauseTime";
  readonly restartMission: "pauseTime";
}

const MissionRpcs: ClientClass<typeof MissionServiceCalls, MissionTimes> = /* @__PURE__ */ defineClient(
  MissionServiceCalls,
  {
    serviceName: "robot-mission",
    rpcs: {
      loadMission: { lease: "leases", leaseResult: "leaseUseResults", unsetFirst: true, statuses: LOAD },
      loadMissionAsChunks: {
        headerless: true,
        leaseInside: true,
        leaseResult: "leaseUseResults",
        unsetFirst: true,
        statuses: LOAD,
      },
      loadMissionAsChunks2: { headerless: true },
      playMission: {
        times: ["pauseTime"],
        lease: "leases",
        leaseResult: "leaseUseResults",
        unsetFirst: true,
        statuses: PLAY,
      },
      restartMission: {
        times: ["pauseTime"],
        lease: "leases",
        leaseResult: "leaseUseResults",
        unsetFirst: true,
        statuses: RESTART,
      },
      pauseMission: { lease: "lease", leaseResult: "leaseUseResult", unsetFirst: true, statuses: PAUSE },
      stopMission: { lease: "lease", leaseResult: "leaseUseResult", unsetFirst: true, statuses: STOP },
      answerQuestion: { statuses: ANSWER },
    },
  },
);

/**
 * Loads, plays and reads missions. A mission pauses when its pause time passes, so keep playing it with a later one.
 * The methods that are named as RPCs carry one RPC each; `send…` and `fetch…` carry a whole thing, in however many
 * chunks, and fall back on the older RPC where a robot lacks the newer. Needs a login, a lease and time sync.
 */
export class MissionClient extends MissionRpcs {
  /**
   * Load a mission of any size.
   * @throws {MissionCompilationError | MissionValidationError | LeaseUseError | DataChunkError | ResponseError | RpcError}
   */
  async sendMission(
    request: Omit<LoadMissionRequestInit, "header">,
    options?: CallOptions,
  ): Promise<LoadMissionResponse> {
    return orIfUnimplemented(
      async () => {
        const { path } = MissionServiceCalls.loadMissionAsChunks2;
        const responses = this.loadMissionAsChunks2(this.#chunksOf(request), options);
        const response = await joinMessage(responses, path, LoadMissionResponse);
        return this.accept(path, response, LOADED);
      },
      () =>
        orIfUnimplemented(
          () => this.loadMissionAsChunks(this.#chunksOf(request), options),
          () => this.loadMission(request, options),
        ),
    );
  }

  /** What is loaded; `undefined` if nothing is. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchInfo(options?: CallOptions): Promise<MissionInfo | undefined> {
    const response = await orIfUnimplemented(
      async () => {
        const { path } = MissionServiceCalls.getInfoAsChunks;
        return this.accept(path, await joinMessage(this.getInfoAsChunks({}, options), path, GetInfoResponse));
      },
      () => this.getInfo({}, options),
    );
    return response.missionInfo;
  }

  /** The mission itself, as it was loaded. @throws {DataChunkError | ResponseError | RpcError} */
  async fetchMission(options?: CallOptions): Promise<GetMissionResponse> {
    return orIfUnimplemented(
      async () => {
        const { path } = MissionServiceCalls.getMissionAsChunks;
        return this.accept(path, await joinMessage(this.getMissionAsChunks({}, options), path, GetMissionResponse));
      },
      () => this.getMission({}, options),
    );
  }

  /** The whole request, with a header and lease of its own: the chunks have neither. */
  #chunksOf(request: Omit<LoadMissionRequestInit, "header">): Iterable<DataChunkInit> {
    const inner = this.prepare<LoadMissionRequestInit>(request, { lease: "leases" });
    return splitIntoChunks(LoadMissionRequest.encode(inner), MISSION_PIECE_BYTES);
  }
}
