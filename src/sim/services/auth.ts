/** The simulator's `bosdyn.api.AuthService`: passwords or a token in, a token out. */
import { GetAuthTokenResponse_Status as Status } from "../../messages/bosdyn/api/auth.ts";
import { AuthService } from "../../messages/bosdyn/api/auth_service.ts";
import type { Accounts } from "../access/accounts.ts";
import type { Tokens } from "../access/tokens.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

const STATUS_OF = {
  ok: Status.STATUS_OK,
  invalid: Status.STATUS_INVALID_LOGIN,
  "locked-out": Status.STATUS_TEMPORARILY_LOCKED_OUT,
} as const;

/** Make the service. */
export function authService(clock: SimClock, accounts: Accounts, tokens: Tokens): HostedService {
  return {
    name: "auth",
    type: AuthService.typeName,
    authority: "auth.spot.robot",
    needsToken: false,
    install: (server) =>
      server.handle(
        AuthService.getAuthToken,
        answering(clock, ({ username, password, token }) => {
          if (username !== "" || token === "") {
            const status = STATUS_OF[accounts.login(username, password)];
            return status === Status.STATUS_OK ? { status, token: tokens.issue(username) } : { status };
          }
          const verdict = tokens.check(token);
          if (!("user" in verdict) || !accounts.has(verdict.user)) return { status: Status.STATUS_INVALID_TOKEN };
          return { status: Status.STATUS_OK, token: tokens.issue(verdict.user) };
        }),
      ),
  };
}
