import { fstatSync, openSync } from "node:fs";
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { RecordingEnd, RecordingRecord } from "../../src/recording/index.ts";
import { createRecording, readRecording, RecordingFile } from "../../src/recording/node/index.ts";
import { MIDDLE, RECORDS, sample, START } from "./sample.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "spotwire-recording-test-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

async function readAll(path: string): Promise<{ records: RecordingRecord[]; end: RecordingEnd | undefined }> {
  let end: RecordingEnd | undefined;
  const records: RecordingRecord[] = [];
  for await (const record of readRecording(path, { onEnd: (value) => (end = value) })) records.push(record);
  return { records, end };
}

describe("a recording in a file", () => {
  it("is read back, and is its owner's alone", async () => {
    const path = join(await folder(), "a.swrec");
    const file = createRecording(path, START);
    for (const record of MIDDLE) file.write(record);
    file.finish(2n ** 41n);
    file.finish(2n ** 41n);
    expect(Buffer.compare(await readFile(path), sample())).toBe(0);
    expect(file.size).toBe(sample().length);
    if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { records, end } = await readAll(path);
    expect(records).toEqual(RECORDS);
    expect(end?.isFinished).toBe(true);
  });

  it("has each record as soon as it is written", async () => {
    const path = join(await folder(), "a.swrec");
    using file = createRecording(path, START);
    for (const [count, record] of MIDDLE.entries()) {
      file.write(record);
      expect((await readAll(path)).records).toEqual(RECORDS.slice(0, count + 2));
    }
  });

  it("that was cut says where", async () => {
    const path = join(await folder(), "a.swrec");
    await writeFile(path, sample());
    await truncate(path, sample().length - 3);
    const { records, end } = await readAll(path);
    expect(records).toEqual(RECORDS.slice(0, -1));
    expect(end).toMatchObject({ isFinished: false, cutBytes: 13 });
  });

  it("that is damaged gives what is before the damage, and closes the file", async () => {
    const path = join(await folder(), "a.swrec");
    await writeFile(path, sample());
    await appendFile(path, "x");
    const records: RecordingRecord[] = [];
    const reading = (async () => {
      for await (const record of readRecording(path)) records.push(record);
    })();
    await expect(reading).rejects.toMatchObject({ code: "RECORDING_FILE_CORRUPT", offset: sample().length });
    expect(records).toEqual(RECORDS);
  });

  it("is not written over", async () => {
    const path = join(await folder(), "a.swrec");
    await writeFile(path, "precious");
    expect(() => createRecording(path, START)).toThrow(expect.objectContaining({ code: "RECORDING_FILE_EXISTS" }));
    expect(await readFile(path, "utf8")).toBe("precious");
  });

  it("that cannot be made or read says so", async () => {
    const path = join(await folder(), "none", "a.swrec");
    expect(() => createRecording(path, START)).toThrow(expect.objectContaining({ code: "RECORDING_FILE_UNWRITABLE" }));
    await expect(readAll(path)).rejects.toMatchObject({ code: "RECORDING_FILE_UNREADABLE" });
  });

  it("stops at a disk that takes no more, and says so", async () => {
    const path = join(await folder(), "a.swrec");
    await writeFile(path, "");
    const handle = openSync(path, "r"); // what cannot be written to stands for what is full
    const make = (): RecordingFile => new RecordingFile(path, handle, START);
    expect(make).toThrow(expect.objectContaining({ code: "RECORDING_FILE_UNWRITABLE", offset: 0 }));
    expect(() => fstatSync(handle)).toThrow(/EBADF/); // it was closed
  });

  it("takes no more once it is closed", async () => {
    const file = createRecording(join(await folder(), "a.swrec"), START);
    file.close();
    expect(file.isOpen).toBe(false);
    expect(() => file.write({ kind: "note", atNanos: 1n, text: "" })).toThrow(TypeError);
  });

  it("is read no further than it is asked for", async () => {
    const path = join(await folder(), "a.swrec");
    const file = createRecording(path, START);
    const bytes = new Uint8Array(60_000);
    for (let i = 0; i < 50; i++)
      file.write({ kind: "bytes", connection: 1, atNanos: BigInt(i), side: "server", bytes });
    file.close();
    await appendFile(path, Uint8Array.of(3, 255, 255, 255, 0, 0, 0, 0)); // damage that a look ahead would meet
    const records = readRecording(path);
    for (let i = 0; i < 45; i++) expect((await records.next()).done).toBe(false);
    await records.return(undefined);
    await expect(readAll(path)).rejects.toMatchObject({ code: "RECORDING_FILE_CORRUPT", offset: file.size });
  });
});
