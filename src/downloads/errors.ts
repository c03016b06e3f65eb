/** What goes wrong with a download, once there is a connection. */
import { SpotError } from "../errors.ts";

/** Why there is no file, or not all of it. */
export type DownloadErrorCode =
  | "DOWNLOAD_UNAUTHORIZED"
  | "DOWNLOAD_FORBIDDEN"
  | "DOWNLOAD_NOT_FOUND"
  | "DOWNLOAD_SERVER_FAILED"
  | "DOWNLOAD_UNEXPECTED"
  | "DOWNLOAD_TIMED_OUT"
  | "DOWNLOAD_INTERRUPTED";

/** Facts of a {@link DownloadError} besides its code and text. */
export interface DownloadErrorOptions extends ErrorOptions {
  readonly httpStatus?: number | undefined;
}

const RETRYABLE: ReadonlySet<DownloadErrorCode> = new Set<DownloadErrorCode>([
  "DOWNLOAD_SERVER_FAILED",
  "DOWNLOAD_TIMED_OUT",
  "DOWNLOAD_INTERRUPTED",
]);

/** The robot gave no file, or only part of it. */
export class DownloadError extends SpotError {
  readonly code: DownloadErrorCode;
  readonly retryable: boolean;
  /** What the robot's web server answered; `undefined` where it did not. */
  readonly httpStatus: number | undefined;

  constructor(code: DownloadErrorCode, detail: string, { httpStatus, ...options }: DownloadErrorOptions = {}) {
    super(`download: ${detail}`, options);
    this.code = code;
    this.httpStatus = httpStatus;
    this.retryable = RETRYABLE.has(code);
  }
}
