/**
 * One e-stop endpoint: registers with the robot and checks in, one check-in at a time, for each takes the challenge that
 * the one before brought.
 */
import type { CallOptions } from "../../grpc/index.ts";
import {
  type EstopCheckInRequestInit,
  type EstopCheckInResponse,
  EstopCheckInResponse_Status,
  type EstopConfig,
  type EstopConfigInit,
  type EstopEndpoint,
  type EstopEndpointInit,
  EstopStopLevel,
} from "../../messages/bosdyn/api/estop.ts";
import { EstopServiceCalls } from "../../messages/bosdyn/api/estop_service.ts";
import { type EstopClient, IncorrectChallengeResponseError } from "../../services/control/estop.ts";
import { ResponseError } from "../../services/errors/response-errors.ts";
import { requireField } from "../../services/service-client.ts";
import { nanosToDuration } from "../../services/time.ts";
import { answerChallenge } from "./challenge.ts";
import { type CheckInOptions, CheckInQueue } from "./check-in-queue.ts";
import { EstopConfigError } from "./errors.ts";

/** The role that the robot's power board knows. There is one endpoint of it at most. */
export const PDB_ROOTED = "PDB_rooted";
/** The longest timeout of an endpoint of that role, in milliseconds. */
const MAX_PDB_TIMEOUT_MS = 65_530_000;

/** What the endpoint is to be. */
export interface EstopEndpointOptions {
  /** Shown to operators. */
  readonly name: string;
  /** Silence after which the robot sits down and cuts power, in milliseconds, at most 65 530 000. 5 to 10 s are usual. */
  readonly timeoutMs: number;
  /** Silence after which it cuts power in any case, in milliseconds. Default: the robot's, some seconds after `timeoutMs`. */
  readonly cutPowerTimeoutMs?: number | undefined;
  /** Default `PDB_rooted`, the one that robots have. */
  readonly role?: string | undefined;
}

/** What registration needs of an `EstopClient`. */
export type EndpointClient = Pick<
  EstopClient,
  "getEstopConfig" | "setEstopConfig" | "registerEstopEndpoint" | "deregisterEstopEndpoint" | "estopCheckIn"
>;

/** A registered endpoint. It checks in when it is told to, and no more: see `EstopKeeper` for one that keeps at it. */
export class EstopCheckIns {
  /** As the robot has registered it. */
  readonly endpoint: EstopEndpoint;
  /** Id of the configuration that it belongs to. */
  readonly configId: string;
  readonly #client: EndpointClient;
  #challenge: bigint | undefined;
  /** The latest check-in may have reached the robot without its answer having reached us: the challenge is then used up. */
  #isUncertain = false;
  readonly #queue = new CheckInQueue((level, call) => this.#checkIn(level, call));

  constructor(client: EndpointClient, endpoint: EstopEndpoint, configId: string) {
    this.#client = client;
    this.endpoint = endpoint;
    this.configId = configId;
  }

  /**
   * Check in with a stop level. One is under way at a time: two at once would use up each other's challenge.
   * @throws {EndpointUnknownError} the configuration has changed: the endpoint must be registered again
   * @throws {EstopPreemptedError} an urgent one that allows less went ahead
   * @throws {IncorrectChallengeResponseError | ResponseError | RpcError}
   */
  checkIn(stopLevel: EstopStopLevel, options: CheckInOptions = {}): Promise<void> {
    return this.#queue.add(stopLevel, options);
  }

  /** Take the endpoint out of the configuration. @throws {MotorsOnError | ResponseError | RpcError} */
  async deregister(options?: CallOptions): Promise<void> {
    const { role, uniqueId } = this.endpoint;
    const request = { targetEndpoint: { role, uniqueId }, targetConfigId: this.configId };
    await this.#client.deregisterEstopEndpoint(request, options);
  }

  async #checkIn(stopLevel: EstopStopLevel, call: CallOptions): Promise<void> {
    const isFirst = this.#challenge === undefined;
    const wasUncertain = this.#isUncertain;
    try {
      await this.#answer(stopLevel, call);
    } catch (error) {
      if (!(error instanceof IncorrectChallengeResponseError)) throw error;
      // Now there is a challenge that surely is unanswered.
      if (wasUncertain) await this.#answer(stopLevel, call);
      else if (!isFirst) throw error;
    }
  }

  async #answer(stopLevel: EstopStopLevel, call: CallOptions): Promise<void> {
    const challenge = this.#challenge;
    const answer: Pick<EstopCheckInRequestInit, "challenge" | "response"> =
      challenge === undefined ? {} : { challenge, response: answerChallenge(challenge) };
    this.#isUncertain = true;
    try {
      const response = await this.#client.estopCheckIn({ endpoint: this.endpoint, stopLevel, ...answer }, call);
      this.#keep(response);
    } catch (error) {
      // A refusal brings the next challenge too. Whoever does not take it is refused for ever.
      if (error instanceof ResponseError) this.#keep(error.response as Partial<EstopCheckInResponse>);
      throw error;
    }
  }

  #keep({ status, challenge }: Partial<EstopCheckInResponse>): void {
    // A response whose header is an error says nothing else.
    if (challenge === undefined || status === undefined || status === EstopCheckInResponse_Status.STATUS_UNKNOWN)
      return;
    this.#challenge = challenge;
    this.#isUncertain = false;
  }
}

