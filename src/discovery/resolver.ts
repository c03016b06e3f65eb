/**
 * Where a robot is: one interface, whatever answers the question (a fixed address, a name, the local network, a
 * caller's own inventory).
 */

/** A place to open a TCP connection to. */
export interface RobotEndpoint {
  /** IP address (IPv6 without brackets, with `%zone` where it has one) or host name. */
  readonly host: string;
  /** 1 to 65535. */
  readonly port: number;
}

/** How one question is asked. */
export interface ResolveOptions {
  /** Ends the search; the promise then rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** Finds one robot. Write your own to take addresses from an inventory, a database, a file. */
export interface Resolver {
  /**
   * Find the robot's endpoints, best first; asked anew for every connection, so that a robot that moved is found.
   * Never resolves to an empty list: a robot that is not there is an error.
   */
  resolve(options?: ResolveOptions): Promise<readonly RobotEndpoint[]>;
  /** Say what is looked for, to complete "cannot find …". */
  describe(): string;
}
