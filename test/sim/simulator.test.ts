import { X509Certificate } from "node:crypto";
import { connect as connectTls } from "node:tls";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TransportError } from "../../src/grpc/errors.ts";
import { type Simulator, startSimulator } from "../../src/sim/index.ts";
import { rejection } from "../support/robots.ts";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.close());

/** The certificate it presents, and whether OpenSSL takes it for `authority` under the simulator's root. */
function handshake(authority: string): Promise<{ authorized: boolean; subject: string }> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port: simulator.port,
      servername: authority,
      ca: simulator.rootsPem,
      ALPNProtocols: ["h2"],
    });
    socket.once("error", reject);
    socket.once("secureConnect", () => {
      const { authorized } = socket;
      const { subject } = new X509Certificate(socket.getPeerCertificate().raw);
      socket.once("close", () => resolve({ authorized, subject }));
      socket.end();
    });
  });
}

describe("startSimulator", () => {
  it("listens on loopback, on a free port, with a user and a random password", () => {
    expect(simulator.address).toBe("127.0.0.1");
    expect(simulator.port).toBeGreaterThan(0);
    expect(simulator.user).toBe("user");
    expect(simulator.password).toMatch(/^[\w-]{12}$/);
    expect(simulator.serialNumber).toMatch(/^SIM-[0-9A-F]{8}$/);
  });

  it("presents a chain that leads to its own root, for every authority of a robot", async () => {
    for (const authority of ["id.spot.robot", "api.spot.robot", "state.spot.robot"])
      expect(await handshake(authority)).toEqual({
        authorized: true,
        subject: `CN=${simulator.serialNumber}.spot.robot`,
      });
  });

  it("says in its root that it is a simulator", () => {
    expect(new X509Certificate(simulator.rootsPem).subject).toContain("spotwire simulator");
  });

  it("refuses a port that is taken", async () => {
    const error = await rejection(startSimulator({ port: simulator.port }));
    expect(error).toBeInstanceOf(TransportError);
    expect((error as Error).message).toContain(`127.0.0.1:${simulator.port}`);
  });
});
