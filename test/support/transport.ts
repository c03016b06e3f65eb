/** Which of the two implementations of HTTP/2 a run of the tests is about: vitest.config.ts runs many of them over both. */
import { connectNodeTransport } from "../../src/grpc/h2/node-transport.ts";
import { connectOwnTransport } from "../../src/http2/index.ts";

const IMPLEMENTATIONS = { node: connectNodeTransport, own: connectOwnTransport } as const;

/** Begins HTTP/2 on a link. */
export type ConnectTransport = typeof connectNodeTransport;

/** An implementation by its name. @throws {RangeError} there is none of this name */
export function transportNamed(name: string): ConnectTransport {
  return IMPLEMENTATIONS[nameOf(name)];
}

/** The one that this run is about: SPOTWIRE_TRANSPORT, or `node:http2`. */
export const TRANSPORT: keyof typeof IMPLEMENTATIONS = nameOf(process.env["SPOTWIRE_TRANSPORT"] ?? "node");

/** Begins HTTP/2 on a link, by that implementation. */
export const connectTransport: ConnectTransport = IMPLEMENTATIONS[TRANSPORT];

function nameOf(name: string): keyof typeof IMPLEMENTATIONS {
  if (name !== "node" && name !== "own") throw new RangeError(`a transport is node or own, and not ${name}`);
  return name;
}
