/** `spotwire decode` and `spotwire encode`, in this process. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SpanJson } from "../../../src/inspect/index.ts";
import { createRecording } from "../../../src/recording/node/index.ts";
import { concat, hex } from "../../support/hex.ts";
import { Flag, frame, headerBlock } from "../../support/scripted-peer.ts";
import { run } from "../captured-output.ts";

const ROBOT_ID = "12 0c 0a 04 73 70 2d 31 12 04 73 70 6f 74".split(" ");
const TYPE = ["--type", "bosdyn.api.RobotIdResponse"];
const PATH = "/bosdyn.api.RobotIdService/GetRobotId";
const MESSAGE = hex(`00 00 00 00 0e ${ROBOT_ID.join(" ")}`);

/** What a client and a server send in a call. */
const CLIENT = concat(
  new TextEncoder().encode("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
  frame("SETTINGS", Flag.NONE, 0),
  frame("HEADERS", Flag.END_HEADERS, 1, headerBlock({ ":method": "POST", ":path": PATH })),
  frame("DATA", Flag.END_STREAM, 1, hex("00 00 00 00 00")),
);
const SERVER = concat(
  frame("SETTINGS", Flag.NONE, 0),
  frame("HEADERS", Flag.END_HEADERS, 1, headerBlock({ ":status": "200", "content-type": "application/grpc" })),
  frame("DATA", Flag.NONE, 1, MESSAGE),
  frame("HEADERS", Flag.END_HEADERS | Flag.END_STREAM, 1, headerBlock({ "grpc-status": "0" })),
);

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), "spotwire-test-"))));
afterAll(() => rm(folder, { recursive: true }));

