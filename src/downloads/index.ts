/** Files from the robot's web server: the data buffer as BDDF, acquired data as ZIP. */
export { type BddfFilters, type DaqDataFilters, downloadBddf, downloadDaqData } from "./data-buffer.ts";
export type { DownloadedFile, DownloadOptions, DownloadProgress, DownloadRobot } from "./download.ts";
export { DownloadError, type DownloadErrorCode, type DownloadErrorOptions } from "./errors.ts";
export { saveDownloads, type SavedFile } from "./save.ts";
export type { RobotSpan, SpanClock, TimeSpan } from "./time-span.ts";
