/** The two things that the robot's data buffer gives as files. */
import {
  download,
  type DownloadedFile,
  type DownloadKind,
  type DownloadOptions,
  type DownloadRobot,
} from "./download.ts";
import type { TimeSpan } from "./time-span.ts";

/** What of the data buffer to download. Each list takes in what is any of its names; a list left out takes in all. */
export interface BddfFilters {
  /** Kinds of content. */
  readonly types?: readonly string[] | undefined;
  readonly channels?: readonly string[] | undefined;
  readonly schemaNames?: readonly string[] | undefined;
  readonly schemaSources?: readonly string[] | undefined;
  /** Services whose calls were recorded. */
  readonly grpcServices?: readonly string[] | undefined;
  /** The least level of events, as `Event_Level`. Default: all. */
  readonly minEventLevel?: number | undefined;
}

/** What of acquired data to download. */
export interface DaqDataFilters {
  /** Default: all. */
  readonly channels?: readonly string[] | undefined;
}

const BDDF: DownloadKind = { path: "/v1/data-buffer/bddf/", fallbackName: "spot", extension: "bddf" };
const DAQ_DATA: DownloadKind = { path: "/v1/data-buffer/daq-data/", fallbackName: "spot-daq", extension: "zip" };

/**
 * Download the data buffer as BDDF files, which `spotwire/bddf` reads: one for each hour of the span, for the robot gives
 * no more at once. What was recorded at the very moment where two meet may be in both. Needs a login, and time sync for a
 * span by this machine's clock. Each file comes over a connection of its own, as fast as it is read.
 * @throws {DownloadError} `DOWNLOAD_*`: the robot gives no file, or not all of it
 * @throws {ConnectError | TrustError} there is no connection, or not to the robot
 * @throws {TimeSyncError} the span is by this machine's clock, and there is no time sync
 * @throws {RangeError} the span does not end after it begins
 * @throws the signal's reason, if it was aborted
 * @example
 * ```ts
 * for await (const { fileName, bytes } of downloadBddf(robot, { from, to }, { channels: ["my-channel"] })) {
 *   await writeFile(fileName, bytes);
 * }
 * ```
 */
export function downloadBddf(
  robot: DownloadRobot,
  span: TimeSpan,
  filters: BddfFilters = {},
  options?: DownloadOptions,
): AsyncGenerator<DownloadedFile, undefined, undefined> {
  const { types, channels, schemaNames, schemaSources, grpcServices, minEventLevel } = filters;
  const query = [
    ...each("type", types),
    ...each("channel", channels),
    ...each("schema_name", schemaNames),
    ...each("schema_source", schemaSources),
    ...each("grpc_service", grpcServices),
    ...each("event_level_min", minEventLevel === undefined ? [] : [String(minEventLevel)]),
  ];
  return download(robot, BDDF, span, query, options);
}

/**
 * Download acquired data as ZIP files: for each group its metadata, tables and images. An hour without any has no file;
 * otherwise as `downloadBddf`.
 * @throws as {@link downloadBddf}
 */
export function downloadDaqData(
  robot: DownloadRobot,
  span: TimeSpan,
  { channels }: DaqDataFilters = {},
  options?: DownloadOptions,
): AsyncGenerator<DownloadedFile, undefined, undefined> {
  return download(robot, DAQ_DATA, span, each("channel", channels), options);
}

function each(name: string, values: readonly string[] = []): (readonly [string, string])[] {
  return values.map((value) => [name, value]);
}
