import { connect as connectTcp, createServer, type Socket } from "node:net";
import {
  connect as connectRawTls,
  type ConnectionOptions,
  createServer as createTlsServer,
  type TLSSocket,
} from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { RobotIdClient, RobotStateClient, RobotStateStreamingClient } from "../../src/services/index.ts";
import { type Authority, mintAuthority, type MintedCertificate } from "../../src/tls/mint.ts";
import { connect } from "../../src/robot/connect.ts";
import type { Robot } from "../../src/robot/robot.ts";
import { concat } from "../support/hex.ts";
import { rejection, startRobot } from "../support/robots.ts";
import { freePort, listen, startTlsPeer } from "../support/tls-peers.ts";
import { TapScene } from "./scene.ts";

async function through({ tap }: TapScene): Promise<Robot> {
  const robot = await connect(`127.0.0.1:${tap.port}`, { roots: tap.rootPem });
  onTestFinished(() => robot.close());
  return robot;
}

async function identity(): Promise<MintedCertificate & { readonly root: Authority }> {
  const root = await mintAuthority({ commonName: "root", keyType: "ec" });
  return { ...(await root.issue({ commonName: "x.spot.robot", keyType: "ec" })), root };
}

/** A robot that does as the test says with its sockets, behind a tap. */
async function tapped(onSocket: (socket: TLSSocket) => void): Promise<TapScene> {
  const peer = await identity();
  return TapScene.start(await startTlsPeer(peer, onSocket), peer.root.certificatePem);
}

/** A bare TLS client of a tap. */
async function client(
  { tap }: TapScene,
  protocols: string[] = ["h2"],
  servername = "id.spot.robot",
): Promise<TLSSocket> {
  const options: ConnectionOptions & { readonly allowHalfOpen: boolean } = {
    port: tap.port,
    host: "127.0.0.1",
    servername,
    ca: tap.rootPem,
    ALPNProtocols: protocols,
    allowHalfOpen: true,
  };
  const socket = connectRawTls(options);
  onTestFinished(() => void socket.destroy());
  await new Promise((resolve, reject) => socket.once("secureConnect", resolve).once("error", reject));
  socket.on("error", () => undefined);
  return socket;
}

async function all(socket: TLSSocket): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  socket.on("data", (chunk: Uint8Array) => parts.push(chunk));
  await new Promise((resolve) => socket.once("end", resolve));
  return concat(...parts);
}

const closing = (socket: Socket): Promise<unknown> => new Promise((resolve) => socket.once("close", resolve));

