import { describe, expect, it } from "vitest";
import { ConnectionInspector, schemaMessageReader } from "../../src/inspect/index.ts";
import type { ConnectionRecord } from "../../src/recording/index.ts";
import { apiSchema, SchemaRegistry } from "../../src/reflect/index.ts";
import { RobotIdClient } from "../../src/services/index.ts";
import { tracedTransport } from "../../src/trace/index.ts";
import { connectTo, startRobot } from "../support/robots.ts";
import { transportNamed } from "../support/transport.ts";

const messages = schemaMessageReader(new SchemaRegistry(apiSchema()));

describe.each(["node", "own"])("a traced transport over %s", (name) => {
  it("tells of every byte of a call, and the call is as it is without", async () => {
    const simulator = await startRobot({ serialNumber: "SIM-traced" });
    const records: ConnectionRecord[] = [];
    const transport = tracedTransport((record) => {
      // Bytes are the link's own once the observer has returned.
      records.push(record.kind === "bytes" ? { ...record, bytes: Uint8Array.from(record.bytes) } : record);
    }, transportNamed(name));
    const robot = await connectTo(simulator, { transport });
    const { serialNumber } = await robot.client(RobotIdClient).getRobotId({});
    expect(serialNumber).toBe("SIM-traced");
    const { bytesReceived } = robot.stats();
    await robot.close();

    const [first, ...rest] = records;
    expect(first).toMatchObject({
      kind: "opened",
      connection: 1,
      serverName: "id.spot.robot",
      robot: `127.0.0.1:${simulator.port}`,
      robotTls: "TLSv1.3",
      protocol: "h2",
    });
    expect(rest.at(-1)).toMatchObject({ kind: "closed", connection: 1, reason: "done" });
    const inspector = new ConnectionInspector({ messages });
    let received = 0;
    for (const record of rest) {
      if (record.kind !== "bytes") continue;
      inspector.push(record.side, record.bytes, record.atNanos);
      if (record.side === "server") received += record.bytes.length;
    }
    expect(inspector.calls.map(({ path, status }) => [path, status])).toEqual([
      ["/bosdyn.api.RobotIdService/GetRobotId", 0],
    ]);
    // On the wire they are in TLS records besides.
    expect(received).toBeGreaterThan(200);
    expect(bytesReceived).toBeGreaterThan(received);
    const times = records.map(({ atNanos }) => atNanos);
    expect([...times].sort((a, b) => Number(a - b))).toEqual(times);
  });

  it("breaks with the connection, as one that is not traced does", async () => {
    const simulator = await startRobot();
    const records: ConnectionRecord[] = [];
    const robot = await connectTo(simulator, {
      transport: tracedTransport((record) => records.push(record), transportNamed(name)),
    });
    await robot.client(RobotIdClient).getRobotId({});
    simulator.inject({ fault: "drop-connections" });
    await expect.poll(() => records.at(-1)?.kind).toBe("closed");
    // And a new one is made, numbered on.
    await robot.client(RobotIdClient).getRobotId({});
    expect(records.filter(({ kind }) => kind === "opened")).toHaveLength(2);
  });
});
