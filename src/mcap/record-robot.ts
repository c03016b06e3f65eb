/**
 * Records a robot into an MCAP file: its state, its images, its joints. Each comes in a loop of its own; one that is late
 * leaves a reading out rather than run behind.
 */
import { SpotError } from "../errors.ts";
import { type Clock, systemClock } from "../grpc/index.ts";
import { type ImageResponse, ImageResponse_Status } from "../messages/bosdyn/api/image.ts";
import type { Timestamp } from "../messages/google/protobuf/timestamp.ts";
import type { Robot } from "../robot/robot.ts";
import { imageRequest } from "../services/perception/image-request.ts";
import { robotTimeFromTimestamp } from "../services/time.ts";
import { wallClock } from "../services/wall-clock.ts";
import { foxgloveImage, type FoxgloveMessage, foxgloveTransforms } from "./foxglove-messages.ts";
import { fieldBytes, joinedBytes } from "./kept-bytes.ts";
import { KeptImageClient, KeptStateClient, KeptStreamClient } from "./kept-clients.ts";
import type { McapFile, McapTimes, McapTopic } from "./mcap-file.ts";

/** What to record. */
export interface RecordRobotOptions {
  /** Readings of the state a second; 0 for none. Default 10. */
  readonly stateRateHertz?: number | undefined;
  /** Image sources, taken together. Default none. */
  readonly images?: readonly string[] | undefined;
  /** How often a second. Default 2. */
  readonly imageRateHertz?: number | undefined;
  /** Whether to record the joint stream, at 333 Hz. A robot wants a licence for it. Default false. */
  readonly joints?: boolean | undefined;
  /** Ends the recording; `recordRobot` then resolves. */
  readonly signal: AbortSignal;
  /** Hears of what could not be read and may be next time: a lost connection, an image that was not taken. */
  readonly onTrouble?: ((topic: string, error: unknown) => void) | undefined;
  /** Default: the machine's. */
  readonly clock?: Clock | undefined;
}

/** `bosdyn.api.RobotStateResponse.robot_state` and `GetImageResponse.image_responses`, by number. */
const ROBOT_STATE_FIELD = 2;
const IMAGE_RESPONSES_FIELD = 2;

/**
 * Record until `signal` is aborted; the file is left open. Log times are the robot's, by this machine's clock: the
 * comparison of clocks comes first. Publish times are those of arrival.
 * @throws {McapFileError} no more can be written
 * @throws {RpcError | ResponseError} what will not be better next time: nobody is logged in, the service is not there
 * @throws {TimeSyncError} the clocks could not be compared
 */
export async function recordRobot(robot: Robot, file: McapFile, options: RecordRobotOptions): Promise<void> {
  const { signal } = options;
  const failed = new AbortController();
  const recording = new RobotRecording(robot, file, { ...options, signal: AbortSignal.any([signal, failed.signal]) });
  try {
    await robot.timeSync.established({ signal });
  } catch (error) {
    if (signal.aborted) return;
    throw error;
  }
  // Every loop has left the file alone when this resolves; the first that failed says why.
  const loops = recording.loops().map((loop) => loop.catch((error: unknown) => failed.abort(error)));
  await Promise.all(loops);
  if (!signal.aborted) failed.signal.throwIfAborted();
}

class RobotRecording {
  readonly #robot: Robot;
  readonly #file: McapFile;
  readonly #options: RecordRobotOptions;
  readonly #clock: Clock;
  readonly #topics = new Map<string, McapTopic>();

