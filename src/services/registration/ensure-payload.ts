/** Introducing a payload that the robot may know already. */
import type { CallOptions } from "../../grpc/index.ts";
import type { PayloadInit } from "../../messages/bosdyn/api/payload.ts";
import { PayloadAlreadyExistsError, type PayloadRegistrationClient } from "./payload-registration.ts";

/**
 * Register a payload, unless one with its GUID is registered. An operator must then authorise it before it can log in. A
 * changed version or mass does not reach a robot that knows the payload: see `PayloadRegistrationClient.setVersion`.
 * @param payload its GUID is sent in lower case, as the robot keeps it; `isAuthorized` and `isEnabled` are the robot's
 * @param secret by which the payload logs in later
 * @returns whether it was new
 * @throws {TypeError} the payload has no GUID
 * @throws {ResponseError | RpcError}
 */
export async function ensurePayloadRegistered(
  client: Pick<PayloadRegistrationClient, "registerPayload">,
  payload: PayloadInit,
  secret: string,
  options?: CallOptions,
): Promise<boolean> {
  if (!payload.GUID) throw new TypeError("a payload is known by its GUID: give it one and keep it");
  const registered = { ...payload, GUID: payload.GUID.toLowerCase(), isAuthorized: false, isEnabled: false };
  try {
    await client.registerPayload({ payload: registered, payloadSecret: secret }, options);
    return true;
  } catch (error) {
    if (error instanceof PayloadAlreadyExistsError) return false;
    throw error;
  }
}
