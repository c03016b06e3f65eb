/**
 * A robot on bare node:http2 that answers every call the same way and records what came in, so that a test sees what
 * our client put on the wire with none of our own server in between.
 */
import type { Http2Session, ServerHttp2Stream } from "node:http2";
import { onTestFinished } from "vitest";
import { frameMessage } from "../../src/grpc/index.ts";
import { GetAuthTokenResponse } from "../../src/messages/bosdyn/api/auth.ts";
import { ListServiceEntriesResponse } from "../../src/messages/bosdyn/api/directory.ts";
import { RobotIdResponse } from "../../src/messages/bosdyn/api/robot_id.ts";
import { RobotStateResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { connect, type ConnectOptions } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import type { Authority, MintedCertificate } from "../../src/tls/mint.ts";
import { startHttp2Peer } from "../support/tls-peers.ts";

/** One call as it came in. */
export interface RecordedRequest {
  readonly path: string;
  readonly authority: string;
  readonly authorization: string | undefined;
  /** Whether the header is there at all, if only empty. */
  readonly hasAuthorization: boolean;
  readonly session: Http2Session;
}

const header = { error: { code: 1 } };

/** Records calls; answers those that the tests make, and a method called `Fail` with HTTP 502. */
export class RecordingRobot {
  readonly requests: RecordedRequest[] = [];
  readonly port: number;
  /** What a login gives next. */
  token = "token-1";
  readonly #roots: string;

  private constructor(port: number, roots: string, record: { to?: RecordingRobot }) {
    this.port = port;
    this.#roots = roots;
    record.to = this;
  }

  static async start(root: Authority, identity: MintedCertificate): Promise<RecordingRobot> {
    const record: { to?: RecordingRobot } = {};
    const port = await startHttp2Peer(identity, (stream, headers) => {
      const { ":path": path = "", ":authority": authority = "", authorization } = headers;
      const session = stream.session as Http2Session;
      const hasAuthorization = "authorization" in headers;
      record.to?.requests.push({ path, authority, authorization, hasAuthorization, session });
      if (path.endsWith("/Fail")) stream.respond({ ":status": 502 }, { endStream: true });
      else answer(stream, record.to?.response(path) ?? new Uint8Array());
    });
    return new RecordingRobot(port, root.certificatePem, record);
  }

  /** A connection to it, closed after the test. */
  async connect(options: Partial<ConnectOptions> = {}): Promise<Robot> {
    const robot = await connect(`127.0.0.1:${this.port}`, { roots: this.#roots, ...options });
    onTestFinished(() => robot.close());
    return robot;
  }

  /** Connections that carried a call. */
  get sessions(): ReadonlySet<Http2Session> {
    return new Set(this.requests.map(({ session }) => session));
  }

  response(path: string): Uint8Array {
    switch (path.split("/")[2]) {
      case "GetAuthToken":
        return GetAuthTokenResponse.encode({ header, status: 1, token: this.token });
      case "GetRobotId":
        return RobotIdResponse.encode({ header, robotId: { serialNumber: "recording" } });
      case "GetRobotState":
        return RobotStateResponse.encode({ header, robotState: {} });
      default: {
        const entry = (name: string): object => ({ name, type: `test.${name}`, authority: "state.spot.robot" });
        const serviceEntries = ["robot-state", "payload-state"].map(entry);
        return ListServiceEntriesResponse.encode({ header, serviceEntries });
      }
    }
  }
}

function answer(stream: ServerHttp2Stream, message: Uint8Array): void {
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.resume().end(frameMessage(message));
}
