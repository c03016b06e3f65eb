/** The options that say how a robot is reached, and what may be read of the connection: `--proxy`, `--key-log`. */
import { closeSync, fstatSync, openSync, writeSync } from "node:fs";
import { type Command, Option } from "commander";
import { proxyFromEnvironment, proxyTunnel } from "../proxy/index.ts";
import type { LinkMaker } from "../tls/index.ts";
import { UsageError } from "./exit.ts";
import { note, type Output } from "./output.ts";

/** What those options hold. */
export interface LinkCliOptions {
  readonly proxy?: string;
  readonly keyLog?: string;
}

/** A key log, open. */
export interface KeyLogFile extends Disposable {
  readonly take: (line: Uint8Array) => void;
}

/** Add the options to a command. */
export function withLinkOptions(command: Command): void {
  command
    .addOption(
      new Option(
        "--proxy <url>",
        'HTTP proxy to go through, http://HOST:PORT or https://HOST:PORT; "env" takes HTTPS_PROXY, ALL_PROXY and NO_PROXY',
      ),
    )
    .addOption(
      new Option("--key-log <file>", "append the TLS secrets, for Wireshark: who has FILE can read the session"),
    );
}

/**
 * The link maker that `--proxy` asks for.
 * @throws {UsageError} it holds a password
 * @throws {ProxyError} `PROXY_URL_INVALID`
 */
export function proxyLink({ proxy }: LinkCliOptions, output: Output): LinkMaker | undefined {
  if (proxy === undefined) return undefined;
  if (proxy !== "env") {
    // Every user of this computer can read the arguments of its programs
    if (/:[^/@]*@/.test(proxy.replace(/^[a-z]+:\/\//i, ""))) {
      throw new UsageError(
        "--proxy: a password is never an argument; put the URL into HTTPS_PROXY, and say --proxy env",
      );
    }
    return proxyTunnel(proxy);
  }
  const link = proxyFromEnvironment();
  if (link === undefined) note(output, "the environment names no proxy: connecting directly");
  return link;
}

/**
 * Open the file that `--key-log` names, for this user alone, and warn.
 * @throws {UsageError} it cannot be written, or others may read it
 */
export function openKeyLog({ keyLog: file }: LinkCliOptions, output: Output): KeyLogFile | undefined {
  if (file === undefined) return undefined;
  let handle: number;
  try {
    handle = openSync(file, "a", 0o600);
  } catch (error) {
    throw new UsageError(`--key-log ${file}: ${(error as Error).message}`);
  }
  const status = fstatSync(handle);
  if (process.platform !== "win32" && status.isFile() && (status.mode & 0o077) !== 0) {
    closeSync(handle);
    throw new UsageError(`--key-log ${file}: other users may open it; chmod 600 ${file}`);
  }
  note(output, `warning: TLS secrets go to ${file}: whoever has it can read this session, password and token included`);
  let isOpen = true;
  return {
    take: (line) => {
      if (isOpen) writeSync(handle, line);
    },
    [Symbol.dispose]: () => {
      isOpen = false;
      closeSync(handle);
    },
  };
}
