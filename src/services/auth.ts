/** Logging in: a user name and password, or a token still valid, for a new token. */
import type { CallOptions } from "../grpc/index.ts";
import { type GetAuthTokenRequestInit, GetAuthTokenResponse_Status } from "../messages/bosdyn/api/auth.ts";
import { AuthServiceCalls } from "../messages/bosdyn/api/auth_service.ts";
import { ResponseError } from "./errors/response-errors.ts";
import type { StatusTable } from "./rpc-facts.ts";
import { ServiceClient } from "./service-client.ts";
import { checkStatus } from "./status-check.ts";

/** The robot does not accept the user name and password. */
export class InvalidLoginError extends ResponseError {
  override readonly code = "AUTH_INVALID_LOGIN";
}

/** The token is expired, malformed, for another robot, or older than the user's password. */
export class InvalidTokenError extends ResponseError {
  override readonly code = "AUTH_INVALID_TOKEN";
}

/** Too many failed logins; the user must wait. */
export class TemporarilyLockedOutError extends ResponseError {
  override readonly code = "AUTH_TEMPORARILY_LOCKED_OUT";
  override readonly retryable = true;
}

const GET_AUTH_TOKEN: StatusTable<typeof GetAuthTokenResponse_Status> = {
  names: GetAuthTokenResponse_Status,
  errors: {
    STATUS_INVALID_LOGIN: [InvalidLoginError, "the robot does not know this user name with this password; check both"],
    STATUS_INVALID_TOKEN: [
      InvalidTokenError,
      "the token is expired, malformed or for another robot; log in with user name and password",
    ],
    STATUS_TEMPORARILY_LOCKED_OUT: [
      TemporarilyLockedOutError,
      "too many failed logins for this user; wait a minute before the next try",
    ],
  },
};

/** Exchanges credentials for a token. Needs no login. The robot allows 5 requests a second. */
export class AuthClient extends ServiceClient {
  static readonly serviceName = "auth";
  static readonly serviceType = "bosdyn.api.AuthService";
  /** Its authority before there is a directory. */
  static readonly authority = "auth.spot.robot";

  /**
   * Log in by password.
   * @returns a token (JWT), valid 12 hours on this robot alone
   * @throws {InvalidLoginError | TemporarilyLockedOutError | ResponseError | RpcError}
   */
  async login(username: string, password: string, options?: CallOptions): Promise<string> {
    return this.#getAuthToken({ username, password }, options);
  }

  /**
   * Exchange a token that is still valid for a new one.
   * @throws {InvalidTokenError | ResponseError | RpcError}
   */
  async renew(token: string, options?: CallOptions): Promise<string> {
    return this.#getAuthToken({ token }, options);
  }

  async #getAuthToken(request: Omit<GetAuthTokenRequestInit, "header">, options?: CallOptions): Promise<string> {
    const method = AuthServiceCalls.getAuthToken;
    const response = await this.call(method, request, options);
    checkStatus({ method: method.path, response, prefix: "" }, response.status, GET_AUTH_TOKEN);
    return response.token;
  }
}
