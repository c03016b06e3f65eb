/** The doctor's floors above HTTP/2: against a simulator, with bad links before it, and against peers that are no robot. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { shareConnection } from "../../src/cli/doctor/floors/authorities.ts";
import { compareClocks } from "../../src/cli/doctor/floors/clock.ts";
import { readDirectory } from "../../src/cli/doctor/floors/directory.ts";
import { measureDownload } from "../../src/cli/doctor/floors/download.ts";
import { askId } from "../../src/cli/doctor/floors/robot-id.ts";
import { logIn } from "../../src/cli/doctor/floors/login.ts";
import { measureRoundTrips } from "../../src/cli/doctor/floors/round-trips.ts";
import { EXPECTED_SERVICES } from "../../src/cli/doctor/expected-services.ts";
import type { FloorFinding } from "../../src/cli/doctor/finding.ts";
import { GrpcServer, listenNode } from "../../src/grpc/server/index.ts";
import { DirectoryService } from "../../src/messages/bosdyn/api/directory_service.ts";
import { CommonError_Code, type RequestHeader, type ResponseHeaderInit } from "../../src/messages/bosdyn/api/header.ts";
import { RobotIdService } from "../../src/messages/bosdyn/api/robot_id_service.ts";
import { RobotStateService } from "../../src/messages/bosdyn/api/robot_state_service.ts";
import { offsetClock, type Simulator, startSimulator } from "../../src/sim/index.ts";
import { TrustStore } from "../../src/tls/index.ts";
import { startRobot } from "../support/robots.ts";
import { startHttp2Peer } from "../support/tls-peers.ts";
import { connectedVisit, lastFinding, peerIdentity, peersRoot, startBadLink, visitTo } from "./doctor-scene.ts";

let simulator: Simulator;

/** The simulator's own clock, and seconds that it is given on top: a robot takes five logins a second. */
const base = offsetClock(2500);
let givenMs = 0;

beforeAll(async () => {
  simulator = await startSimulator({ clock: { ...base, uptimeMs: () => base.uptimeMs() + givenMs } });
});

afterAll(() => simulator.close());

describe("robot id", () => {
  for (const [what, status, says] of [
    ["speaks HTTP/2 but not gRPC", 404, "not gRPC"],
    ["has a proxy with nothing behind it", 502, "service behind it is not"],
  ] as const) {
    it(`tells a peer that ${what}`, async () => {
      const port = await startHttp2Peer(await peerIdentity(), (stream) => {
        stream.respond({ ":status": status }, { endStream: true });
      });
      const { certificatePem } = await peersRoot();
      const finding = await lastFinding(`127.0.0.1:${port}`, { roots: [certificatePem] });
      expect(finding).toMatchObject({ floor: "robot id", outcome: "fail", facts: { httpStatus: status } });
      expect(finding.meaning).toContain(says);
    });
  }

  it("gives up on an answer that does not come", async () => {
    const port = await startHttp2Peer(await peerIdentity(), () => undefined);
    const { certificatePem } = await peersRoot();
    const visit = visitTo(`127.0.0.1:${port}`, { roots: [certificatePem], timeoutMs: 500 });
    visit.endpoint = { host: "127.0.0.1", port };
    expect(await askId(visit)).toMatchObject({ outcome: "fail", facts: { status: "DEADLINE_EXCEEDED" } });
  });
});

describe("login", () => {
  it("is skipped without a user", async () => {
    expect(await logIn(await connectedVisit(simulator, simulator.port))).toMatchObject({ outcome: "skipped" });
  });

  it("tells a wrong password, after one try, and a lock-out after six", async () => {
    const login = { user: "guest", password: "hunter2" };
    const findings: FloorFinding[] = [];
    for (let tries = 0; tries < 7; tries++) {
      givenMs += 1000;
      findings.push(await logIn(await connectedVisit(simulator, simulator.port, { login })));
    }
    expect(findings[0]).toMatchObject({ outcome: "fail", facts: { code: "AUTH_INVALID_LOGIN" } });
    expect(findings[0]?.remedy).toContain("six wrong logins");
    expect(findings[6]).toMatchObject({ outcome: "fail", facts: { code: "AUTH_TEMPORARILY_LOCKED_OUT" } });
    expect(JSON.stringify(findings)).not.toContain("hunter2");
  });
});

