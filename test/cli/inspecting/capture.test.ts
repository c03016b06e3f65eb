import { describe, expect, it } from "vitest";
import { UsageError } from "../../../src/cli/exit.ts";
import { isCapture, parseFollowed, readCapture, type RunTshark } from "../../../src/cli/inspecting/capture.ts";

/** As tshark 4.0 printed it: the server is the first peer, and speaks first. */
const FOLLOWED = `peers:
  - peer: 0
    host: 127.0.0.1
    port: 44775
  - peer: 1
    host: 
    port: 0
packets:
  - packet: 11
    peer: 0
    timestamp: 1795452778.004610300
    data: !!binary |
      AAASBAAAAAAAAAMAAACAAAQAEAAAAAYAAEAAAAAECAAAAAAAAA8AAQ==
  - packet: 13
    peer: 1
    timestamp: 1795452778.004685879
    data: !!binary |
      UFJJICogSFRUUC8yLjANCg0KU00NCg0KAAASBAAAAAAAAAIAAAAAAAQAEAAAAAYAAEAAAAAECAAA
      AAAAAA8AAQ==
  - packet: 14
    peer: 0
    timestamp: 1795452778.005412817
    data: !!binary |
      AAAABAEAAAAA
`;
const EMPTY = "peers:\n  - peer: 0\n    host: 127.0.0.1\n    port: 1\npackets:\n";

describe("a connection out of a capture", () => {
  it("has every piece with its side and time, the client being who opened HTTP/2", () => {
    const connection = parseFollowed(FOLLOWED);
    expect(connection?.server).toBe("127.0.0.1:44775");
    expect(connection?.pieces.map(({ side, bytes }) => [side, bytes.length])).toEqual([
      ["server", 40],
      ["client", 64],
      ["server", 9],
    ]);
    expect(connection?.pieces[0]?.atNanos).toBe(1_795_452_778_004_610_300n);
    expect(connection?.pieces[2]?.bytes).toEqual(Uint8Array.of(0, 0, 0, 4, 1, 0, 0, 0, 0));
  });

  it("is none where nothing was sent", () => {
    expect(parseFollowed(EMPTY)).toBeUndefined();
    expect(parseFollowed("")).toBeUndefined();
  });
});

/** A tshark that knows two TCP streams: of the first it reads what is asked for, of the second nothing. */
function tshark(layer: "tls" | "tcp", asked: string[][]): RunTshark {
  return (args) => {
    asked.push([...args]);
    if (args.includes("tcp.stream")) return Promise.resolve("0\n0\n1\n");
    return Promise.resolve(args.includes(`follow,${layer},yaml,0`) ? FOLLOWED : EMPTY);
  };
}

describe("readCapture", () => {
  it("gives the connections that could be read, through TLS or in cleartext", async () => {
    for (const layer of ["tls", "tcp"] as const) {
      expect(await readCapture("x.pcapng", undefined, tshark(layer, []))).toHaveLength(1);
    }
  });

  it("hands the key log on", async () => {
    const asked: string[][] = [];
    await readCapture("x.pcapng", "keys", tshark("tls", asked));
    for (const args of asked) expect(args.join(" ")).toContain("-r x.pcapng -o tls.keylog_file:keys");
  });

  it("says what is missing where nothing could be read", async () => {
    const nothing: RunTshark = (args) => Promise.resolve(args.includes("tcp.stream") ? "0\n" : EMPTY);
    await expect(readCapture("x.pcap", undefined, nothing)).rejects.toThrow(UsageError);
    await expect(readCapture("x.pcap", undefined, nothing)).rejects.toThrow("needs --key-log");
    await expect(readCapture("x.pcap", "keys", nothing)).rejects.toThrow("has the key log the secrets");
  });
});

describe("isCapture", () => {
  it("knows captures by how they begin", () => {
    for (const start of ["d4c3b2a1", "0a0d0d0a", "a1b23c4d"]) expect(isCapture(Buffer.from(start, "hex"))).toBe(true);
    for (const start of ["", "505249", "0a040a02"]) expect(isCapture(Buffer.from(start, "hex"))).toBe(false);
  });
});
