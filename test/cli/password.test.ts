import { PassThrough } from "node:stream";
import { afterEach, describe, expect, it, vi } from "vitest";
import { UsageError } from "../../src/cli/exit.ts";
import { readPassword } from "../../src/cli/password.ts";
import { rejection } from "../support/robots.ts";

/** What went to the terminal. */
let shown = "";

/** A person at a terminal who types. */
function terminal(typed: string): void {
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: vi.fn() });
  vi.spyOn(process, "stdin", "get").mockReturnValue(stdin as unknown as typeof process.stdin);
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    shown += String(text);
    return true;
  });
  shown = "";
  stdin.write(typed);
}

function read(command?: string): Promise<string> {
  return readPassword({ user: "user", host: "robot:443", command }, new AbortController().signal);
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("readPassword", () => {
  it("takes it from the environment, an empty one too", async () => {
    for (const password of ["secret", ""]) {
      vi.stubEnv("SPOTWIRE_PASSWORD", password);
      expect(await read()).toBe(password);
    }
  });

  it("takes the first line of a command's output, and asks nobody", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    expect(await read("echo 's3crét word'; echo more")).toBe("s3crét word");
  });

  it.each([
    ["exit 3", "exit code 3"],
    ["true", "printed nothing"],
  ])("says that the command %j is no help, and not what it printed", async (command, why) => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    const error = await rejection(read(`echo secret >/dev/null; ${command}`));
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain(why);
    expect((error as Error).message).not.toContain("secret");
  });

  it("asks for it in a terminal and shows nothing of it", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    terminal("s3crét word\r");
    expect(await read()).toBe("s3crét word");
    expect(shown).toBe("Password of user on robot:443: \n");
  });

  for (const [key, code] of [
    ["Ctrl-C", "\u0003"],
    ["Ctrl-D", "\u0004"],
  ] as const) {
    it(`gives up at ${key}`, async () => {
      vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
      terminal(code);
      expect(await rejection(read())).toBeInstanceOf(Error);
    });
  }

  it("gives up when the program is interrupted", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    terminal("");
    const abort = new AbortController();
    const reading = rejection(readPassword({ user: "user", host: "robot" }, abort.signal));
    abort.abort();
    expect(await reading).toBeInstanceOf(Error);
  });

  it("advises on the variable where there is nobody to ask", async () => {
    vi.stubEnv("SPOTWIRE_PASSWORD", undefined);
    terminal("");
    Object.assign(process.stdin, { isTTY: false });
    const error = await rejection(read());
    expect(error).toBeInstanceOf(UsageError);
    expect((error as Error).message).toContain("SPOTWIRE_PASSWORD");
  });
});
