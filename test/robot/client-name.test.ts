import { hostname } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { clientName } from "../../src/robot/client-name.ts";

vi.mock("node:os", () => ({ hostname: vi.fn(() => "payload"), userInfo: () => ({ username: "rex" }) }));

let argv: string[];

beforeEach(() => void (argv = process.argv));
afterEach(() => {
  process.argv = argv;
  vi.mocked(hostname).mockReturnValue("payload");
});

describe("clientName", () => {
  it("is prefix, machine, script and process, as the reference client writes it", () => {
    process.argv = ["node", "/opt/robots/patrol.js", "--fast"];
    expect(clientName("spotwire-")).toBe(`spotwire-payload:patrol.js-${process.pid}`);
  });

  it("puts nothing between prefix and machine", () => {
    process.argv = ["node", "patrol.js"];
    expect(clientName("Fleet")).toBe(`Fleetpayload:patrol.js-${process.pid}`);
  });

  it("has no script where there is none", () => {
    process.argv = ["node"];
    expect(clientName("p-")).toBe(`p-payload:${process.pid}`);
  });

  it("names the user where the machine has no name", () => {
    vi.mocked(hostname).mockReturnValue("");
    process.argv = ["node", "patrol.js"];
    expect(clientName("p-")).toBe(`p-rex:patrol.js-${process.pid}`);
  });
});
