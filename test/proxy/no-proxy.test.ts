import { describe, expect, it } from "vitest";
import { noProxyRule } from "../../src/proxy/no-proxy.ts";

const CASES: readonly (readonly [list: string, host: string, isExcepted: boolean, port?: number])[] = [
  ["", "192.168.80.3", false],
  [" , ,", "spot-7", false],
  ["*", "192.168.80.3", true],
  ["example.com, *", "spot-7", true],
  // names
  ["spot-7", "spot-7", true],
  ["spot-7", "SPOT-7", true],
  ["SPOT-7", "spot-7.", true],
  ["spot-7", "spot-70", false],
  ["example.com", "example.com", true],
  ["example.com", "spot.example.com", true],
  ["example.com", "notexample.com", false],
  [".example.com", "spot.example.com", true],
  [".example.com", "example.com", false],
  ["*.example.com", "a.b.example.com", true],
  ["*.example.com", "example.com", false],
  ["a.example b.example", "b.example", true],
  // ports
  ["spot-7:443", "spot-7", true],
  ["spot-7:8443", "spot-7", false],
  ["spot-7:8443", "spot-7", true, 8443],
  ["192.168.80.3:8443", "192.168.80.3", true, 8443],
  ["192.168.80.3:8443", "192.168.80.3", false],
  ["[fd00::3]:443", "fd00::3", true],
  ["[fd00::3]:8443", "fd00::3", false],
  // addresses
  ["192.168.80.3", "192.168.80.3", true],
  ["192.168.80.3", "192.168.80.30", false],
  ["192.168.80.3", "::ffff:192.168.80.3", true],
  ["80.3", "192.168.80.3", false],
  ["fd00::3", "fd00:0:0::3", true],
  ["[fd00::3]", "FD00::3", true],
  ["fe80::1", "fe80::1%eth0", true],
  // ranges
  ["192.168.80.0/24", "192.168.80.3", true],
  ["192.168.80.0/24", "192.168.81.3", false],
  ["10.0.0.0/8,192.168.80.0/24", "10.255.0.1", true],
  ["0.0.0.0/0", "8.8.8.8", true],
  ["fd00::/8", "fd12::1", true],
  ["fd00::/8", "fe80::1", false],
  ["192.168.80.0/24", "spot-7", false],
  // nonsense excepts nobody
  ["192.168.80.0/33", "192.168.80.3", false],
  ["192.168.80.0/x", "192.168.80.3", false],
  ["fd00::/129", "fd00::3", false],
  ["spot-7:http", "spot-7", false],
  ["[fd00::3", "fd00::3", false],
];

describe("NO_PROXY", () => {
  for (const [list, host, isExcepted, port = 443] of CASES) {
    it(`${JSON.stringify(list)} ${isExcepted ? "excepts" : "does not except"} ${host}, port ${port}`, () => {
      expect(noProxyRule(list)({ host, port })).toBe(isExcepted);
    });
  }
});
