/** docs/errors.md has a row for every code that the source can throw, and no other. */
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, it } from "vitest";

const ROOT = resolve(import.meta.dirname, "../..");
const FAMILIES =
  /"((?:WIRE|RPC|TRANSPORT|FRAMING|STREAM|RESPONSE|AUTH|DIRECTORY|CONNECT|PROXY|TLS|NAME|TRUST|CERTIFICATE|TIME_SYNC|SERVICE|ADDRESS|DISCOVERY|SCHEMA|JSON|LOGIN|LEASE|LICENSE|CUSTOM_PARAM|DATA_CHUNK|PAYLOAD|FAULT|ESTOP|POWER|KEEPALIVE|ROBOT_COMMAND|IMAGE|POINT_CLOUD|RAY_CAST|NETWORK_COMPUTE|DATA_ACQUISITION|GRAPH_NAV|RECORDING|MAP_PROCESSING|AREA_CALLBACK|MISSION|REMOTE_MISSION|AUTOWALK|AUTO_RETURN|SPOT_CHECK|CAMERA_CALIBRATION|LOG_STATUS|AUDIO_VISUAL|CHOREOGRAPHY|HOSTING|GEOMETRY|FRAME_TREE|MAP_FOLDER|BDDF|MCAP|DOWNLOAD|INSPECT|TAP|REPLAY)_[A-Z0-9_]+)"/g;

async function codesInSource(): Promise<Set<string>> {
  const files = await readdir(join(ROOT, "src"), { recursive: true });
  const own = files.filter((file) => file.endsWith(".ts") && !file.startsWith("messages"));
  const texts = await Promise.all(own.map((file) => readFile(join(ROOT, "src", file), "utf8")));
  return new Set(texts.flatMap((text) => [...text.matchAll(FAMILIES)].map(([, code]) => code as string)));
}

it("lists exactly the error codes of the source", async () => {
  const text = await readFile(join(ROOT, "docs/errors.md"), "utf8");
  const rows = text.split("\n").filter((line) => line.startsWith("| `"));
  const documented = rows.flatMap((row) =>
    [...(row.split("|")[1] ?? "").matchAll(/`([A-Z0-9_]+)`/g)].map(([, code]) => code as string),
  );
  expect(documented.length).toBe(new Set(documented).size);
  const source = await codesInSource();
  expect(source.size).toBeGreaterThan(50);
  expect([...source].filter((code) => !documented.includes(code))).toEqual([]);
  expect(documented.filter((code) => !source.has(code))).toEqual([]);
});
