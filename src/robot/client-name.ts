/** How this program names itself in every request header; an operator reads it in the robot's logs. */
import { hostname, userInfo } from "node:os";
import { basename } from "node:path";

/**
 * `<prefix><machine name>:<script>-<pid>`, as the reference client composes it: the user name stands in for an empty
 * machine name, and without a script there is only the pid.
 */
export function clientName(prefix: string): string {
  const script = process.argv[1];
  const program = script === undefined ? "" : `${basename(script)}-`;
  return `${prefix}${hostname() || userInfo().username}:${program}${process.pid}`;
}
