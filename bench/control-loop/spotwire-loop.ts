/** The loop on our clients, over either transport, as docs tell users to write it. */
import type { RobotStateStreamResponse } from "../../src/messages/bosdyn/api/robot_state.ts";
import { jointControlRequests, type JointUpdate, positionGains } from "../../src/services/index.ts";
import type { TransportName } from "../servers/open-channel.ts";
import { COMMAND_LIFETIME_MS, contendLoop, VELOCITY_LIMIT } from "./contend-loop.ts";
import { pullBack } from "./joint-answer.ts";
import { loopClients } from "./loop-clients.ts";
import { Mailbox } from "./mailbox.ts";
import type { LoopState } from "./loop-record.ts";

type Timestamp = { readonly seconds: bigint; readonly nanos: number } | undefined;

await contendLoop(async (setup) => {
  const { states, commands, robotClock } = await loopClients(setup, setup.variant as TransportName);
  return async (onState) => {
    const updates = new Mailbox<JointUpdate>();
    const requests = jointControlRequests(updates, { robotClock, lifetimeMs: COMMAND_LIFETIME_MS });
    const answered = commands.jointControlStream(requests);
    answered.catch(() => undefined); // it is heard below, when the states are over
    let hold: readonly number[] | undefined;
    for await (const state of states.getRobotStateStream()) {
      const key = onState(loopState(state));
      if (key === "over") break;
      const gains = hold === undefined ? positionGains() : undefined;
      const position = state.jointStates?.position ?? [];
      hold ??= position;
      const positionRadians = pullBack(hold, position);
      updates.put({ positionRadians, gains, velocitySafetyLimit: VELOCITY_LIMIT, userCommandKey: key });
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
