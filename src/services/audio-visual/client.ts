/** Lights and sounds of the robot. */
import type { CallOptions } from "../../grpc/index.ts";
import {
  type AddOrModifyBehaviorResponse,
  AddOrModifyBehaviorResponse_Status,
  type AudioVisualBehaviorInit,
  DeleteBehaviorsResponse_Status,
  RunBehaviorResponse_Status,
  StopBehaviorResponse_Status,
} from "../../messages/bosdyn/api/audio_visual.ts";
import { AudioVisualServiceCalls } from "../../messages/bosdyn/api/audio_visual_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import { ResponseError } from "../errors/response-errors.ts";
import type { StatusTable } from "../rpc-facts.ts";
import { clampColors } from "./led-colors.ts";

/** There is no behaviour of that name. */
export class BehaviorDoesNotExistError extends ResponseError {
  override readonly code = "AUDIO_VISUAL_DOES_NOT_EXIST";
}

/** The end time had passed when the request arrived. */
export class BehaviorExpiredError extends ResponseError {
  override readonly code = "AUDIO_VISUAL_EXPIRED";
}

/** Another client runs the behaviour. */
export class InvalidClientError extends ResponseError {
  override readonly code = "AUDIO_VISUAL_INVALID_CLIENT";
}

/** The behaviour is not acceptable; errorMessage of the response says why. */
export class InvalidBehaviorError extends ResponseError {
  override readonly code = "AUDIO_VISUAL_INVALID";
}

/** The behaviour is the robot's own and cannot be changed. */
export class PermanentBehaviorError extends ResponseError {
  override readonly code = "AUDIO_VISUAL_PERMANENT";
}

const RUN: StatusTable<typeof RunBehaviorResponse_Status> = {
  names: RunBehaviorResponse_Status,
  errors: {
    STATUS_DOES_NOT_EXIST: [BehaviorDoesNotExistError, "list the behaviours"],
    STATUS_EXPIRED: [BehaviorExpiredError, "give it an end time in the future"],
  },
};

const STOP: StatusTable<typeof StopBehaviorResponse_Status> = {
  names: StopBehaviorResponse_Status,
  errors: {
    STATUS_INVALID_CLIENT: [InvalidClientError, "only the client that started it can stop it"],
  },
};

const ADD_OR_MODIFY: StatusTable<typeof AddOrModifyBehaviorResponse_Status> = {
  names: AddOrModifyBehaviorResponse_Status,
  errors: {
    STATUS_INVALID: [InvalidBehaviorError],
    STATUS_MODIFY_PERMANENT: [PermanentBehaviorError, "choose another name"],
  },
};

const DELETE: StatusTable<typeof DeleteBehaviorsResponse_Status> = {
  names: DeleteBehaviorsResponse_Status,
  errors: {
    STATUS_DOES_NOT_EXIST: [BehaviorDoesNotExistError, "list the behaviours"],
    STATUS_DELETE_PERMANENT: [PermanentBehaviorError, "choose another name"],
  },
};

/** Request fields that take local time too. */
interface AudioVisualTimes {
  readonly runBehavior: "endTime";
}

const AudioVisualRpcs: ClientClass<typeof AudioVisualServiceCalls, AudioVisualTimes> = /* @__PURE__ */ defineClient(
  AudioVisualServiceCalls,
  {
    serviceName: "audio-visual",
    rpcs: {
      runBehavior: { times: ["endTime"], statuses: RUN },
      stopBehavior: { statuses: STOP },
      addOrModifyBehavior: { statuses: ADD_OR_MODIFY },
      deleteBehaviors: { statuses: DELETE },
    },
  },
);

/** Defines and runs behaviours. One runs until its end time, so keep running it with a later one. Needs a login. */
export class AudioVisualClient extends AudioVisualRpcs {
  /**
   * Define a behaviour; colours brighter than the lights can be are scaled down.
   * @throws {InvalidBehaviorError | PermanentBehaviorError | ResponseError | RpcError}
   */
  async defineBehavior(
    name: string,
    behavior: AudioVisualBehaviorInit,
    options?: CallOptions,
  ): Promise<AddOrModifyBehaviorResponse> {
    return this.addOrModifyBehavior({ name, behavior: clampColors(behavior) }, options);
  }
}
