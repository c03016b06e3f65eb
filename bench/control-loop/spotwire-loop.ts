/** The loop on our clients, over either transport, as docs tell users to write it. */
import { connect, RobotStateStreamingClient } from "../../src/index.ts";
import type { RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import {
  jointControlRequests,
  type JointUpdate,
  positionGains,
  RobotCommandStreamingClient,
} from "../../src/services/index.ts";
import { TRANSPORTS, type TransportName } from "../servers/open-channel.ts";
import { COMMAND_LIFETIME_MS, contendLoop, VELOCITY_LIMIT } from "./contend-loop.ts";
import { Mailbox } from "./mailbox.ts";
import type { LoopState } from "./loop-record.ts";

type Timestamp = { readonly seconds: bigint; readonly nanos: number } | undefined;

await contendLoop(async ({ port, roots, user, password, variant }) => {
  const transport = TRANSPORTS[variant as TransportName];
  const robot = await connect(`127.0.0.1:${port}`, { roots, transport });
  await robot.login(user, password);
  await robot.timeSync.established();
  return async (onState) => {
    const updates = new Mailbox<JointUpdate>();
    const requests = jointControlRequests(updates, {
      robotClock: robot.timeSync,
      lifetimeMs: COMMAND_LIFETIME_MS,
    });
    const answered = robot.client(RobotCommandStreamingClient).jointControlStream(requests);
    answered.catch(() => undefined); // it is heard below, when the states are over
    let hold: readonly number[] | undefined;
    for await (const state of robot.client(RobotStateStreamingClient).getRobotStateStream()) {
      const key = onState(loopState(state));
      if (key === "over") break;
      const gains = hold === undefined ? positionGains() : undefined;
      hold ??= state.jointStates?.position ?? [];
      updates.put({ positionRadians: hold, gains, velocitySafetyLimit: VELOCITY_LIMIT, userCommandKey: key });
    }
    updates.end();
    await answered;
  };
});

function loopState({ jointStates, lastCommand }: RobotStateStreamResponse): LoopState {
  return {
    readAtMs: milliseconds(jointStates?.acquisitionTimestamp),
    commandKey: lastCommand?.userCommandKey ?? 0,
    commandReceivedAtMs: milliseconds(lastCommand?.receivedTimestamp),
  };
}

/** Of a day, so that doubles have the nanoseconds. */
function milliseconds(timestamp: Timestamp): number {
  return timestamp === undefined ? NaN : Number(timestamp.seconds % 86_400n) * 1000 + timestamp.nanos / 1e6;
}
