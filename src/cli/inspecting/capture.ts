/** Connections out of a capture file: Wireshark's `tshark` puts the packets together and takes TLS off. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Side } from "../../inspect/index.ts";
import { UsageError } from "../exit.ts";

/** Bytes as one side sent them. */
export interface Piece {
  readonly side: Side;
  /** Unix time. */
  readonly atNanos: bigint;
  readonly bytes: Uint8Array;
}

/** A connection, TLS taken off. */
export interface CapturedConnection {
  /** `127.0.0.1:44775`, as far as the capture names it. */
  readonly server: string;
  readonly pieces: readonly Piece[];
}

/** Runs `tshark` with arguments and gives what it prints; tests put their own here. */
export type RunTshark = (args: readonly string[]) => Promise<string>;

/** What one connection may print: base64 in YAML takes a third more than its bytes. */
const MAX_OUTPUT_BYTES = 512 * 1024 * 1024;
const CLIENT_PREFACE = "PRI * HTTP/2.0";

/** Beginnings of pcap files, of either byte order and resolution, and of pcapng. */
const MAGICS = ["a1b2c3d4", "d4c3b2a1", "a1b23c4d", "4d3cb2a1", "0a0d0d0a"];

/** Whether bytes are a capture file. */
export function isCapture(bytes: Uint8Array): boolean {
  return MAGICS.includes(Buffer.from(bytes.subarray(0, 4)).toString("hex"));
}

/**
 * Read the connections of a capture in the order in which they were opened.
 * @param keyLog file of TLS secrets (NSS key log), for what is encrypted
 * @throws {UsageError} there is no tshark here, it cannot read the file, or there is nothing that could be read
 */
export async function readCapture(
  file: string,
  keyLog: string | undefined,
  run: RunTshark = runTshark,
): Promise<readonly CapturedConnection[]> {
  const read = ["-r", file, ...(keyLog === undefined ? [] : ["-o", `tls.keylog_file:${keyLog}`])];
  const listed = await run([...read, "-Y", "tcp.len > 0", "-T", "fields", "-e", "tcp.stream"]);
  const streams = [...new Set(listed.split("\n").filter((line) => /^\d+$/.test(line)))];
  const connections: CapturedConnection[] = [];
  for (const stream of streams) {
    for (const layer of ["tls", "tcp"]) {
      const connection = parseFollowed(await run([...read, "-q", "-z", `follow,${layer},yaml,${stream}`]));
      // Below TLS there is nothing that anybody could read.
      const isReadable = layer === "tls" || connection?.pieces.some(({ bytes }) => startsAsHttp2(bytes)) === true;
      if (connection === undefined || !isReadable) continue;
      connections.push(connection);
      break;
    }
  }
  if (connections.length > 0) return connections;
  const hint =
    keyLog === undefined ? "what is encrypted needs --key-log" : "has the key log the secrets of these connections?";
  throw new UsageError(`${file} has ${streams.length} connections, and none that could be read: ${hint}`);
}

/** Read what `-z follow,…,yaml` prints. @returns `undefined` if nothing was sent */
export function parseFollowed(yaml: string): CapturedConnection | undefined {
  const hosts: string[] = [];
  const packets: { peer: number; atNanos: bigint; base64: string[] }[] = [];
  let isPeers = true;
  for (const line of yaml.split("\n")) {
    const [, key = "", value = ""] = /^\s*-?\s*([a-z]+):\s*(.*)$/.exec(line) ?? [];
    const packet = packets.at(-1);
    if (key === "packets") isPeers = false;
    else if (key === "packet") packets.push({ peer: 0, atNanos: 0n, base64: [] });
    else if (isPeers && key === "host") hosts.push(value);
    else if (isPeers && key === "port") hosts.push(`${hosts.pop() ?? ""}:${value}`);
    else if (packet !== undefined && key === "peer") packet.peer = Number(value);
    else if (packet !== undefined && key === "timestamp") packet.atNanos = nanosOf(value);
    else if (packet !== undefined && key === "" && /^\s+[A-Za-z0-9+/=]+$/.test(line)) packet.base64.push(line.trim());
  }
  const [first] = packets;
  if (first === undefined) return undefined;
  const bytesOf = packets.map(({ base64 }) => new Uint8Array(Buffer.from(base64.join(""), "base64")));
  const opener = packets.find((_, i) => startsAsHttp2(bytesOf[i] as Uint8Array))?.peer ?? first.peer;
  return {
    server: hosts[1 - opener] ?? "",
    pieces: packets.map(({ peer, atNanos }, i) => ({
      side: peer === opener ? "client" : "server",
      atNanos,
      bytes: bytesOf[i] as Uint8Array,
    })),
  };
}

function startsAsHttp2(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.subarray(0, CLIENT_PREFACE.length)).toString("latin1") === CLIENT_PREFACE;
}

/** `1795452778.004610300`. */
function nanosOf(seconds: string): bigint {
  const [whole = "0", fraction = ""] = seconds.split(".");
  return BigInt(whole || "0") * 1_000_000_000n + BigInt(fraction.padEnd(9, "0").slice(0, 9) || "0");
}

async function runTshark(args: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("tshark", args, { maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  } catch (error) {
    const { code, stderr = "", message } = error as NodeJS.ErrnoException & { readonly stderr?: string };
    if (code === "ENOENT") {
      throw new UsageError("captures are read with tshark, which is not installed here (Debian: apt install tshark)");
    }
    const said = stderr.split("\n").find((line) => line.startsWith("tshark: "));
    throw new UsageError(said ?? `tshark: ${message}`);
  }
}