describe("directory", () => {
  it("warns of services that every robot has and this one has not", async () => {
    givenMs += 1000;
    const finding = await readDirectory(await connectedVisit(simulator, simulator.port, { logIn: true }));
    expect(finding.outcome).toBe("warn");
    const { missing } = finding.facts as { missing: string[] };
    expect(missing).toContain("payload");
    expect(missing).not.toContain("robot-state");
  });

  it("passes a robot that has them all", async () => {
    const { port, rootsPem } = await startOwnRobot([...EXPECTED_SERVICES, "my-camera"]);
    const visit = await connectedVisit({ ...simulator, rootsPem }, port);
    visit.isLoggedIn = true;
    expect(await readDirectory(visit)).toMatchObject({ outcome: "pass", facts: { missing: [] } });
  });
});

describe("clock", () => {
  it("measures the simulator's skew of 2.5 s", async () => {
    givenMs += 1000;
    const finding = await compareClocks(await connectedVisit(simulator, simulator.port, { logIn: true }));
    expect(finding).toMatchObject({ outcome: "pass", facts: { exchanges: 25, isEstablished: true } });
    const { skewMs } = finding.facts as { skewMs: number };
    expect(skewMs).toBeGreaterThan(2400);
    expect(skewMs).toBeLessThan(2600);
  });

  it("warns of a clock that is two hours off", async () => {
    const robot = await startRobot({ clock: offsetClock(-7_200_000) });
    const finding = await compareClocks(await connectedVisit(robot, robot.port, { logIn: true }));
    expect(finding).toMatchObject({ outcome: "warn" });
    expect(finding.seen).toMatch(/^robot 7[12]\d{5}\.\d ms behind/);
    expect(finding.remedy).toContain("NTP");
  });

  it("warns of a skew that an uneven link blurs", async () => {
    let chunks = 0;
    const { port } = await startBadLink(simulator.port, { delayMs: () => (++chunks % 5 === 0 ? 150 : 0) });
    givenMs += 1000;
    const finding = await compareClocks(await connectedVisit(simulator, port, { logIn: true }));
    expect(finding).toMatchObject({ outcome: "warn" });
    expect((finding.facts as { spreadMs: number }).spreadMs).toBeGreaterThan(50);
  });
});

describe("round trips", () => {
  it("are skipped with --seconds 0", async () => {
    expect(await measureRoundTrips(visitTo("192.168.80.3"))).toMatchObject({ outcome: "skipped" });
  });

  it("pass on a good link, and tell how they come along", async () => {
    const progress: string[] = [];
    const onProgress = (text: string): void => void progress.push(text);
    const visit = await connectedVisit(simulator, simulator.port, { seconds: 0.5, onProgress });
    const finding = await measureRoundTrips(visit);
    expect(finding).toMatchObject({ outcome: "pass", facts: { begun: 5, lost: 0, calls: { count: 5 } } });
    expect(progress).toHaveLength(5);
    expect(progress[0]).toBe("1 s left, 1 calls, 0 lost");
  });

  it("warn of a slow link", async () => {
    const { port } = await startBadLink(simulator.port, { delayMs: () => 80 });
    const finding = await measureRoundTrips(await connectedVisit(simulator, port, { seconds: 0.5 }));
    expect(finding.outcome).toBe("warn");
    expect(finding.meaning).toContain("the link is slow");
    const { calls, pings } = finding.facts as Record<"calls" | "pings", { minMs: number }>;
    expect(calls.minMs).toBeGreaterThan(150);
    expect(pings.minMs).toBeGreaterThan(150);
  });

  it("count what a stall makes late as lost, and advise several connections", async () => {
    let stallUntil = 0;
    const { port } = await startBadLink(simulator.port, { delayMs: () => Math.max(0, stallUntil - performance.now()) });
    const visit = await connectedVisit(simulator, port, { seconds: 0.5 });
    stallUntil = performance.now() + 1300;
    const finding = await measureRoundTrips(visit);
    expect(finding.outcome).toBe("warn");
    expect(finding.meaning).toMatch(/the link loses: \d+\.\d % of calls; .*the link stalls/);
    expect(finding.remedy).toContain("connectionsPerAuthority");
    expect((finding.facts as { lost: number }).lost).toBeGreaterThan(1);
  });

  it("fail on a link that is cut", async () => {
    const link = await startBadLink(simulator.port, {});
    const visit = await connectedVisit(simulator, link.port, { seconds: 0.3 });
    link.cut();
    const finding = await measureRoundTrips(visit);
    expect(finding).toMatchObject({ outcome: "fail", facts: { begun: 3, lost: 3 } });
  });
});

