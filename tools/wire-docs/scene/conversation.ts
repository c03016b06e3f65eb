/** One connection of our client to the embedded robot, and everything that passed on it. */
import { type Channel, GrpcChannel } from "../../../src/grpc/index.ts";
import {
  ConnectionInspector,
  type InspectedFrame,
  type InspectedMessage,
  type MessageReader,
  type Side,
} from "../../../src/inspect/index.ts";
import type { Simulator } from "../../../src/sim/index.ts";
import { connectTls, TrustStore } from "../../../src/tls/index.ts";
import { connectRecorded, type Passed } from "./recorded-link.ts";

/** What passed on a connection, from its first byte to its last. */
export interface Recorded {
  readonly authority: string;
  /** In the order in which they passed; which side's frame came first is not the same in every run, except in a stream. */
  readonly frames: readonly InspectedFrame[];
}

/** How to speak. */
export interface ConversationOptions {
  readonly simulator: Simulator;
  readonly authority: string;
  readonly token?: string | undefined;
  readonly messages: MessageReader;
}

/** Time for calls stands still: what is left of a deadline is all of it. */
const STOPPED = { now: () => 0, after: () => () => undefined };

/** Connect, let `speak` make its calls, and close. */
export async function converse(
  { simulator, authority, token, messages }: ConversationOptions,
  speak: (channel: Channel) => Promise<void>,
): Promise<Recorded> {
  const passed: Passed[] = [];
  const host = "127.0.0.1";
  const { port } = simulator;
  const trustStore = TrustStore.fromPem(simulator.rootsPem);
  const channel = new GrpcChannel({
    authority,
    address: `${host}:${port}`,
    clock: STOPPED,
    callMetadata: () => (token === undefined ? undefined : { authorization: `Bearer ${token}` }),
    async connect({ signal }) {
      const { socket, reads, address } = await connectTls({ host, port, serverName: authority, trustStore, signal });
      const options = { link: socket, reads, address, origin: `https://${authority}`, signal };
      return connectRecorded(options, (each) => passed.push(each));
    },
  });
  try {
    await speak(channel);
  } finally {
    await channel.close();
  }
  return { authority, frames: inspected(passed, messages) };
}

function inspected(passed: readonly Passed[], messages: MessageReader): InspectedFrame[] {
  const inspector = new ConnectionInspector({ messages });
  const frames = passed.flatMap(({ side, bytes }, i) => [...inspector.push(side, bytes, BigInt(i))]);
  for (const side of ["client", "server"] as const) frames.push(...inspector.end(side, BigInt(passed.length)));
  return frames;
}

/** Frames of one side and one stream, 0 for the connection's, in the order in which they were sent. */
export function framesOf({ frames }: Recorded, side: Side, streamId: number): InspectedFrame[] {
  return frames
    .filter((frame) => frame.side === side && frame.streamId === streamId)
    .sort((a, b) => a.offset - b.offset);
}

/** A side's first message on a stream, with its prefix. @throws {Error} it sent none */
export function messageOf(recorded: Recorded, side: Side, streamId: number): InspectedMessage {
  const [message] = framesOf(recorded, side, streamId).flatMap(({ messages }) => messages);
  if (message === undefined)
    throw new Error(`no message of the ${side} on stream ${streamId} of ${recorded.authority}`);
  return message;
}