  constructor(robot: Robot, file: McapFile, options: RecordRobotOptions) {
    this.#robot = robot;
    this.#file = file;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /** Every loop, begun. */
  loops(): Promise<void>[] {
    const { stateRateHertz = 10, images = [], imageRateHertz = 2, joints = false } = this.#options;
    const loops: Promise<void>[] = [];
    if (stateRateHertz > 0) loops.push(this.#repeat("/robot_state", stateRateHertz, () => this.#state()));
    if (images.length > 0) loops.push(this.#repeat("/image", imageRateHertz, () => this.#images(images)));
    if (joints) loops.push(this.#joints());
    return loops;
  }

  async #state(): Promise<void> {
    const { message, bytes } = await this.#robot.client(KeptStateClient).read({ signal: this.#options.signal });
    const kinematics = message.robotState?.kinematicState;
    const times = this.#times(kinematics?.acquisitionTimestamp);
    const state = joinedBytes(fieldBytes(bytes, ROBOT_STATE_FIELD));
    await this.#write("/robot_state", "bosdyn.api.RobotState", state, times);
    const tree = kinematics?.transformsSnapshot;
    if (tree !== undefined) await this.#writeFoxglove("/tf", foxgloveTransforms(tree, times.logTime), times);
  }

  async #images(sources: readonly string[]): Promise<void> {
    const client = this.#robot.client(KeptImageClient);
    const requests = sources.map((source) => imageRequest(source));
    const { message, bytes } = await client.take(requests, { signal: this.#options.signal });
    const parts = fieldBytes(bytes, IMAGE_RESPONSES_FIELD);
    for (const [index, response] of message.imageResponses.entries()) {
      const topic = `/image/${sources[index] ?? "unknown"}`;
      const { shot, status } = response;
      if (status !== ImageResponse_Status.STATUS_OK || shot === undefined) {
        this.#options.onTrouble?.(topic, new Error(`no image: ${statusName(response)}`));
        continue;
      }
      const times = this.#times(shot.acquisitionTime);
      await this.#write(topic, "bosdyn.api.ImageResponse", parts[index] as Uint8Array, times);
      const shown = foxgloveImage(shot, times.logTime);
      if (shown !== undefined) await this.#writeFoxglove(`${topic}/view`, shown, times);
    }
  }

  async #joints(): Promise<void> {
    const { signal } = this.#options;
    const stream = this.#robot.client(KeptStreamClient).stream333Hz({ signal });
    for await (const { message, bytes } of stream) {
      const times = this.#times(message.jointStates?.acquisitionTimestamp);
      await this.#write("/joints", "bosdyn.api.RobotStateStreamResponse", bytes, times);
    }
  }

  /** Now, and then at the beat of the rate. What may be better next time is told and left out. */
  async #repeat(name: string, rateHertz: number, read: () => Promise<void>): Promise<void> {
    const { signal, onTrouble } = this.#options;
    const periodMs = 1000 / rateHertz;
    let dueMs = this.#clock.now();
    for (;;) {
      try {
        await read();
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof SpotError && error.retryable)) throw error;
        onTrouble?.(name, error);
      }
      dueMs = Math.max(dueMs + periodMs, this.#clock.now());
      await this.#until(dueMs);
      if (signal.aborted) return;
    }
  }

  #until(dueMs: number): Promise<void> {
    const { signal } = this.#options;
    return new Promise((resolve) => {
      const done = (): void => {
        cancel();
        signal.removeEventListener("abort", done);
        resolve();
      };
      const cancel = this.#clock.after(Math.max(dueMs - this.#clock.now(), 0), done);
      signal.addEventListener("abort", done, { once: true });
      if (signal.aborted) done();
    });
  }

  /** A robot's time by this machine's clock, where it is known, and that of arrival. */
  #times(timestamp: Timestamp | undefined): McapTimes {
    const publishTime = wallClock();
    const { timeSync } = this.#robot;
    if (timestamp === undefined || timeSync.estimate === undefined) return { logTime: publishTime, publishTime };
    return { logTime: timeSync.toLocalTime(robotTimeFromTimestamp(timestamp)), publishTime };
  }

  #write(name: string, typeName: string, bytes: Uint8Array, times: McapTimes): Promise<void> {
    const key = `${name} ${typeName}`;
    let topic = this.#topics.get(key);
    if (topic === undefined) this.#topics.set(key, (topic = this.#file.topic(name, typeName)));
    return this.#file.write(topic, bytes, times);
  }

  #writeFoxglove(name: string, { typeName, bytes }: FoxgloveMessage, times: McapTimes): Promise<void> {
    return this.#write(name, typeName, bytes, times);
  }
}

function statusName({ status }: ImageResponse): string {
  const known = Object.entries(ImageResponse_Status).find(([, value]) => value === status);
  return known?.[0] ?? `status ${status}`;
}
