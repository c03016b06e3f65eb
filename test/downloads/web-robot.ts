/** A robot's web server, over real TLS, and the robot that downloads ask for. */
import { createServer, type Server } from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { DownloadRobot } from "../../src/downloads/index.ts";
import { dialHttps } from "../../src/robot/dial.ts";
import { fixedAddress } from "../../src/discovery/index.ts";
import { robotTime } from "../../src/services/time.ts";
import { TrustStore } from "../../src/tls/index.ts";
import { mintAuthority } from "../../src/tls/mint.ts";
import { listen } from "../support/tls-peers.ts";

const authority = await mintAuthority({ commonName: "Web Root" });
const identity = await authority.issue({ commonName: "robot" });
const stranger = await mintAuthority({ commonName: "Another Root" });

/** PEM of the root that the server's certificate leads to. */
export const rootsPem: string = authority.certificatePem;

/** What a test has. */
export interface WebRobot {
  readonly robot: DownloadRobot & { token: string | undefined };
  readonly port: number;
  /** `method url` of each request. */
  readonly asked: string[];
  readonly headers: IncomingMessage["headers"][];
  readonly close: AbortController;
  /** Tokens that were to be renewed. */
  readonly refused: string[];
}

/** How it differs from a robot with token `token-1` that can be renewed to `token-2`. */
export interface WebRobotOptions {
  readonly renewed?: string | undefined;
  readonly isStranger?: boolean;
  readonly alpn?: readonly string[];
}

/** Start a server that answers as the test says. */
export async function startWebRobot(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  options: WebRobotOptions = {},
): Promise<WebRobot> {
  const asked: string[] = [];
  const headers: IncomingMessage["headers"][] = [];
  const refused: string[] = [];
  const server: Server = createServer(
    {
      cert: identity.certificatePem,
      key: identity.privateKeyPem,
      ...(options.alpn !== undefined && { ALPNProtocols: [...options.alpn] }),
    },
    (request, response) => {
      asked.push(`${request.method} ${request.url}`);
      headers.push(request.headers);
      response.on("error", () => undefined);
      answer(request, response);
    },
  );
  const port = await listen(server);
  const close = new AbortController();
  const root = options.isStranger === true ? stranger : authority;
  const parts = {
    resolver: fixedAddress(`127.0.0.1:${port}`),
    trustStore: TrustStore.fromPem(root.certificatePem),
    connectTimeoutMs: 5000,
  };
  const robot: WebRobot["robot"] = {
    token: "token-1",
    closed: close.signal,
    timeSync: { toRobotTime: (local) => robotTime(local + 7_000_000_000n) },
    openHttps: (signal) => dialHttps(parts, signal),
    renewToken: (token) => {
      refused.push(token);
      if (!("renewed" in options)) robot.token = "token-2";
      else robot.token = options.renewed;
      return Promise.resolve(robot.token !== undefined);
    },
  };
  return { robot, port, asked, headers, close, refused };
}
