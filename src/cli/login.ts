/** Logging in from the command line: with the token of an earlier run while it is good, else by password. */
import type { Robot } from "../robot/index.ts";
import { InvalidTokenError } from "../services/index.ts";
import type { TokenCache } from "./config/token-cache.ts";

/**
 * Log in, and keep the token for the next run.
 * @param readPassword asked only where no token serves
 * @param cache `undefined` keeps and takes none
 */
export async function login(
  robot: Robot,
  user: string,
  readPassword: () => Promise<string>,
  cache: TokenCache | undefined,
): Promise<void> {
  // Not before there is something to keep it for: the robot's identity costs a call.
  const serialNumber = cache === undefined ? undefined : await robotOfToken(robot);
  if (cache === undefined || serialNumber === undefined) {
    await robot.login(user, await readPassword());
    return;
  }
  const kept = await cache.read(serialNumber, user);
  if (kept === undefined || !(await isAccepted(robot, kept))) await robot.login(user, await readPassword());
  // A token that was accepted comes back renewed, good for twelve hours more.
  if (robot.token !== undefined) await cache.write(serialNumber, user, robot.token);
}

/** Whose token it would be; `undefined` for a simulator, which is another robot at each start. */
async function robotOfToken(robot: Robot): Promise<string | undefined> {
  const { serialNumber, version } = await robot.id();
  return version === "simulator" || serialNumber === "" ? undefined : serialNumber;
}

/** Whether a token still opens the robot. */
async function isAccepted(robot: Robot, token: string): Promise<boolean> {
  try {
    await robot.loginWithToken(token);
    return true;
  } catch (error) {
    if (error instanceof InvalidTokenError) return false;
    throw error;
  }
}
