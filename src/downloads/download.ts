/**
 * Files from the robot's web server, one for each hour at most of a span. The server takes the user's token as its gRPC
 * services do; a token that it refuses is renewed once.
 */
import { type Clock, systemClock } from "../grpc/index.ts";
import type { Robot } from "../robot/index.ts";
import { DownloadError } from "./errors.ts";
import { fileNameOf } from "./file-name.ts";
import { type HttpAnswer, httpGet } from "./http-get.ts";
import { hoursOf, type RobotSpan, type SpanClock, type TimeSpan } from "./time-span.ts";

/** What downloading asks of a robot. */
export interface DownloadRobot extends Pick<Robot, "token" | "renewToken" | "openHttps" | "closed"> {
  readonly timeSync: SpanClock;
}

/** How far a download is. */
export interface DownloadProgress {
  readonly fileName: string;
  /** Which file of how many it is, from 1. Hours of which the robot has nothing count too. */
  readonly part: number;
  readonly parts: number;
  /** Of this file. */
  readonly bytes: number;
  /** Of this file; `undefined` where the robot does not say. */
  readonly totalBytes: number | undefined;
}

/** How to download. */
export interface DownloadOptions {
  /** Ends the download with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Longest silence of the robot, in milliseconds. Default 20 000. */
  readonly idleTimeoutMs?: number | undefined;
  /** Hears of each piece of a file. What it throws ends the download. */
  readonly onProgress?: ((progress: DownloadProgress) => void) | undefined;
  /** Measures the silence. Default: the machine's monotonic clock. */
  readonly clock?: Clock | undefined;
}

/** One file, while it comes. */
export interface DownloadedFile {
  /** As the robot proposes it, made safe: a name without folders. */
  readonly fileName: string;
  /** The part of the span that it is about, by the robot's clock. */
  readonly span: RobotSpan;
  /** Length in bytes; `undefined` where the robot does not say. */
  readonly totalBytes: number | undefined;
  /** Which file of how many it is, from 1. */
  readonly part: number;
  readonly parts: number;
  /** Read it before the next file is asked for: then what is left of it is lost. Each piece is the reader's own. */
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** A kind of download. */
export interface DownloadKind {
  readonly path: string;
  /** What stands for a name, before the time. */
  readonly fallbackName: string;
  readonly extension: string;
}

const IDLE_TIMEOUT_MS = 20_000;
/** Of what the robot says about a refusal, and of what of it goes into a message. */
const MAX_REASON_BYTES = 4096;
const MAX_REASON_LENGTH = 200;

/** Download each hour of a span. @param query what to filter by, beside the span */
export async function* download(
  robot: DownloadRobot,
  kind: DownloadKind,
  span: TimeSpan,
  query: readonly (readonly [name: string, value: string])[],
  options: DownloadOptions = {},
): AsyncGenerator<DownloadedFile, undefined, undefined> {
  const hours = hoursOf(span, robot.timeSync);
  const over = new AbortController();
  const ends = [over.signal, robot.closed];
  const signal = AbortSignal.any(options.signal === undefined ? ends : [options.signal, ...ends]);
  try {
    for (const [index, hour] of hours.entries()) {
      const parameters = new URLSearchParams([
        ["from_nsec", String(hour.from)],
        ["to_nsec", String(hour.to)],
        ...query.map(([name, value]): [string, string] => [name, value]),
      ]);
      const answer = await ask(robot, `${kind.path}?${parameters.toString()}`, { ...options, signal });
      // No content: nothing was recorded in that hour.
      if (answer === undefined) continue;
      try {
        yield fileOf(answer, kind, { span: hour, part: index + 1, parts: hours.length }, options);
      } finally {
        answer.close();
      }
    }
  } finally {
    over.abort();
  }
}

type Place = Pick<DownloadedFile, "span" | "part" | "parts">;

function fileOf(answer: HttpAnswer, kind: DownloadKind, place: Place, options: DownloadOptions): DownloadedFile {
  const fallback = `${kind.fallbackName}-${place.span.from / 1_000_000_000n}.${kind.extension}`;
  const fileName = fileNameOf(answer.header("content-disposition"), fallback);
  const length = answer.header("content-length");
  const totalBytes = length !== undefined && /^\d{1,15}$/u.test(length) ? Number(length) : undefined;
  return { fileName, totalBytes, ...place, bytes: counted(answer, { fileName, totalBytes, ...place }, options) };
}

async function* counted(
  { body }: HttpAnswer,
  { fileName, totalBytes, part, parts }: Place & Pick<DownloadedFile, "fileName" | "totalBytes">,
  { onProgress }: DownloadOptions,
): AsyncGenerator<Uint8Array, undefined, undefined> {
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    onProgress?.({ fileName, part, parts, bytes, totalBytes });
    yield piece;
  }
}

