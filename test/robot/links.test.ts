/** A robot over links of the caller's own making: everything works as over TCP, and what fails says so. */
import { connect as connectTcp, createServer, type Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { Duplex } from "node:stream";
import { describe, expect, it } from "vitest";
import type { LinkMaker } from "../../src/tls/index.ts";
import { makeLink } from "../../src/robot/make-link.ts";
import { connectTo, rejection, startRobot } from "../support/robots.ts";
import { freePort, listen, startTcpPeer } from "../support/tls-peers.ts";

/** A duplex that is no socket and counts nothing, as a serial bridge or an SSH channel is. */
class Bridge extends Duplex {
  sent = 0;
  received = 0;
  readonly #socket: Socket;

  constructor(socket: Socket) {
    super();
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.received += chunk.length;
      if (!this.push(chunk)) socket.pause();
    });
    socket.on("end", () => this.push(null));
    socket.on("error", (error) => this.destroy(error));
    socket.on("close", () => this.destroy());
  }

  override _read(): void {
    this.#socket.resume();
  }

  override _write(chunk: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.sent += chunk.length;
    this.#socket.write(chunk, done);
  }

  override _final(done: () => void): void {
    this.#socket.end(done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#socket.destroy();
    done(error);
  }
}

/** A maker of bridges, and the bridges it made. */
function bridges(): { link: LinkMaker; made: Bridge[] } {
  const made: Bridge[] = [];
  return {
    made,
    link: async ({ host, port }) => {
      const socket = connectTcp({ host, port });
      await new Promise((resolve, reject) => socket.once("connect", resolve).once("error", reject));
      const bridge = new Bridge(socket);
      made.push(bridge);
      return bridge;
    },
  };
}

const closed = (link: Duplex): Promise<unknown> =>
  link.closed ? Promise.resolve() : new Promise((resolve) => link.once("close", resolve));

describe("a robot over a link of the caller's own", () => {
  it("is asked for one link per connection, and counts the bytes on each", async () => {
    const simulator = await startRobot();
    const { link, made } = bridges();
    const robot = await connectTo(simulator, { link });
    await robot.login(simulator.user, simulator.password);
    await robot.listServices();
    const { sessions, bytesSent, bytesReceived } = robot.stats();
    expect(made).toHaveLength(sessions);
    expect(bytesSent).toBe(made.reduce((sum, { sent }) => sum + sent, 0));
    expect(bytesReceived).toBe(made.reduce((sum, { received }) => sum + received, 0));
    await robot.close();
    await Promise.all(made.map(closed));
  });

  it.each(["destroyed", "broken by an error", "ended by the other side"])(
    "connects anew over another link when one is %s",
    async (how) => {
      const simulator = await startRobot();
      const { link, made } = bridges();
      const robot = await connectTo(simulator, { link });
      await robot.id();
      const [first] = made as [Bridge];
      const over = closed(first);
      if (how === "destroyed") first.destroy();
      else if (how === "ended by the other side") first.push(null);
      else first.destroy(new Error("radio lost"));
      await over;
      const again = async (): Promise<string> =>
        robot.id().then(
          ({ serialNumber }) => serialNumber,
          (error: unknown) => {
            expect(error).toMatchObject({ retryable: true });
            return again();
          },
        );
      expect(await again()).toMatch(/^SIM-/);
      expect(made).toHaveLength(2);
    },
  );

  it("is reached by TCP where the maker has no link for it", async () => {
    const simulator = await startRobot();
    const robot = await connectTo(simulator, { link: async () => undefined });
    expect((await robot.id()).serialNumber).toMatch(/^SIM-/);
  });

  it("fails as its link does", async () => {
    const simulator = await startRobot();
    const port = await freePort();
    const refused: LinkMaker = () => bridges().link({ host: "127.0.0.1", port }, { signal: AbortSignal.abort() });
    expect(await rejection(connectTo(simulator, { link: refused }))).toMatchObject({
      code: "CONNECT_REFUSED",
      phase: "link",
      address: `127.0.0.1:${simulator.port}`,
      cause: { code: "ECONNREFUSED" },
    });
    const broken: LinkMaker = () => Promise.reject(new Error("no carrier"));
    const error = await rejection(connectTo(simulator, { link: broken }));
    expect(error).toMatchObject({ code: "CONNECT_UNREACHABLE", phase: "link", retryable: true });
    expect(String(error)).toContain("no carrier");
  });

  it("judges the peer at the other end as ever", async () => {
    const [simulator, other] = await Promise.all([startRobot(), startRobot()]);
    const { link, made } = bridges();
    const crossed: LinkMaker = (_target, options) => link({ host: "127.0.0.1", port: other.port }, options);
    const error = await rejection(connectTo(simulator, { link: crossed }));
    expect(error).toMatchObject({ code: "TRUST_REJECTED", address: `127.0.0.1:${simulator.port}` });
    await Promise.all(made.map(closed));
  });

  it("says that the link ended during the handshake", async () => {
    const simulator = await startRobot();
    const hangUp = await startTcpPeer((socket) => socket.once("data", () => socket.destroy()));
    const { link, made } = bridges();
    const elsewhere: LinkMaker = (_target, options) => link({ host: "127.0.0.1", port: hangUp }, options);
    const error = await rejection(connectTo(simulator, { link: elsewhere }));
    expect(error).toMatchObject({ code: "CONNECT_RESET", phase: "tls", retryable: true });
    await Promise.all(made.map(closed));
  });
});

