/** A payload that introduces itself, waits for an operator to authorise it, and logs in. */
import type { PayloadInit } from "../../messages/bosdyn/api/payload.ts";
import { ensurePayloadRegistered } from "../../services/registration/ensure-payload.ts";
import {
  type PayloadCredentials,
  PayloadNotAuthorizedError,
  PayloadRegistrationClient,
} from "../../services/registration/payload-registration.ts";
import { RetryableRpcError } from "../../services/errors/rpc-errors.ts";
import { Wait, type WaitOptions } from "../../services/poll.ts";
import { WaitTimedOutError } from "../../services/wait-timed-out-error.ts";
import type { Robot } from "../robot.ts";

/** No operator authorised the payload in time. */
export class PayloadAuthorizationTimedOutError extends WaitTimedOutError {
  override readonly code = "PAYLOAD_AUTHORIZATION_TIMED_OUT";
}

/** How to wait for an operator. Defaults: as long as it takes, asking every second. */
export interface LogInAsPayloadOptions extends Omit<WaitOptions, "onProgress"> {
  /** Hears once that the robot's operator has to authorise the payload, on the robot's web page. */
  readonly onUnauthorized?: (() => void) | undefined;
}

/** What logging in as a payload asks of a robot. */
export type PayloadRobot = Pick<Robot, "client" | "loginWithToken">;

const DEFAULTS = { timeoutMs: Infinity, intervalMs: 1000 };
/** The robot turns away who asks more than ten times a second. */
const MIN_INTERVAL_MS = 1000;
const GET_TOKEN = "/bosdyn.api.PayloadRegistrationService/GetPayloadAuthToken";

/**
 * Log in as a payload that is registered: wait until an operator has authorised it, asking once a second. A link that
 * fails meanwhile may come back.
 * @throws {InvalidPayloadCredentialsError} the robot knows the payload by another secret, or not at all
 * @throws {PayloadAuthorizationTimedOutError} nobody authorised it in time
 * @throws {ClientCancelledOperationError} the signal ended it
 * @throws {ResponseError | RpcError}
 * @throws {RangeError} the interval is under a second
 */
export async function logInAsPayload(
  robot: PayloadRobot,
  credentials: PayloadCredentials,
  options: LogInAsPayloadOptions = {},
): Promise<void> {
  const { onUnauthorized, intervalMs = MIN_INTERVAL_MS } = options;
  if (!(intervalMs >= MIN_INTERVAL_MS)) {
    throw new RangeError(`intervalMs is ${intervalMs}: the robot takes ${MIN_INTERVAL_MS} ms and more`);
  }
  const client = robot.client(PayloadRegistrationClient);
  const wait = new Wait(options, DEFAULTS);
  let isTold = false;
  const token = await wait.until(GET_TOKEN, async (call) => {
    try {
      return await client.login(credentials, call);
    } catch (error) {
      if (error instanceof PayloadNotAuthorizedError) {
        if (!isTold) onUnauthorized?.();
        isTold = true;
        return undefined;
      }
      // Before the robot has answered at all, whoever waits should hear that it does not.
      if (!isTold || !(error instanceof RetryableRpcError)) throw error;
      return undefined;
    }
  });
  if (token === undefined) throw new PayloadAuthorizationTimedOutError("authorising the payload", wait.timeoutMs);
  await robot.loginWithToken(token);
}

/**
 * Register a payload, unless the robot knows it, and log in as it: the whole of what a payload computer does at its start.
 * @param payload without a GUID, which is that of the credentials
 * @throws {TypeError} `payload` has another GUID than the credentials
 * @throws as {@link logInAsPayload}
 * @example
 * ```ts
 * const credentials = await ensurePayloadCredentials("/var/lib/my-payload/credentials");
 * await registerAndLogIn(robot, { name: "My payload" }, credentials, {
 *   onUnauthorized: () => console.log("authorise the payload on the robot's web page"),
 * });
 * ```
 */
export async function registerAndLogIn(
  robot: PayloadRobot,
  payload: PayloadInit,
  credentials: PayloadCredentials,
  options: LogInAsPayloadOptions = {},
): Promise<void> {
  const { guid, secret } = credentials;
  const own = payload.GUID ?? "";
  if (own !== "" && own.toLowerCase() !== guid.toLowerCase()) {
    throw new TypeError("the payload's GUID is not that of its credentials");
  }
  const call = options.signal === undefined ? {} : { signal: options.signal };
  await ensurePayloadRegistered(robot.client(PayloadRegistrationClient), { ...payload, GUID: guid }, secret, call);
  await logInAsPayload(robot, { guid: guid.toLowerCase(), secret }, options);
}
