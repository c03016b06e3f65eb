/** The echo service on our own server. */
import type { GrpcServer } from "../../src/grpc/server/server.ts";
import { Echo } from "./echo-service.ts";

/** Serve all four methods. */
export function serveEcho(server: GrpcServer): void {
  server
    .handle(Echo.once, (request) => request)
    .handle(Echo.split, (request) => request.split(" "))
    .handle(Echo.join, async (requests) => {
      const words: string[] = [];
      for await (const word of requests) words.push(word);
      return words.join(" ");
    })
    .handle(Echo.each, async function* (requests) {
      for await (const request of requests) yield request;
    });
}
