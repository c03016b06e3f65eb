/**
 * The floor: the states and as many bytes as a command has over bare TLS, without a protocol, nothing decoded. What is left
 * of the jitter is Node's, the kernel's and the machine's.
 */
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import { AUTHORITY } from "../servers/service.ts";
import { contendLoop } from "./contend-loop.ts";
import type { SteadyPlace } from "./steady-robot.ts";
import { STEADY_PERIOD_MS } from "./steady-time.ts";

const LENGTH_BYTES = 4;
const COMMAND_BYTES = 128;

await contendLoop(({ robot }) => {
  if (robot.kind !== "steady") throw new TypeError("the floor is for the steady robot");
  return Promise.resolve(async (onState) => {
    const commands = await open(robot, "c");
    const states = await open(robot, "s");
    const command = Buffer.alloc(COMMAND_BYTES);
    const state = { readAtMs: 0, commandKey: 0, commandReceivedAtMs: 0 };
    let [left, number] = [0, 0];
    states.on("data", (bytes: Buffer) => {
      for (let at = 0; at < bytes.length;) {
        if (left === 0) left = LENGTH_BYTES + bytes.readUInt32LE(at);
        const taken = Math.min(left, bytes.length - at);
        at += taken;
        left -= taken;
        if (left > 0) return;
        state.readAtMs = number++ * STEADY_PERIOD_MS;
        command.writeUInt32LE(onState(state) as number);
        commands.write(Buffer.from(command));
      }
    });
    await once(states, "end");
    commands.end();
    await once(commands, "close");
  });
});

/** Connect and say what for. */
async function open({ barePort, roots }: SteadyPlace, errand: "s" | "c"): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port: barePort, ca: roots, servername: AUTHORITY });
  socket.setNoDelay(true);
  await once(socket, "secureConnect");
  socket.resume();
  socket.write(errand);
  return socket;
}
