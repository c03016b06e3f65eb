/**
 * What the guide's bytes are taken from: our client speaks with the embedded robot over TLS, with clocks that stand still,
 * and somebody listens on each connection.
 */
import type { Channel } from "../../../src/grpc/index.ts";
import { schemaMessageReader } from "../../../src/inspect/index.ts";
import { RobotIdResponse, RobotIdRequest } from "../../../src/messages/bosdyn/api/robot_id.ts";
import { apiSchema, SchemaRegistry } from "../../../src/reflect/index.ts";
import {
  AuthClient,
  RobotIdClient,
  RobotStateClient,
  RobotStateStreamingClient,
  TimeSyncClient,
} from "../../../src/services/index.ts";
import { localTime, localTimeToTimestamp } from "../../../src/services/time.ts";
import { type Simulator, startSimulator } from "../../../src/sim/index.ts";
import { rpcMethod } from "../../../src/wire/index.ts";
import { type ConversationOptions, converse, type Recorded } from "./conversation.ts";
import { ManualSimClock } from "../../../test/support/manual-sim-clock.ts";

/** Connections that were listened to. */
export interface Scene {
  /** Stream 1 asks who the robot is, stream 3 asks again, stream 5 calls a method that the service lacks. */
  readonly id: Recorded;
  /** Stream 1 logs in with a wrong password. */
  readonly login: Recorded;
  /** Stream 1 sends time sync half of what belongs together, with a good token. */
  readonly timeSync: Recorded;
  /** Stream 1 asks for the robot's state with a token that is none, stream 3 a service that is not served there. */
  readonly refused: Recorded;
  /** Stream 1 is the state stream, left after its third message. */
  readonly stream: Recorded;
}

/** The client's wall clock: 2.5 s behind the robot's. */
const CLIENT_TIME = localTime(1_799_999_997_500_000_000n);
const CLIENT = { clientName: "wire-guide", now: () => CLIENT_TIME };
const USER = "user";
const STREAMED_STATES = 3;

/** A method that no robot has. */
const NOTHING = rpcMethod("bosdyn.api.RobotIdService", "GetNothing", "unary", RobotIdRequest, RobotIdResponse);

/** Let it all happen; the bytes of its streams are the same in every run, those of tokens and of TLS apart. */
export async function recordScene(): Promise<Scene> {
  const clock = new ManualSimClock();
  await using simulator = await startSimulator({
    clock,
    serialNumber: "SIM-00000001",
    user: USER,
    password: "correct horse",
  });
  const messages = schemaMessageReader(new SchemaRegistry(apiSchema()));
  const on = (authority: string, token?: string): ConversationOptions => ({ simulator, authority, token, messages });

  const id = await converse(on("id.spot.robot"), async (channel) => {
    const client = new RobotIdClient(channel, CLIENT);
    await client.getRobotId();
    await client.getRobotId();
    await failing(channel.unary(NOTHING, {}));
  });
  const login = await converse(on("auth.spot.robot"), async (channel) => {
    await failing(new AuthClient(channel, CLIENT).login(USER, "battery staple"));
  });
  const token = await logIn(simulator, on("auth.spot.robot"));
  const timeSync = await converse(on("api.spot.robot", token), async (channel) => {
    const clientTx = localTimeToTimestamp(CLIENT_TIME);
    const roundTrip = { clientTx, serverRx: clientTx, serverTx: clientTx, clientRx: clientTx };
    await failing(new TimeSyncClient(channel, CLIENT).update({ roundTrip, clockIdentifier: "" }));
  });
  const refused = await converse(on("state.spot.robot", "not-a-token"), async (channel) => {
    await failing(new RobotStateClient(channel, CLIENT).getRobotState());
    await failing(new RobotIdClient(channel, CLIENT).getRobotId());
  });
  const stream = await converse(on("state.spot.robot", token), (channel) => readStates(channel, clock));
  return { id, login, timeSync, refused, stream };
}

async function logIn({ user, password }: Simulator, options: ConversationOptions): Promise<string> {
  let token = "";
  await converse(options, async (channel) => {
    token = await new AuthClient(channel, CLIENT).login(user, password);
  });
  return token;
}

/** Read some states; the robot's time goes on whenever it sleeps until the next. */
async function readStates(channel: Channel, clock: ManualSimClock): Promise<void> {
  const ticking = setInterval(() => clock.wakeNext(), 1);
  try {
    const states = new RobotStateStreamingClient(channel, CLIENT).getRobotStateStream();
    for (let count = 0; count < STREAMED_STATES; count++) await states.next();
    await states.return(undefined);
  } finally {
    clearInterval(ticking);
  }
}

/** @throws {Error} the call does not fail, and the guide would show something else than it says */
async function failing(call: Promise<unknown>): Promise<void> {
  const outcome = await call.then(
    () => "succeeded",
    () => undefined,
  );
  if (outcome !== undefined) throw new Error("a call that was to fail did not");
}