async function fileOf(name: string, content: Uint8Array | string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

async function decode(...args: string[]): Promise<string> {
  const { code, out, err } = await run(["decode", ...args]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

describe("spotwire decode", () => {
  it("shows a message by its type", async () => {
    expect(await decode("--hex", ...ROBOT_ID, ...TYPE)).toBe(
      `12 0c                  # 2: robot_id, 12 bytes
   0a 04 73 70 2d 31   #   1: serial_number "sp-1"
   12 04 73 70 6f 74   #   2: species "spot"
`,
    );
  });

  it("guesses without one, and says what else it may be", async () => {
    const out = await decode("--hex", ...ROBOT_ID);
    expect(out).toContain('1: "sp-1"');
    expect(out).toContain("(or ");
  });

  it("finds the layer and the form of a file by itself", async () => {
    const wanted = ["HEADERS stream 1", PATH, "DATA stream 1"];
    const base64 = Buffer.from(CLIENT).toString("base64");
    const hexText = Buffer.from(CLIENT).toString("hex");
    for (const [name, content] of Object.entries({ "a.bin": CLIENT, "a.b64": base64, "a.hex": hexText })) {
      const out = await decode(await fileOf(name, content));
      for (const each of wanted) expect(out).toContain(each);
    }
    expect(await decode(await fileOf("m.bin", MESSAGE), ...TYPE)).toContain("not compressed, 14 bytes follow");
  });

  it("reads a server's side alone, with the path of its calls", async () => {
    const file = await fileOf("server.bin", SERVER);
    expect(await decode(file)).not.toContain("serial_number");
    expect(await decode(file, "--path", PATH)).toContain('serial_number "sp-1"');
  });

  it("reads a recording, each frame under its connection, side, time and call", async () => {
    const file = join(folder, "session.swrec");
    const recording = createRecording(file, { maker: "test" });
    const facts = {
      client: "c:1",
      robot: "r:443",
      protocol: "h2",
      clientTls: "TLSv1.3",
      robotTls: "TLSv1.3",
      chain: "",
    };
    recording.write({ kind: "opened", connection: 1, atNanos: 0n, serverName: "id.spot.robot", ...facts });
    recording.write({ kind: "bytes", connection: 1, atNanos: 5n, side: "client", bytes: CLIENT });
    recording.write({ kind: "bytes", connection: 1, atNanos: 1_500_005n, side: "server", bytes: SERVER });
    recording.finish(2_000_000n);
    const out = await decode(file);
    expect(out).toContain(`# connection 1 (id.spot.robot), +0.001500 s, client <- server, stream 1, ${PATH}`);
    expect(out).toContain('serial_number "sp-1"');
    expect(out).toContain("grpc-status: 0");

    const cut = await fileOf("cut.swrec", (await readFile(file)).subarray(0, -3));
    const { code, err } = await run(["decode", cut]);
    expect([code, err]).toEqual([0, expect.stringContaining("was not ended in order")]);
  });

  it("prints JSON whose leaves are every byte", async () => {
    const tree = JSON.parse(await decode("--hex", ...ROBOT_ID, ...TYPE, "--json")) as SpanJson;
    const leaves = (span: SpanJson): string[] => span.children?.flatMap(leaves) ?? [span.hex ?? ""];
    expect(
      leaves(tree)
        .filter((each) => each !== "")
        .join(" "),
    ).toBe(ROBOT_ID.join(" "));
    const frames = (await decode(await fileOf("j.bin", CLIENT), "--json")).trim().split("\n");
    expect(frames.map((each) => (JSON.parse(each) as { streamId: number }).streamId)).toEqual([0, 0, 1, 1]);
  });

  it("cuts long values on request, and says so", async () => {
    const bytes = hex(`0a 40 ${"61 ".repeat(64)}`);
    const out = await decode(await fileOf("long.bin", bytes), "--max-value", "16");
    expect(out).toContain("48 bytes more, not shown");
  });

  it("shows damaged bytes as far as they can be read", async () => {
    expect(await decode("--hex", ...ROBOT_ID.slice(0, -2), ...TYPE)).toContain("WIRE_TRUNCATED");
  });

  it("refuses what cannot be meant", async () => {
    for (const [args, said] of [
      [["--hex", "0z"], "line 1 of the input is not pairs of hex digits"],
      [["--hex", "0a", "--type", "bosdyn.api.Nothing"], "no message named"],
      [[join(folder, "nowhere")], "no such file"],
      [[await fileOf("empty", "")], "the input is empty"],
      [["--hex", "0a", "--max-value", "-1"], "--max-value takes a whole number"],
      [["--hex", "0a", "--as", "smtp"], "Allowed choices are"],
    ] as const) {
      const { code, err } = await run(["decode", ...args]);
      expect(code).not.toBe(0);
      expect(err).toContain(said);
    }
  });
});

describe("spotwire encode", () => {
  it("gives back the bytes that decode was given", async () => {
    const text = await fileOf("m.hex", await decode(await fileOf("again.bin", MESSAGE), ...TYPE));
    const { out } = await run(["encode", text, "--to", "hex"]);
    expect(out).toBe(`${Buffer.from(MESSAGE).toString("hex")}\n`);
  });

  it("puts lengths right after an edit, unless it is told not to", async () => {
    const text = await decode(await fileOf("edit.bin", MESSAGE), ...TYPE);
    const edited = await fileOf("edited.hex", text.replace("73 70 2d 31", "73 70 2d 31 31"));
    const out = join(folder, "edited.bin");
    expect(await run(["encode", edited, "--out", out])).toMatchObject({ code: 0, out: "" });
    const bytes = await readFile(out);
    expect([bytes[4], bytes[6], bytes[8]]).toEqual([0x0f, 0x0d, 0x05]);
    expect(await decode(out, ...TYPE)).toContain('serial_number "sp-11"');
    const kept = await run(["encode", edited, "--keep-lengths", "--to", "base64"]);
    expect(Buffer.from(kept.out, "base64")[4]).toBe(0x0e);
  });

  it("refuses what is not annotated hex, with the line", async () => {
    const { code, err } = await run(["encode", await fileOf("bad.hex", "00\n0z")]);
    expect(code).toBe(1);
    expect(err).toContain("INSPECT_HEX_SYNTAX");
    expect(err).toContain("line 2");
  });
});
