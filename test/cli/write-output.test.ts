import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeOutputFiles } from "../../src/cli/write-output.ts";

const A = { name: "a", extension: "jpg", bytes: Uint8Array.of(1) };
const B = { name: "b", extension: "pgm", bytes: Uint8Array.of(2) };

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "spotwire-test-"));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

describe("writeOutputFiles", () => {
  it("writes one file under the name that was given", async () => {
    const out = join(await folder(), "picture.jpg");
    expect(await writeOutputFiles(out, [A])).toEqual([out]);
    expect([...(await readFile(out))]).toEqual([1]);
  });

  it("writes several into a folder, which it makes", async () => {
    const out = join(await folder(), "new", "pictures");
    expect(await writeOutputFiles(out, [A, B])).toEqual([join(out, "a.jpg"), join(out, "b.pgm")]);
    expect((await readdir(out)).sort()).toEqual(["a.jpg", "b.pgm"]);
  });

  it("takes an existing folder for one, whatever it is called", async () => {
    const out = join(await folder(), "2026.01");
    await writeOutputFiles(`${out}/`, [A]);
    expect(await writeOutputFiles(out, [B])).toEqual([join(out, "b.pgm")]);
  });

  it("keeps names from leading out of the folder", async () => {
    const out = await folder();
    const names = ["../evil", "/etc/passwd", "..", ".hidden", "a b\u0000c"];
    const paths = await writeOutputFiles(
      out,
      names.map((name) => ({ ...A, name })),
    );
    expect(await readdir(out)).toHaveLength(paths.length);
    for (const path of paths) expect(path.slice(out.length + 1)).toMatch(/^_[\w.-]*\.jpg$|^a_b_c\.jpg$/);
  });

  it("refuses several files for one name, and a place that cannot be written", async () => {
    const out = await folder();
    await expect(writeOutputFiles(join(out, "x.jpg"), [A, B])).rejects.toThrow("name a folder");
    await expect(writeOutputFiles("/proc/nonexistent/x.jpg", [A])).rejects.toThrow(
      "--out /proc/nonexistent/x.jpg: ENOENT",
    );
  });
});