describe("a robot over TCP", () => {
  it("is reached from the address of a network interface, looked up for each connection", async () => {
    const simulator = await startRobot();
    const [loopback = ""] = Object.entries(networkInterfaces()).find(([, list]) => list?.[0]?.internal) ?? [];
    const robot = await connectTo(simulator, { networkInterface: loopback });
    expect((await robot.id()).serialNumber).toMatch(/^SIM-/);
    const error = await rejection(connectTo(simulator, { networkInterface: "wlan-none" }));
    expect(error).toMatchObject({ code: "CONNECT_UNREACHABLE", phase: "tcp", retryable: true });
    expect(String(error)).toContain("no such network interface");
    const both = connectTo(simulator, { networkInterface: loopback, localAddress: "127.0.0.1" });
    expect(await rejection(both)).toBeInstanceOf(TypeError);
  });

  it("gives the secrets of every connection to a key log", async () => {
    const simulator = await startRobot();
    const lines: string[] = [];
    const robot = await connectTo(simulator, { keyLog: (line) => lines.push(Buffer.from(line).toString()) });
    await robot.login(simulator.user, simulator.password);
    const labels = lines.map((line) => line.split(" ")[0]).filter((label) => label === "CLIENT_TRAFFIC_SECRET_0");
    expect(labels).toHaveLength(robot.stats().sessions);
  });
});

describe("making a link", () => {
  const endpoint = { host: "192.0.2.1", port: 443 } as const;
  const { signal } = new AbortController();

  it("takes no longer than the time there is, and destroys a link that comes too late", async () => {
    const port = await listen(createServer());
    const late = new Bridge(connectTcp(port, "127.0.0.1"));
    let deliver: (link: Duplex) => void = () => undefined;
    let asked: AbortSignal | undefined;
    const maker: LinkMaker = (_target, options) => {
      asked = options.signal;
      return new Promise((resolve) => (deliver = resolve));
    };
    const error = await rejection(makeLink(maker, endpoint, { timeoutMs: 20, signal }));
    expect(error).toMatchObject({ code: "CONNECT_TIMEOUT", phase: "link", address: "192.0.2.1:443", retryable: true });
    expect(asked?.aborted).toBe(true);
    deliver(late);
    await closed(late);
  });

  it("ends with the caller's signal, before it begins too", async () => {
    const controller = new AbortController();
    const never: LinkMaker = () => new Promise(() => undefined);
    const made = rejection(makeLink(never, endpoint, { timeoutMs: 600_000, signal: controller.signal }));
    controller.abort("enough");
    const givenUp = { code: "CONNECT_ABORTED", phase: "link", retryable: false, cause: "enough" };
    expect(await made).toMatchObject(givenUp);
    const { signal: aborted } = controller;
    expect(await rejection(makeLink(never, endpoint, { timeoutMs: 600_000, signal: aborted }))).toMatchObject(givenUp);
  });
});
