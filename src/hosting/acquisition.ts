/** One acquisition of a plugin: what was asked for, and what the robot is told of how far it is. */
import {
  type AcquirePluginDataRequest,
  type DataErrorInit,
  type DataIdentifierInit,
  GetStatusResponse_Status as Status,
  type GetStatusResponseInit,
  PluginServiceError_ErrorCode,
} from "../messages/bosdyn/api/data_acquisition.ts";

/** Made for each request; `acquire` of an `acquisitionPlugin` gets it. */
export class Acquisition {
  /** What the robot asked for; each of its `dataId` is to be stored. */
  readonly request: AcquirePluginDataRequest;
  readonly #cancelling = new AbortController();
  readonly #dataSaved: DataIdentifierInit[] = [];
  readonly #dataErrors: DataErrorInit[] = [];
  #stage: "acquiring" | "saving" | "ended" = "acquiring";
  #failure: string | undefined;

  constructor(request: AcquirePluginDataRequest) {
    this.request = request;
  }

  /** Aborted when the robot cancels the acquisition. */
  get signal(): AbortSignal {
    return this.#cancelling.signal;
  }

  get isCancelled(): boolean {
    return this.signal.aborted;
  }

  /** Say that all is acquired, and is being stored. */
  saving(): void {
    if (this.#stage === "acquiring") this.#stage = "saving";
  }

  /** Say that something is stored. */
  saved(dataId: DataIdentifierInit): void {
    this.#dataSaved.push(dataId);
  }

  /** Say that something could not be acquired. The acquisition ends with an error, even if the rest goes well. */
  failed(dataId: DataIdentifierInit, errorMessage: string, errorData?: DataErrorInit["errorData"]): void {
    this.#dataErrors.push({ dataId, errorMessage, errorData });
  }

  /** Ask it to end. */
  cancel(): void {
    if (this.#stage !== "ended") this.#cancelling.abort();
  }

  /** Its function has returned, or thrown. */
  end(error?: unknown): void {
    this.#stage = "ended";
    if (error !== undefined && !this.isCancelled) this.#failure = error instanceof Error ? error.message : "it failed";
  }

  /** What the robot is told; at once, for it asks several times a second. */
  status(): GetStatusResponseInit {
    const serviceErrors =
      this.#failure === undefined
        ? []
        : [{ error: PluginServiceError_ErrorCode.STATUS_INTERNAL_ERROR, message: this.#failure }];
    return { status: this.#status(), dataSaved: this.#dataSaved, dataErrors: this.#dataErrors, serviceErrors };
  }

  /** What the robot is told of a request that there is not, or no more. */
  static unknown(): GetStatusResponseInit {
    return { status: Status.STATUS_REQUEST_ID_DOES_NOT_EXIST };
  }

  #status(): Status {
    if (this.#stage !== "ended") {
      if (this.isCancelled) return Status.STATUS_CANCEL_IN_PROGRESS;
      // Data that failed is told at once, and not only in the end.
      if (this.#dataErrors.length > 0) return Status.STATUS_DATA_ERROR;
      return this.#stage === "saving" ? Status.STATUS_SAVING : Status.STATUS_ACQUIRING;
    }
    if (this.isCancelled) return Status.STATUS_ACQUISITION_CANCELLED;
    if (this.#dataErrors.length > 0) return Status.STATUS_DATA_ERROR;
    return this.#failure === undefined ? Status.STATUS_COMPLETE : Status.STATUS_INTERNAL_ERROR;
  }
}
