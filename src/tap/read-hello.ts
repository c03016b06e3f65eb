/** A TCP connection's first bytes, read as far as the client's TLS hello, and put back. */
import type { Socket } from "node:net";
import { type ClientHello, ClientHelloReader } from "./client-hello.ts";
import { TapError } from "./errors.ts";

/**
 * Read the hello. The socket is paused then, and has all of its bytes still to give.
 * @throws {TapError} it is none, did not come in time, or the client went away
 */
export function readHello(socket: Socket, timeoutMs: number): Promise<ClientHello> {
  return new Promise((resolve, reject) => {
    const reader = new ClientHelloReader();
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      socket.pause();
      socket.off("data", onData).off("end", onGone).off("close", onGone);
      settle();
    };
    const onData = (chunk: Uint8Array): void => {
      try {
        const hello = reader.push(chunk);
        if (hello === undefined) return;
        done(() => {
          socket.unshift(reader.bytes);
          resolve(hello);
        });
      } catch (error) {
        const why = error as TapError;
        done(() => reject(why));
      }
    };
    const onGone = (): void => {
      const detail = "the client went away before it had said what it wants";
      done(() => reject(new TapError("TAP_CLIENT_TLS_FAILED", detail)));
    };
    const timer = setTimeout(() => {
      const detail = `the client did not say within ${timeoutMs} ms what it wants`;
      done(() => reject(new TapError("TAP_CLIENT_TIMEOUT", detail)));
    }, timeoutMs);
    socket.on("data", onData).on("end", onGone).on("close", onGone);
  });
}
