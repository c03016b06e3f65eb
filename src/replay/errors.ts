/** Why a recording cannot be replayed. */
import { SpotError } from "../errors.ts";

/** The recording holds nothing to answer with. */
export class ReplayError extends SpotError {
  readonly code = "REPLAY_NO_CALLS";
  readonly retryable = false;

  constructor() {
    super("the recording holds no call of gRPC, so there is nothing to answer with");
  }
}
