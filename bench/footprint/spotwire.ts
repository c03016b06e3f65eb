/** A robot over our own clients: connected, logged in, its state read. */
import { connect, RobotStateClient } from "../../src/index.ts";
import { connectOwnTransport } from "../../src/http2/index.ts";
import { weigh } from "./footprint.ts";

void weigh(async ({ port, roots, user, password, transport }) => {
  const robot = await connect(`127.0.0.1:${port}`, {
    roots,
    ...(transport === "own" && { transport: connectOwnTransport }),
  });
  await robot.login(user, password);
  const client = robot.client(RobotStateClient);
  return async () => (await client.getRobotState()).kinematicState?.jointStates.length;
});