describe("download", () => {
  it("without a login asks for ids, and judges nothing by them", async () => {
    const finding = await measureDownload(await connectedVisit(simulator, simulator.port));
    expect(finding).toMatchObject({ outcome: "pass", facts: { method: "robot-ids", calls: 500, isJudged: false } });
  });

  it("with a login fetches every link's shape", async () => {
    givenMs += 1000;
    const finding = await measureDownload(await connectedVisit(simulator, simulator.port, { logIn: true }));
    expect(finding.facts).toMatchObject({ method: "link-models", isJudged: false });
    expect((finding.facts as { calls: number }).calls).toBeGreaterThan(10);
  });

  it("passes a link that carries enough, and warns of a narrow one", async () => {
    const { port, rootsPem } = await startOwnRobot(["robot-state"]);
    const good = await connectedVisit({ ...simulator, rootsPem }, port);
    good.isLoggedIn = true;
    expect(await measureDownload(good)).toMatchObject({ outcome: "pass", facts: { isJudged: true } });
    const narrow = await startBadLink(port, { bytesPerSecond: 100_000 });
    const visit = await connectedVisit({ ...simulator, rootsPem }, narrow.port);
    visit.isLoggedIn = true;
    const finding = await measureDownload(visit);
    expect(finding).toMatchObject({ outcome: "warn", facts: { isJudged: true } });
    expect(finding.remedy).toContain('connection: "bulk"');
  });
});

describe("authorities", () => {
  it("are found to share a connection on the simulator", async () => {
    expect(await shareConnection(await connectedVisit(simulator, simulator.port))).toMatchObject({
      outcome: "pass",
      facts: { canShare: true },
    });
  });

  it("are found not to, where the peer insists on the connection's own", async () => {
    const port = await startHttp2Peer(await peerIdentity(), (stream, headers) => {
      const { servername } = stream.session?.socket as { servername?: string };
      // RFC 9110 §15.5.20: 421, misdirected request
      stream.respond({ ":status": headers[":authority"] === servername ? 200 : 421 }, { endStream: true });
    });
    const visit = visitTo(`127.0.0.1:${port}`);
    visit.endpoint = { host: "127.0.0.1", port };
    visit.trustStore = TrustStore.fromPem((await peersRoot()).certificatePem);
    const finding = await shareConnection(visit);
    expect(finding).toMatchObject({ outcome: "pass", facts: { canShare: false, httpStatus: 421 } });
  });
});

/** A robot of our own with a directory, and links whose shapes are large. */
async function startOwnRobot(names: readonly string[]): Promise<{ port: number; rootsPem: string }> {
  const header = (requestHeader: RequestHeader | undefined): ResponseHeaderInit => ({
    ...(requestHeader === undefined ? {} : { requestHeader }),
    error: { code: CommonError_Code.CODE_OK },
  });
  const links = Array.from({ length: 4 }, (_, index) => ({ name: `link-${index}` }));
  const shape = "v 0 0 0\n".repeat(10_000);
  const server = new GrpcServer()
    .handle(DirectoryService.listServiceEntries, (request) => ({
      header: header(request.header),
      serviceEntries: names.map((name) => ({ name, authority: "state.spot.robot" })),
    }))
    .handle(RobotIdService.getRobotId, (request) => ({
      header: header(request.header),
      robotId: { serialNumber: "OWN" },
    }))
    .handle(RobotStateService.getRobotHardwareConfiguration, (request) => ({
      header: header(request.header),
      hardwareConfiguration: { skeleton: { links } },
    }))
    .handle(RobotStateService.getRobotLinkModel, (request) => ({
      header: header(request.header),
      linkModel: { fileName: request.linkName, fileContents: shape },
    }));
  const listener = await listenNode(server.accept, { credentials: await peerIdentity() });
  onTestFinished(() => listener.close());
  return { port: listener.port, rootsPem: (await peersRoot()).certificatePem };
}
