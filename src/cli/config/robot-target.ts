/** From what a person types for a robot to what is needed to reach it: a name in the config file, `spot://`, an address. */
import { fixedAddress, type Resolver } from "../../discovery/index.ts";
import { mdnsResolver } from "../../discovery/mdns/index.ts";
import { UsageError } from "../exit.ts";
import { type Config, type NamedRobot, readConfig, ROBOT_NAME } from "./config-file.ts";

/** Environment variable of the robot that is meant where none is named. */
export const HOST_VARIABLE = "SPOTWIRE_HOST";

/** A robot, as it was meant. */
export interface RobotTarget {
  readonly resolver: Resolver;
  /** What the config file says of it; empty for a robot that is not in it. */
  readonly known: Partial<NamedRobot>;
}

/**
 * Find out which robot is meant.
 * @param host as typed; `undefined` takes `SPOTWIRE_HOST`
 * @throws {UsageError} none is named, or the config file is damaged
 * @throws {DiscoveryError} `ADDRESS_INVALID`
 */
export async function robotTarget(
  host: string | undefined,
  env: Readonly<Partial<Record<string, string>>> = process.env,
  read: () => Promise<Config> = readConfig,
): Promise<RobotTarget> {
  const named = host ?? env[HOST_VARIABLE];
  if (named === undefined || named === "") {
    throw new UsageError(`which robot? Give HOST, or set ${HOST_VARIABLE}; "spotwire discover" looks for some`);
  }
  const { robots } = ROBOT_NAME.test(named) ? await read() : { robots: {} };
  const known = Object.hasOwn(robots, named) ? robots[named] : undefined;
  return { resolver: resolverOf(known?.address ?? named), known: known ?? {} };
}

function resolverOf(address: string): Resolver {
  const [, name] = /^spot:\/\/([^/]+)\/?$/.exec(address) ?? [];
  return name === undefined ? fixedAddress(address) : mdnsResolver(decodeURIComponent(name));
}
