/** Logging in with the token of an earlier run while it is good, else by password; and keeping the tokens that follow. */
import { InvalidTokenError } from "../../services/auth.ts";
import { warn } from "../background/tell.ts";
import type { Robot } from "../robot.ts";
import type { TokenCache } from "./token-cache.ts";

/** Who logs in. */
export interface CachedLoginOptions {
  readonly user: string;
  /** Asked only where no token serves. */
  readonly password: () => Promise<string>;
  /** Where tokens are kept by robot and user. Default: nowhere. */
  readonly cache?: Pick<TokenCache, "read" | "write"> | undefined;
}

/** What it needs of a `Robot`. */
export type CachedLoginRobot = Pick<Robot, "id" | "login" | "loginWithToken" | "token" | "watchToken">;

/**
 * Log in, and keep the token for the next run, each renewal of it too.
 * @throws {InvalidLoginError | TemporarilyLockedOutError | ResponseError | RpcError}
 * @throws what `password` throws, or the cache's first write
 */
export async function loginWithCache(robot: CachedLoginRobot, options: CachedLoginOptions): Promise<void> {
  const { user, password, cache } = options;
  // Not before there is something to keep it for: the robot's identity costs a call.
  const serialNumber = cache === undefined ? undefined : await robotOfToken(robot);
  if (cache === undefined || serialNumber === undefined) {
    await robot.login(user, await password());
    return;
  }
  const kept = await cache.read(serialNumber, user);
  if (kept === undefined || !(await isAccepted(robot, kept))) await robot.login(user, await password());
  // A token that was accepted comes back renewed, good for twelve hours more.
  if (robot.token !== undefined) await cache.write(serialNumber, user, robot.token);
  // A full disk must not end a login that is good.
  robot.watchToken((token) => void cache.write(serialNumber, user, token).catch(warn));
}

/** Whose token it would be; `undefined` for a simulator, which is another robot at each start. */
async function robotOfToken(robot: CachedLoginRobot): Promise<string | undefined> {
  const { serialNumber, version } = await robot.id();
  return version === "simulator" || serialNumber === "" ? undefined : serialNumber;
}

/** Whether a token still opens the robot. */
async function isAccepted(robot: CachedLoginRobot, token: string): Promise<boolean> {
  try {
    await robot.loginWithToken(token);
    return true;
  } catch (error) {
    if (error instanceof InvalidTokenError) return false;
    throw error;
  }
}