/**
 * Make an endpoint the robot's only one. Every other is forgotten, and the robot has no motor power until this one allows
 * it; not while the motors are on.
 * @throws {MotorsOnError} power the motors off first
 * @throws {EstopInvalidIdError} somebody else has configured it at the same moment
 * @throws {RangeError} the timeout is none
 * @throws {ResponseError | RpcError}
 */
export async function registerSoleEndpoint(
  client: EndpointClient,
  options: EstopEndpointOptions,
  call?: CallOptions,
): Promise<EstopCheckIns> {
  const endpoint = endpointOf(options);
  const targetConfigId = (await activeConfig(client, call)).uniqueId;
  const config: EstopConfigInit = { endpoints: [endpoint] };
  const response = await client.setEstopConfig({ config, targetConfigId }, call);
  const path = EstopServiceCalls.setEstopConfig.path;
  const active = requireField(response.activeConfig, "active_config", path, response);
  const { uniqueId } = requireField(active.endpoints[0], "active_config.endpoints[0]", path, response);
  return register(client, { ...endpoint, uniqueId }, active.uniqueId, call);
}

/**
 * Take the place of an endpoint in the robot's configuration, which stays as it is. A newly registered endpoint stands at
 * CUT: motors that have power lose it.
 * @throws {EstopConfigError} the configuration has no endpoint of that role
 * @throws {EndpointMismatchError | ConfigMismatchError | InvalidEndpointError | ResponseError | RpcError | RangeError}
 */
export async function joinEndpoint(
  client: EndpointClient,
  options: EstopEndpointOptions,
  call?: CallOptions,
): Promise<EstopCheckIns> {
  const endpoint = endpointOf(options);
  const { endpoints, uniqueId: configId } = await activeConfig(client, call);
  const place = endpoints.find(({ role }) => role === endpoint.role);
  if (place === undefined) {
    throw new EstopConfigError(
      `the robot's e-stop configuration has no endpoint of role ${JSON.stringify(endpoint.role)} to take the place of ` +
        `(it has ${endpoints.length}): configure it anew instead of joining`,
    );
  }
  return register(client, { ...endpoint, uniqueId: place.uniqueId }, configId, call);
}

async function register(
  client: EndpointClient,
  newEndpoint: EstopEndpointInit,
  targetConfigId: string,
  call: CallOptions | undefined,
): Promise<EstopCheckIns> {
  const request = { targetEndpoint: { role: newEndpoint.role }, targetConfigId, newEndpoint };
  const response = await client.registerEstopEndpoint(request, call);
  const path = EstopServiceCalls.registerEstopEndpoint.path;
  const checkIns = new EstopCheckIns(
    client,
    requireField(response.newEndpoint, "new_endpoint", path, response),
    targetConfigId,
  );
  // The first check-in is for the challenge; the robot stays without power until somebody allows it.
  await checkIns.checkIn(EstopStopLevel.ESTOP_LEVEL_CUT, call);
  return checkIns;
}

async function activeConfig(client: EndpointClient, call: CallOptions | undefined): Promise<EstopConfig> {
  const response = await client.getEstopConfig({}, call);
  return requireField(response.activeConfig, "active_config", EstopServiceCalls.getEstopConfig.path, response);
}

function endpointOf({
  name,
  timeoutMs,
  cutPowerTimeoutMs,
  role = PDB_ROOTED,
}: EstopEndpointOptions): EstopEndpointInit {
  const limitMs = role === PDB_ROOTED ? MAX_PDB_TIMEOUT_MS : Infinity;
  if (!(timeoutMs > 0 && timeoutMs <= limitMs)) {
    throw new RangeError(`timeoutMs is ${timeoutMs}: it must be positive, and at most ${limitMs} for ${role}`);
  }
  if (cutPowerTimeoutMs !== undefined && !(cutPowerTimeoutMs >= timeoutMs && cutPowerTimeoutMs < Infinity)) {
    throw new RangeError(
      `cutPowerTimeoutMs is ${cutPowerTimeoutMs}: it must not be shorter than timeoutMs, ${timeoutMs}`,
    );
  }
  return {
    role,
    name,
    timeout: durationOf(timeoutMs),
    ...(cutPowerTimeoutMs !== undefined && { cutPowerTimeout: durationOf(cutPowerTimeoutMs) }),
  };
}

function durationOf(ms: number): EstopEndpointInit["timeout"] {
  return nanosToDuration(BigInt(Math.round(ms * 1e6)));
}