describe("a tap", () => {
  it("lets a client work with a robot: login, state, the stream of states, an error", async () => {
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, simulator.rootsPem);
    const robot = await through(scene);
    const { serialNumber } = await robot.client(RobotIdClient).getRobotId();
    expect(serialNumber).toBe(simulator.serialNumber);
    expect(await rejection(robot.login(simulator.user, "wrong"))).toMatchObject({ code: "AUTH_INVALID_LOGIN" });
    await robot.login(simulator.user, simulator.password);
    expect((await robot.client(RobotStateClient).getRobotState()).batteryStates).toHaveLength(1);
    const states = robot.client(RobotStateStreamingClient).getRobotStateStream();
    for (let i = 0; i < 5; i++) expect((await states.next()).done).toBe(false);
    await states.return(undefined);
    await robot.close();
    await scene.closed(scene.tap.connections);
    const opened = scene.of("opened");
    expect(opened.map(({ serverName }) => serverName)).toContain("auth.spot.robot");
    for (const each of opened) {
      expect(each).toMatchObject({ protocol: "h2", clientTls: "TLSv1.3", robotTls: "TLSv1.3" });
      expect(each.robot).toBe(`127.0.0.1:${simulator.port}`);
      expect(each.chain).toMatch(/^trusted: .*spot\.robot.* ← .*simulator root/);
      const preface = new TextDecoder().decode(scene.sent("client", each.connection).subarray(0, 24));
      expect(preface).toBe("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    }
  });

  it("tells of exactly the bytes that both ends see", async () => {
    const seen: Uint8Array[] = [];
    const answer = Uint8Array.from({ length: 3_000_000 }, (_, i) => (i * 7) % 251);
    const scene = await tapped((socket) => {
      socket.on("data", (chunk: Uint8Array) => seen.push(chunk));
      socket.end(answer);
    });
    const socket = await client(scene);
    const question = Uint8Array.from({ length: 2_000_000 }, (_, i) => (i * 3) % 253);
    const receiving = all(socket);
    socket.end(question);
    const received = await receiving;
    await scene.closed();
    for (const [bytes, ends] of [
      [question, [concat(...seen), scene.sent("client")]],
      [answer, [received, scene.sent("server")]],
    ] as const) {
      for (const end of ends) expect(Buffer.compare(end, bytes)).toBe(0);
    }
    expect(scene.records.map(({ kind }) => kind).filter((kind) => kind !== "bytes")).toEqual([
      "opened",
      "ended",
      "ended",
      "closed",
    ]);
    expect(scene.of("closed")[0]?.reason).toBe("done");
    const times = scene.records.map(({ atNanos }) => atNanos);
    expect(times).toEqual([...times].sort((a, b) => (a < b ? -1 : 1)));
  });

  it("passes on an end, and what the other side still has to say", async () => {
    const scene = await tapped((socket) => {
      socket.allowHalfOpen = true;
      socket.resume().once("end", () => socket.end("after the end"));
    });
    const socket = await client(scene);
    socket.end("all I have");
    expect(new TextDecoder().decode(await all(socket))).toBe("after the end");
    await scene.closed();
    expect(scene.of("ended").map(({ side }) => side)).toEqual(["client", "server"]);
  });

  it("holds a side up that is faster than the other one reads", async () => {
    let sent = 0;
    let isHeldUp = false;
    const scene = await tapped((socket) => {
      const chunk = new Uint8Array(64 * 1024);
      const send = (): void => {
        while (sent < 256 * 1024 * 1024) {
          sent += chunk.length;
          if (!socket.write(chunk)) break;
        }
        isHeldUp = socket.writableNeedDrain;
      };
      socket.on("drain", send);
      send();
    });
    const socket = await client(scene);
    socket.pause();
    let before = -1;
    while (before !== sent) {
      before = sent;
      await new Promise((resolve) => setTimeout(resolve, 100)); // what the system buffers is not known
    }
    expect(isHeldUp).toBe(true);
    expect(sent).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
    await scene.closed();
  });

  it("breaks the robot off when the client resets", async () => {
    let robotSide: Promise<unknown> | undefined;
    const scene = await tapped((socket) => {
      robotSide = closing(socket);
      socket.resume().write("hello");
    });
    const socket = await client(scene);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.destroy();
    await scene.closed();
    await robotSide;
    expect(scene.of("closed")).toHaveLength(1);
  });

  it("breaks the client off when the robot goes away", async () => {
    const scene = await tapped((socket) => socket.once("data", () => socket.destroy()));
    const socket = await client(scene);
    const gone = closing(socket.resume().once("end", () => socket.end()));
    socket.write("x");
    await gone;
    await scene.closed();
    expect(scene.of("closed")).toHaveLength(1);
  });

  it("refuses the client where the robot's chain is not trusted, and says why", async () => {
    const { root } = await identity();
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, root.certificatePem);
    expect(await rejection(client(scene))).toMatchObject({ message: expect.stringMatching(/access denied/) as string });
    await scene.closed();
    expect(scene.of("opened")[0]).toMatchObject({
      serverName: "id.spot.robot",
      clientTls: "",
      chain: expect.stringMatching(/^refused: .*not trusted/) as string,
    });
    expect(scene.of("closed")[0]?.reason).toMatch(/^TRUST_REJECTED: /);
    expect(scene.of("bytes")).toEqual([]);
  });

  it("refuses the client where there is no robot", async () => {
    const { root } = await identity();
    const scene = await TapScene.start(await freePort(), root.certificatePem);
    expect(await rejection(client(scene))).toMatchObject({
      message: expect.stringMatching(/internal error/) as string,
    });
    await scene.closed();
    expect(scene.of("closed")[0]?.reason).toMatch(/^CONNECT_REFUSED: /);
  });

  it("tells of a client that does not trust its root", async () => {
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, simulator.rootsPem);
    const refusing = connect(`127.0.0.1:${scene.tap.port}`, { roots: simulator.rootsPem });
    expect(await rejection(refusing)).toMatchObject({ code: "TRUST_REJECTED" });
    await scene.closed();
    expect(scene.of("closed")).toHaveLength(1);
  });

  it("shows a certificate for whatever name is asked for", async () => {
    const scene = await tapped(() => undefined);
    for (const name of ["auth.spot.robot", "spot.robot", "my-robot.example", "My-Robot.Example"]) {
      expect((await client(scene, ["h2"], name)).authorized).toBe(true);
    }
    expect(scene.of("opened").map(({ serverName }) => serverName)).toContain("my-robot.example");
  });

  it("shows one for its own address to a client that asks for no name, as one does that goes by address", async () => {
    const scene = await tapped(() => undefined);
    // Without a name Node sends none, and checks the address.
    const socket = await client(scene, ["h2"], "");
    expect(socket.authorized).toBe(true);
    expect(socket.getPeerCertificate().subjectaltname).toContain("IP Address:127.0.0.1");
  });

  it("speaks HTTP/1.1 where the client does, or the robot only does", async () => {
    const scene = await tapped((socket) => socket.end("HTTP/1.1 204 \r\n\r\n"));
    const socket = await client(scene, ["http/1.1"]).catch(() => undefined);
    // This robot agrees to h2 alone.
    expect(socket).toBeUndefined();
    await scene.closed();
    const peer = await identity();
    const h1 = await startTlsPeerOf(peer, ["http/1.1"]);
    const other = await TapScene.start(h1, peer.root.certificatePem);
    expect((await client(other, ["h2", "http/1.1"])).alpnProtocol).toBe("http/1.1");
    expect((await client(other, ["http/1.1"])).alpnProtocol).toBe("http/1.1");
    expect(await rejection(client(other, ["h2"]))).toBeInstanceOf(Error);
    expect(await rejection(client(other, ["spdy/3"]))).toMatchObject({
      message: expect.stringMatching(/no application protocol/) as string,
    });
  });

  it("closes what does not speak TLS, says nothing, or is one too many", async () => {
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, simulator.rootsPem, {
      maxConnections: 2,
      handshakeTimeoutMs: 300,
    });
    const open = (): Socket => connectTcp(scene.tap.port, "127.0.0.1").on("error", () => undefined);
    const talking = open();
    const [first, second] = [closing(talking.resume()), closing(open().resume())];
    while (scene.tap.connections < 2) await new Promise((resolve) => setTimeout(resolve, 1));
    await closing(open().resume());
    expect(scene.of("note")[0]?.text).toMatch(/TAP_TOO_MANY_CONNECTIONS: more than 2/);
    talking.write("GET / HTTP/1.1\r\n\r\n");
    await Promise.all([first, second]);
    await scene.closed(2);
    expect(scene.of("closed").map(({ reason }) => reason.split(":")[0])).toEqual(["TAP_NOT_TLS", "TAP_CLIENT_TIMEOUT"]);
  });

  it("serves twenty clients at once", async () => {
    const simulator = await startRobot();
    const scene = await TapScene.start(simulator.port, simulator.rootsPem);
    const robots = await Promise.all(Array.from({ length: 20 }, () => through(scene)));
    const names = await Promise.all(robots.map((robot) => robot.client(RobotIdClient).getRobotId()));
    expect(new Set(names.map(({ serialNumber }) => serialNumber))).toEqual(new Set([simulator.serialNumber]));
    expect(scene.tap.connections).toBe(20);
    expect(new Set(scene.of("opened").map(({ connection }) => connection)).size).toBe(20);
    await Promise.all(robots.map((robot) => robot.close()));
    await scene.closed(20);
  });

  it("ends every connection when it is closed, and is done when all have been told of", async () => {
    const sockets: Promise<unknown>[] = [];
    const scene = await tapped((socket) => sockets.push(closing(socket.resume())));
    const open = await Promise.all([client(scene), client(scene)]);
    const gone = open.map((socket) => closing(socket.resume().once("end", () => socket.end())));
    await scene.tap.close();
    expect(scene.of("closed").map(({ reason }) => reason)).toEqual(["the tap was stopped", "the tap was stopped"]);
    await Promise.all([...gone, ...sockets]);
    expect(await rejection(client(scene))).toMatchObject({ code: "ECONNREFUSED" });
  });

  it("does not listen where it cannot", async () => {
    const { root } = await identity();
    const port = await listen(createServer());
    expect(await rejection(TapScene.start(port, root.certificatePem, { port }))).toMatchObject({
      code: "TAP_LISTEN_FAILED",
    });
  });
});

/** A TLS port that agrees to these protocols alone. */
function startTlsPeerOf(
  { certificatePem: cert, privateKeyPem: key }: MintedCertificate,
  protocols: string[],
): Promise<number> {
  const server = createTlsServer({ cert, key, ALPNProtocols: protocols }, (socket) => {
    socket.on("error", () => undefined);
  });
  server.on("tlsClientError", () => undefined);
  return listen(server);
}
