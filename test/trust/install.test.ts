import { once } from "node:events";
import { chmod, mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  findAnchor,
  installAny,
  installFromFile,
  installFromSdk,
  installFromWeb,
  listAnchors,
  loadAnchors,
  NoAnchorError,
  removeAnchor,
} from "../../src/trust/index.ts";
import { fleetNow, otherNow, read, rejection, rootNow, sha256, startWebServer, temporaryFolder } from "./support.ts";

const pinned = { fingerprints: [sha256(rootNow)] };
const ca = rootNow.pem;

describe("installFromWeb", () => {
  it("installs the certificate that is pinned, and nothing else of the text", async () => {
    const directory = join(await temporaryFolder(), "deep", "anchors");
    const url = await startWebServer((_, response) => response.end(otherNow.pem + rootNow.pem));
    const { source, anchors, ignored } = await installFromWeb({ ...pinned, url, ca, directory });
    expect({ source, names: anchors.map(({ name }) => name) }).toEqual({ source: url, names: ["boston-dynamics"] });
    expect(ignored.map(({ fingerprint }) => fingerprint)).toEqual([sha256(otherNow)]);
    expect(await loadAnchors({ directory })).toEqual([rootNow.pem]);
  });

  it("refuses every other certificate, and writes nothing", async () => {
    const directory = await temporaryFolder();
    const url = await startWebServer((_, response) => response.end(otherNow.pem));
    const error = await rejection(installFromWeb({ ...pinned, url, ca, directory }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_REFUSED", retryable: false });
    expect(String(error)).toContain(sha256(otherNow));
    expect(await readdir(directory)).toEqual([]);
  });

  it("accepts Boston Dynamics' root alone unless it is told otherwise", async () => {
    const url = await startWebServer((_, response) => response.end(rootNow.pem));
    const error = await rejection(installFromWeb({ url, ca, directory: await temporaryFolder() }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_REFUSED" });
    expect(String(error)).toContain("851035FD8C1693FCBD150CBFDAFE1FA36150DCD8D2E4BBE988959776CD194A1A");
  });

  it("trusts no server that the system's roots do not vouch for", async () => {
    const url = await startWebServer((_, response) => response.end(rootNow.pem));
    const error = await rejection(installFromWeb({ ...pinned, url, directory: await temporaryFolder() }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_NOT_FETCHED", retryable: true });
    expect(String(error)).toMatch(/certificate/);
  });

  it.each([
    ["a redirect", 302, "redirects elsewhere"],
    ["an error", 404, "the server answers 404"],
  ])("does not follow %s", async (_, status, says) => {
    const url = await startWebServer((_request, response) => response.writeHead(status, { location: "/x" }).end());
    const error = await rejection(installFromWeb({ ...pinned, url, ca, directory: await temporaryFolder() }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_NOT_FETCHED", retryable: false });
    expect(String(error)).toContain(says);
  });

  it("reads no more than a certificate can take", async () => {
    let isClosed: Promise<unknown> = Promise.resolve();
    const url = await startWebServer((_, response) => {
      isClosed = once(response, "close");
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(16_384, 0x41)));
      };
      response.on("drain", more);
      more();
    });
    const error = await rejection(installFromWeb({ ...pinned, url, ca, directory: await temporaryFolder() }));
    expect(String(error)).toContain("more than 65536 bytes");
    await isClosed;
  });

  it("waits no longer than it may for a server that is silent", async () => {
    const url = await startWebServer(() => undefined);
    const directory = await temporaryFolder();
    const error = await rejection(installFromWeb({ ...pinned, url, ca, directory, timeoutMs: 50 }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_NOT_FETCHED" });
    expect(String(error)).toContain("no answer within 50 ms");
  });

  it("gives up when it is told to", async () => {
    const abort = new AbortController();
    const url = await startWebServer(() => {
      abort.abort(new Error("enough"));
    });
    await expect(installFromWeb({ ...pinned, url, ca, signal: abort.signal })).rejects.toThrow("enough");
  });

  it.each(["http://127.0.0.1/robot.pem", "file:///etc/passwd", "not a URL"])("fetches nothing from %s", async (url) => {
    expect(await rejection(installFromWeb({ url }))).toMatchObject({ code: "TRUST_ANCHOR_NOT_FETCHED" });
  });

  it("repeats no password of an address", async () => {
    const error = await rejection(installFromWeb({ url: "https://me:secret@127.0.0.1/robot.pem" }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_NOT_FETCHED" });
    expect(String(error)).not.toContain("secret");
  });
});

describe("installFromFile", () => {
  it("holds a file to the same rule", async () => {
    const directory = await temporaryFolder();
    await writeFile(join(directory, "good"), `Some text before it\n${rootNow.pem}`);
    await writeFile(join(directory, "bad"), otherNow.pem);
    const options = { ...pinned, directory: join(directory, "anchors") };
    expect(await rejection(installFromFile(join(directory, "bad"), options))).toMatchObject({
      code: "TRUST_ANCHOR_REFUSED",
    });
    await installFromFile(join(directory, "good"), options);
    await installFromFile(join(directory, "good"), options); // again, which changes nothing
    expect(await loadAnchors(options)).toEqual([rootNow.pem]);
  });

  it.each([
    ["no PEM", "hello", "TRUST_ANCHOR_UNREADABLE"],
    ["a private key", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "TRUST_ANCHOR_UNREADABLE"],
    ["too long", "A".repeat(1_048_577), "TRUST_ANCHOR_UNREADABLE"],
    ["not there", undefined, "TRUST_ANCHOR_NOT_FOUND"],
  ])("refuses a file that is %s", async (_, text, code) => {
    const file = join(await temporaryFolder(), "file");
    if (text !== undefined) await writeFile(file, text);
    expect(await rejection(installFromFile(file, pinned))).toMatchObject({ code });
  });
});

describe("installFromSdk", () => {
  /** A Python that says where it looks for packages, and notes how it was asked. */
  async function fakePython(folders: readonly unknown[]): Promise<{ python: string; folder: string }> {
    const folder = await temporaryFolder();
    const python = join(folder, "python3");
    const answer = JSON.stringify(folders.map((each) => (each === "packages" ? join(folder, "packages") : each)));
    await writeFile(python, `#!/bin/sh\nprintf '%s ' "$1" "$2" > '${folder}/asked'\necho '${answer}'\n`);
    await chmod(python, 0o755);
    return { python, folder };
  }

  async function putRoot(folder: string, pem: string): Promise<void> {
    const file = join(folder, "packages/bosdyn/client/resources/robot.pem");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, pem);
  }

  it("finds the file where Python looks for packages, and runs nothing of them", async () => {
    const { python, folder } = await fakePython(["", "relative", "/nonexistent", 7, "packages"]);
    await putRoot(folder, rootNow.pem);
    const directory = join(folder, "anchors");
    const { source } = await installFromSdk({ ...pinned, directory, pythons: ["/nonexistent/python", python] });
    expect(source).toBe(join(folder, "packages/bosdyn/client/resources/robot.pem"));
    expect(await readFile(join(folder, "asked"), "utf8")).toBe("-I -c ");
    expect(await loadAnchors({ directory })).toEqual([rootNow.pem]);
  });

  it("holds the file to the same rule", async () => {
    const { python, folder } = await fakePython(["packages"]);
    await putRoot(folder, otherNow.pem);
    expect(await rejection(installFromSdk({ ...pinned, pythons: [python], directory: folder }))).toMatchObject({
      code: "TRUST_ANCHOR_REFUSED",
    });
  });

  it("says what to do where there is no SDK", async () => {
    const { python } = await fakePython([]);
    const error = await rejection(installFromSdk({ pythons: [python, "/nonexistent/python"] }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_NOT_FOUND" });
    expect(String(error)).toContain("spotwire trust install");
  });

  it("can ask a real Python", async () => {
    // Whether that has the SDK is not ours to say; it must answer either way
    const error = await rejection(installFromSdk({ ...pinned, pythons: ["python3"], directory: "/nonexistent" }));
    expect(error).toMatchObject({ code: expect.stringMatching(/^TRUST_ANCHOR_(?:NOT_FOUND|REFUSED)$/) as string });
  });
});

describe("installAny", () => {
  it("installs whatever one certificate it is given, under a name", async () => {
    const directory = await temporaryFolder();
    const file = join(directory, "site.txt");
    await writeFile(file, otherNow.pem);
    const anchor = await installAny(file, "site", { directory });
    expect(anchor).toMatchObject({ name: "site", isBostonDynamics: false });
    expect(await findAnchor("site", { directory })).toEqual(anchor);
  });

  it("holds it against a fingerprint where one is given, with colons or without", async () => {
    const directory = await temporaryFolder();
    const file = join(directory, "site.txt");
    await writeFile(file, otherNow.pem);
    const colons = sha256(otherNow)
      .toLowerCase()
      .replace(/..(?=.)/g, "$&:");
    await installAny(file, "site", { directory, sha256: colons });
    const error = await rejection(installAny(file, "site2", { directory, sha256: sha256(rootNow) }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_REFUSED" });
    expect(await listAnchors({ directory })).toHaveLength(1);
  });

  it("wants one word for each certificate", async () => {
    const directory = await temporaryFolder();
    const file = join(directory, "two.txt");
    await writeFile(file, otherNow.pem + rootNow.pem);
    expect(await rejection(installAny(file, "site", { directory }))).toMatchObject({ code: "TRUST_ANCHOR_UNREADABLE" });
  });

  it.each(["", "..", "../x", "A", "a/b", "a".repeat(65)])("takes no name such as %j", async (name) => {
    const directory = await temporaryFolder();
    const file = join(directory, "site.txt");
    await writeFile(file, otherNow.pem);
    await expect(installAny(file, name, { directory })).rejects.toThrow(RangeError);
  });
});

describe("the folder of anchors", () => {
  async function withSite(): Promise<{ directory: string; file: string }> {
    const directory = join(await temporaryFolder(), "anchors");
    const file = join(dirname(directory), "site.txt");
    await writeFile(file, otherNow.pem);
    await installAny(file, "site", { directory });
    return { directory, file };
  }

  it.skipIf(process.platform === "win32")("is for this user alone, its files for all to read", async () => {
    const { directory } = await withSite();
    expect(((await stat(directory)).mode & 0o777).toString(8)).toBe("700");
    expect(((await stat(join(directory, "site.pem"))).mode & 0o777).toString(8)).toBe("644");
  });

  it("holds nothing but whole files", async () => {
    const { directory } = await withSite();
    expect(await readdir(directory)).toEqual(["site.pem"]);
  });

  it("gives no name to a second certificate", async () => {
    const { directory, file } = await withSite();
    await writeFile(file, fleetNow.pem);
    const error = await rejection(installAny(file, "site", { directory }));
    expect(error).toMatchObject({ code: "TRUST_ANCHOR_EXISTS" });
    expect((await findAnchor("site", { directory })).certificate.fingerprint).toBe(read(otherNow).fingerprint);
  });

  it("forgets an anchor that is removed, and knows when there is none", async () => {
    const { directory } = await withSite();
    await removeAnchor("site", { directory });
    expect(await listAnchors({ directory })).toEqual([]);
    expect(await rejection(removeAnchor("site", { directory }))).toMatchObject({ code: "TRUST_ANCHOR_NOT_FOUND" });
    expect(await rejection(findAnchor("../site", { directory }))).toMatchObject({ code: "TRUST_ANCHOR_NOT_FOUND" });
  });

  it("that is empty fails with the command to run", async () => {
    const directory = join(await temporaryFolder(), "none");
    const error = await rejection(loadAnchors({ directory }));
    expect(error).toBeInstanceOf(NoAnchorError);
    expect(error).toMatchObject({ code: "TRUST_NO_ANCHOR", directory, retryable: false });
    expect(String(error)).toContain('run "spotwire trust install"');
  });

  it.skipIf(process.platform === "win32")("is refused where others may change it", async () => {
    const { directory } = await withSite();
    await chmod(join(directory, "site.pem"), 0o666);
    const error = await rejection(loadAnchors({ directory }));
    expect(error).toMatchObject({ code: "TRUST_DIRECTORY_UNUSABLE", path: join(directory, "site.pem") });
    await chmod(join(directory, "site.pem"), 0o644);
    await chmod(directory, 0o777);
    expect(await rejection(loadAnchors({ directory }))).toMatchObject({ path: directory });
  });

  it.each([
    ["is damaged", "hello"],
    ["holds two certificates", rootNow.pem + otherNow.pem],
  ])("is refused as a whole where one file %s", async (_, text) => {
    const { directory } = await withSite();
    await writeFile(join(directory, "more.pem"), text);
    expect(await rejection(loadAnchors({ directory }))).toMatchObject({
      code: "TRUST_DIRECTORY_UNUSABLE",
      path: join(directory, "more.pem"),
    });
  });

  it("ignores other files", async () => {
    const { directory } = await withSite();
    await writeFile(join(directory, "README"), "hello");
    await writeFile(join(directory, ".hidden.pem"), "hello");
    expect(await loadAnchors({ directory })).toHaveLength(1);
  });
});
