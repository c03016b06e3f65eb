/** Floor 8: a login, tried once. Six wrong ones lock the user out for a minute, so nothing is ever tried again here. */
import { InvalidLoginError, TemporarilyLockedOutError } from "../../../services/index.ts";
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** Log in. */
export async function logIn(visit: Visit): Promise<FloorFinding> {
  const { login } = visit.options;
  if (login === undefined) {
    return {
      outcome: "skipped",
      tried: "log in",
      seen: "no --user; directory, clock and a real download need a login",
      facts: {},
    };
  }
  const tried = `log in once as ${login.user}`;
  try {
    await visit.robot.login(login.user, login.password);
  } catch (error) {
    if (error instanceof InvalidLoginError) {
      return {
        outcome: "fail",
        tried,
        seen: "the robot does not accept user and password",
        meaning: "One of them is wrong, or the user is another robot's.",
        remedy:
          "Check both, above all what SPOTWIRE_PASSWORD holds, before the next try: six wrong logins lock the user out.",
        facts: { code: error.code },
      };
    }
    if (!(error instanceof TemporarilyLockedOutError)) throw error;
    return {
      outcome: "fail",
      tried,
      seen: "the user is locked out",
      meaning: "Six wrong logins came before this one: a program somewhere tries an old password again and again?",
      remedy: "Stop that program, wait a minute, try once.",
      facts: { code: error.code },
    };
  }
  visit.isLoggedIn = true;
  return { outcome: "pass", tried, seen: "accepted", facts: { user: login.user } };
}
