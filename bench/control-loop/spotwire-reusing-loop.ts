/** The loop on our own HTTP/2 with a buffer for all states and a template for all commands: next to no garbage. */
import { JointControlTemplate, positionGains, RobotStateBuffer } from "../../src/services/index.ts";
import { COMMAND_LIFETIME_MS, contendLoop, VELOCITY_LIMIT } from "./contend-loop.ts";
import { pullBack } from "./joint-answer.ts";
import { loopClients } from "./loop-clients.ts";
import { Mailbox } from "./mailbox.ts";

interface Time {
  readonly seconds: number;
  readonly nanos: number;
}

await contendLoop(async (setup) => {
  const clients = await loopClients(setup, "own");
  return async (onState) => {
    const commands = new Mailbox<JointControlTemplate>();
    const answered = clients.commands.jointControlStreamOf(commands);
    answered.catch(() => undefined); // it is heard below, when the states are over
    const buffer = new RobotStateBuffer();
    const state = { readAtMs: 0, commandKey: 0, commandReceivedAtMs: 0 };
    let hold: readonly number[] = [];
    let command: JointControlTemplate | undefined;
    for await (const { jointStates, lastCommand } of clients.states.getRobotStateStreamInto(buffer)) {
      const readAt = jointStates?.acquisitionTimestamp;
      state.readAtMs = milliseconds(readAt);
      state.commandKey = lastCommand?.userCommandKey ?? 0;
      state.commandReceivedAtMs = milliseconds(lastCommand?.receivedTimestamp);
      const key = onState(state);
      if (key === "over") break;
      const position = jointStates?.position ?? [];
      if (command === undefined) {
        hold = [...position];
        command = templateOf(hold);
      }
      pullBack(hold, position, command.position);
      command.userCommandKey = key;
      command.setEndTime((readAt?.seconds ?? 0) + COMMAND_LIFETIME_MS / 1000, readAt?.nanos ?? 0);
      commands.put(command);
    }
    commands.end();
    await answered;
  };
});

function templateOf(position: Iterable<number>): JointControlTemplate {
  return new JointControlTemplate({
    jointCommand: {
      position: [...position],
      gains: positionGains(),
      extrapolationDuration: { nanos: 5_000_000 },
      velocitySafetyLimit: { value: VELOCITY_LIMIT },
    },
  });
}

/** Of a day, so that doubles have the nanoseconds. */
function milliseconds(time: Time | undefined): number {
  return time === undefined ? NaN : (time.seconds % 86_400) * 1000 + time.nanos / 1e6;
}
