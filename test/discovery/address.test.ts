import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DiscoveryError, formatAddress, parseAddress, type RobotEndpoint } from "../../src/discovery/index.ts";

const GOOD: readonly (readonly [text: string, host: string, port: number])[] = [
  ["192.168.80.3", "192.168.80.3", 443],
  ["192.168.80.3:8443", "192.168.80.3", 8443],
  ["spot-7", "spot-7", 443],
  ["spot-7.lab.example:20443", "spot-7.lab.example", 20443],
  ["spot_7.local.", "spot_7.local.", 443],
  ["3com.example", "3com.example", 443],
  ["[fd00::3]", "fd00::3", 443],
  ["[fd00::3]:1", "fd00::3", 1],
  ["[fe80::1%eth0]:65535", "fe80::1%eth0", 65535],
  ["fd00::3", "fd00::3", 443],
  ["fe80::1%wlan0", "fe80::1%wlan0", 443],
  ["::1", "::1", 443],
  ["  10.0.0.3\n", "10.0.0.3", 443],
];

const BAD: readonly (readonly [text: string, message: RegExp])[] = [
  ["", /it is empty/],
  ["   ", /it is empty/],
  ["https://192.168.80.3", /it is a URL/],
  ["grpc://spot-7:443/x", /it is a URL/],
  ["192.168.80.3/", /it has a path/],
  ["spot 7", /space or control character/],
  ["spot\u0000", /space or control character/],
  ["user:secret@spot", /it has an @/],
  ["spot:", /port "" is not/],
  ["spot:0", /port "0" is not/],
  ["spot:65536", /port "65536" is not/],
  ["spot:-1", /port "-1" is not/],
  ["spot:1e3", /port "1e3" is not/],
  ["spot:https", /port "https" is not/],
  [":443", /no host before the port/],
  ["192.168.80.256", /no IPv4 address/],
  ["192.168.80", /no IPv4 address/],
  ["0x7f000001", /no IPv4 address/],
  ["-spot", /neither a host name nor an IP address/],
  ["spot..lab", /neither a host name nor an IP address/],
  ["röbot", /neither a host name nor an IP address/],
  ["a".repeat(64), /neither a host name nor an IP address/],
  ["[fd00::3", /brackets enclose/],
  ["[fd00::3]443", /brackets enclose/],
  ["[spot]", /no IPv6 address/],
  ["[192.168.80.3]", /no IPv6 address/],
  ["[]:443", /no IPv6 address/],
  ["[fe80::1%]", /zone after %/],
  ["[fe80::1%a%b]", /zone after %/],
  ["fd00::3::4", /no IPv6 address/],
  ["1:2:3", /no IPv6 address/],
];

function refusal(text: string): DiscoveryError {
  try {
    parseAddress(text);
  } catch (error) {
    if (error instanceof DiscoveryError) return error;
    throw error;
  }
  throw new Error(`${text} was taken for an address`);
}

describe("parseAddress", () => {
  for (const [text, host, port] of GOOD) {
    it(`reads ${JSON.stringify(text)}`, () => {
      expect(parseAddress(text)).toEqual({ host, port });
    });
  }

  for (const [text, message] of BAD) {
    it(`refuses ${JSON.stringify(text.slice(0, 30))}: ${message.source}`, () => {
      const error = refusal(text);
      expect(error).toMatchObject({ code: "ADDRESS_INVALID", retryable: false, name: "DiscoveryError" });
      expect(error.message).toMatch(message);
    });
  }

  it("takes another default port", () => {
    expect(parseAddress("[::1]", { defaultPort: 8443 })).toEqual({ host: "::1", port: 8443 });
    expect(parseAddress("spot:1", { defaultPort: 8443 })).toEqual({ host: "spot", port: 1 });
  });

  it("keeps what may be a password out of its message", () => {
    expect(refusal("admin:hunter2@192.168.80.3").message).not.toContain("hunter2");
    expect(refusal("https://admin:hunter2@192.168.80.3").message).not.toContain("hunter2");
  });

  it("keeps its message short and printable", () => {
    const { message } = refusal(`\u001B[31m${"x".repeat(10_000)}`);
    expect(message.length).toBeLessThan(300);
    expect(message).not.toContain("\u001B");
  });

  it("reads what formatAddress writes", () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    const endpoint: fc.Arbitrary<RobotEndpoint> = fc.record({
      host,
      port: fc.integer({ min: 1, max: 65_535 }),
    });
    fc.assert(
      fc.property(endpoint, (robot) => {
        expect(parseAddress(formatAddress(robot))).toEqual(robot);
      }),
    );
  });

  it("gives an address or a typed refusal for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        try {
          expect(parseAddress(text).port).toBe(parseAddress(text).port);
        } catch (error) {
          expect(error).toBeInstanceOf(DiscoveryError);
        }
      }),
    );
  });
});
