/** Recordings for whoever shows or reads them: one of a real session, and ones of any length. */
import { closeSync, openSync, writeSync } from "node:fs";
import { RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { RecordingWriter } from "../../src/recording/index.ts";
import { createRecording, type RecordingFile } from "../../src/recording/node/index.ts";
import { connect, type Robot } from "../../src/robot/index.ts";
import { PowerClient, RobotIdClient, RobotStateClient, RobotStateStreamingClient } from "../../src/services/index.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { startTap, type Tap } from "../../src/tap/index.ts";
import { connectTls, TrustStore } from "../../src/tls/index.ts";
import { bigEndian, Flag, frame, headerBlock } from "./scripted-peer.ts";
import { concat } from "./hex.ts";

const PREFACE = new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
const MICROSECOND = 1_000n;

/** A tap before an embedded robot, that records. */
export class RecordedRobot {
  readonly simulator: Simulator;
  readonly tap: Tap;
  readonly recording: RecordingFile;
  readonly #nanos: () => bigint;

  private constructor(simulator: Simulator, tap: Tap, recording: RecordingFile, nanos: () => bigint) {
    this.simulator = simulator;
    this.tap = tap;
    this.recording = recording;
    this.#nanos = nanos;
  }

  /** Record a session from its beginning to its end; for hooks, too. */
  static async session(file: string, use: (robot: RecordedRobot) => Promise<void>): Promise<void> {
    const robot = await RecordedRobot.start(file);
    try {
      await use(robot);
      await robot.finish();
    } finally {
      await robot.close();
    }
  }

  /** @param file is made, and must not be there; whoever starts it closes it */
  static async start(file: string): Promise<RecordedRobot> {
    const simulator = await startSimulator({ serialNumber: "SIM-PAGE" });
    const recording = createRecording(file, { maker: "spotwire test tap" });
    const trustStore = TrustStore.fromPem(simulator.rootsPem);
    const began = process.hrtime.bigint();
    const nanos = (): bigint => process.hrtime.bigint() - began;
    const tap = await startTap({
      dial: (request) => connectTls({ host: "127.0.0.1", port: simulator.port, trustStore, ...request }),
      observe: (record) => {
        if (recording.isOpen) recording.write(record);
      },
      nanos,
    });
    return new RecordedRobot(simulator, tap, recording, nanos);
  }

  /** A client by way of the tap; whoever asks for it closes it. */
  async connect(): Promise<Robot> {
    return connect(`127.0.0.1:${this.tap.port}`, { roots: this.tap.rootPem });
  }

  /** What a client does in a minute: identity, a wrong login, a right one, state, a stream, and a call that is refused. */
  async useAll(): Promise<void> {
    const robot = await this.connect();
    await robot.client(RobotIdClient).getRobotId();
    await robot.login(this.simulator.user, "wrong").catch(() => undefined);
    await robot.login(this.simulator.user, this.simulator.password);
    await robot.client(RobotStateClient).getRobotState();
    const states = robot.client(RobotStateStreamingClient).getRobotStateStream();
    for (let i = 0; i < 40; i++) await states.next();
    await states.return(undefined);
    await robot.client(RobotStateClient).getRobotMetrics();
    await robot
      .client(PowerClient)
      .powerCommand({ request: 2 })
      .catch(() => undefined);
    await robot.client(RobotStateClient).getRobotState();
    await robot.close();
  }

  /** End it in order. */
  async finish(): Promise<void> {
    await this.tap.close();
    this.recording.finish(this.#nanos());
  }

  /** Stop all of it, the recording as it is. */
  async close(): Promise<void> {
    await this.tap.close();
    this.recording.close();
    await this.simulator.close();
  }
}

/** What a long recording has. */
export interface LongRecordingOptions {
  readonly bytes: number;
  /** The serial number in the answer of its last call: something to look for. */
  readonly lastSerial: string;
}

/** Write a recording of a stream of states with a unary call now and then. @returns its frames and calls */
export function writeLongRecording(
  file: string,
  { bytes, lastSerial }: LongRecordingOptions,
): { readonly frames: number; readonly calls: number } {
  const handle = openSync(file, "wx");
  let written = 0;
  const writer = new RecordingWriter((part) => (written += writeSync(handle, part)), {
    startedAtNanos: 1_795_000_000_000_000_000n,
    maker: "spotwire test",
  });
  let atNanos = 0n;
  let frames = 0;
  let calls = 0;
  const send = (side: "client" | "server", ...parts: readonly Uint8Array[]): void => {
    atNanos += 250n * MICROSECOND;
    frames += parts.length;
    writer.write({ kind: "bytes", connection: 1, atNanos, side, bytes: concat(...parts) });
  };
  writer.write({
    ...{ kind: "opened", connection: 1, atNanos, client: "127.0.0.1:50000", serverName: "robot.spot.robot" },
    ...{ robot: "192.168.80.3:443", protocol: "h2", clientTls: "TLSv1.3", robotTls: "TLSv1.3", chain: "trusted: test" },
  });
  send("client", PREFACE, frame("SETTINGS", Flag.NONE, 0));
  send("server", frame("SETTINGS", Flag.NONE, 0));
  const begin = (path: string, request: Uint8Array): number => {
    const stream = 2 * calls++ + 1;
    const head = headerBlock({
      ":method": "POST",
      ":scheme": "https",
      ":path": path,
      ":authority": "robot.spot.robot",
      te: "trailers",
      "content-type": "application/grpc",
    });
    send(
      "client",
      frame("HEADERS", Flag.END_HEADERS, stream, head),
      frame("DATA", Flag.END_STREAM, stream, message(request)),
    );
    send(
      "server",
      frame("HEADERS", Flag.END_HEADERS, stream, headerBlock({ ":status": "200", "content-type": "application/grpc" })),
    );
    return stream;
  };
  const end = (stream: number, status: string): void =>
    send(
      "server",
      frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, stream, headerBlock({ "grpc-status": status })),
    );
  const stream = begin("/bosdyn.api.RobotStateStreamingService/GetRobotStateStream", new Uint8Array(0));
  const identify = (serialNumber: string, status = "0"): void => {
    const id = begin("/bosdyn.api.RobotIdService/GetRobotId", new Uint8Array(0));
    send(
      "server",
      frame("DATA", Flag.NONE, id, message(RobotIdResponse.encode({ robotId: { serialNumber, species: "spot" } }))),
    );
    end(id, status);
  };
  for (let i = 0; written < bytes; i++) {
    send("server", frame("DATA", Flag.NONE, stream, message(stateOf(i))));
    if (i % 200 === 0)
      send(
        "client",
        frame("WINDOW_UPDATE", Flag.NONE, 0, bigEndian(60_000, 4)),
        frame("WINDOW_UPDATE", Flag.NONE, stream, bigEndian(60_000, 4)),
      );
    if (i % 500 === 100) identify(`SPOT-${i}`, i % 5000 === 100 ? "14" : "0");
  }
  identify(lastSerial);
  end(stream, "0");
  for (const side of ["client", "server"] as const) writer.write({ kind: "ended", connection: 1, atNanos, side });
  writer.write({ kind: "closed", connection: 1, atNanos, reason: "done" });
  writer.finish(atNanos);
  closeSync(handle);
  return { frames, calls };
}

/** A message with its prefix. */
function message(bytes: Uint8Array): Uint8Array {
  return concat(Uint8Array.of(0), bigEndian(bytes.length, 4), bytes);
}

/** A state as a robot's stream has it, 333 times a second. */
function stateOf(i: number): Uint8Array {
  const joints = (scale: number): number[] =>
    Array.from({ length: 19 }, (_, joint) => Math.sin(i / 50 + joint) * scale);
  const seconds = 1_795_000_000n + BigInt(Math.floor(i / 333));
  return RobotStateStreamResponse.encode({
    jointStates: { acquisitionTimestamp: { seconds }, position: joints(1), velocity: joints(3), load: joints(20) },
    kinematicState: {
      odomTformBody: { position: { x: i / 1000, y: 0, z: 0.5 }, rotation: { x: 0, y: 0, z: 0, w: 1 } },
    },
    contactStates: [1, 1, 2, 2],
  });
}