type AskOptions = DownloadOptions & { readonly signal: AbortSignal };

/** Ask for a file, with a renewed token if the robot wants one. @returns `undefined` where there is nothing */
async function ask(robot: DownloadRobot, path: string, options: AskOptions): Promise<HttpAnswer | undefined> {
  const first = robot.token;
  if (first === undefined) throw new DownloadError("DOWNLOAD_UNAUTHORIZED", "nobody is logged in: log in first");
  let answer = await get(robot, path, first, options);
  if (answer.status === 401) {
    answer.close();
    const token = (await robot.renewToken(first)) ? robot.token : undefined;
    if (token === undefined) throw unauthorized();
    answer = await get(robot, path, token, options);
  }
  if (answer.status === 200) {
    const encoding = answer.header("content-encoding") ?? "identity";
    if (encoding === "identity") return answer;
    answer.close();
    throw new DownloadError("DOWNLOAD_UNEXPECTED", `the file comes encoded as ${JSON.stringify(encoding)}`);
  }
  if (answer.status === 204) {
    answer.close();
    return undefined;
  }
  throw refusal(answer.status, await reasonOf(answer, [first, robot.token ?? first]));
}

async function get(robot: DownloadRobot, path: string, token: string, options: AskOptions): Promise<HttpAnswer> {
  const { signal, idleTimeoutMs = IDLE_TIMEOUT_MS, clock = systemClock } = options;
  signal.throwIfAborted();
  const { socket, hostHeader } = await robot.openHttps(signal);
  const headers = { authorization: `Bearer ${token}`, accept: "*/*", "user-agent": "spotwire" };
  return httpGet({ socket, hostHeader, path, headers, idleTimeoutMs, clock, signal });
}

/** What the robot says, if it is short, as one line of plain text, and never with a token in it. */
async function reasonOf(answer: HttpAnswer, tokens: readonly string[]): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const piece of answer.body) {
      // Cut off, it could end in a part of a token, which nobody would find.
      if ((bytes += piece.length) > MAX_REASON_BYTES) return "";
      text += decoder.decode(piece, { stream: true });
    }
  } catch (error) {
    // The status says enough; unless it was the caller who had enough.
    if (!(error instanceof DownloadError)) throw error;
    return "";
  }
  const safe = tokens.reduce((told, token) => told.replaceAll(token, "…"), text);
  const line = safe
    .replace(/<[^>]*>/gu, " ")
    .replace(/[\p{C}\s]+/gu, " ")
    .trim();
  return line.length > MAX_REASON_LENGTH ? "" : line;
}

function unauthorized(): DownloadError {
  const detail = "the robot takes this login's token no more, and it cannot be renewed: log in again";
  return new DownloadError("DOWNLOAD_UNAUTHORIZED", detail, { httpStatus: 401 });
}

function refusal(httpStatus: number, reason: string): DownloadError {
  const said = reason === "" ? "" : `: ${reason}`;
  const about = (code: DownloadError["code"], detail: string): DownloadError =>
    new DownloadError(code, `${detail} (HTTP ${httpStatus})${said}`, { httpStatus });
  if (httpStatus === 401) return unauthorized();
  if (httpStatus === 403) return about("DOWNLOAD_FORBIDDEN", "the user may not download this, or not so much of it");
  if (httpStatus === 404) return about("DOWNLOAD_NOT_FOUND", "the robot has no such download: its release may lack it");
  if (httpStatus >= 500) return about("DOWNLOAD_SERVER_FAILED", "the robot's web server failed; try again");
  return about("DOWNLOAD_UNEXPECTED", "the robot's web server answered otherwise than it should");
}
