/** The simulator's `bosdyn.api.TimeSyncService`: the robot estimates each client's clock skew. */
import { randomUUID } from "node:crypto";
import {
  type TimeSyncEstimateInit,
  type TimeSyncRoundTrip,
  TimeSyncState_Status as Status,
} from "../../messages/bosdyn/api/time_sync.ts";
import { TimeSyncService } from "../../messages/bosdyn/api/time_sync_service.ts";
import type { Timestamp } from "../../messages/google/protobuf/timestamp.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { measure, type RoundTrip, type SkewEstimate, SkewEstimator } from "../clock/skew-estimator.ts";
import { fromTimestamp, toDuration, toTimestamp } from "../clock/timestamps.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering, invalidRequest } from "./response-header.ts";

/** Clients remembered; the one that asked longest ago is forgotten first. */
const MAX_CLIENTS = 1000;
/** The robot's own identifiers are shorter; none longer is looked for. */
const MAX_IDENTIFIER_CHARACTERS = 100;

/** The service, and what others need to know of its clients. */
export interface TimeSync extends HostedService {
  /** Whether this identifier was given out, to a client that is not forgotten and whose estimate is good. */
  knowsClock(clockIdentifier: string): boolean;
}

/** Make the service. */
export function timeSyncService(clock: SimClock): TimeSync {
  const clients = new Map<string, SkewEstimator>();

  /** Remember a client, at the end of the line of those to be forgotten. */
  const remember = (clockIdentifier: string, estimator: SkewEstimator): void => {
    clients.delete(clockIdentifier);
    clients.set(clockIdentifier, estimator);
    const [oldest] = clients.keys();
    if (clients.size > MAX_CLIENTS && oldest !== undefined) clients.delete(oldest);
  };

  return {
    name: "time-sync",
    type: TimeSyncService.typeName,
    authority: "api.spot.robot",
    needsToken: true,
    knowsClock: (clockIdentifier) => clients.get(clockIdentifier)?.best !== undefined,
    install: (server) =>
      server.handle(
        TimeSyncService.timeSyncUpdate,
        answering(clock, ({ previousRoundTrip, clockIdentifier }) => {
          if (previousRoundTrip !== undefined && clockIdentifier === "") {
            throw invalidRequest("previous_round_trip without a clock_identifier");
          }
          if (clockIdentifier.length > MAX_IDENTIFIER_CHARACTERS) {
            throw invalidRequest(`clock_identifier of more than ${MAX_IDENTIFIER_CHARACTERS} characters`);
          }
          // Identifiers are the robot's to give: whoever comes with another is a new client.
          const known = clients.get(clockIdentifier);
          const identifier = known === undefined ? `sim-clock-${randomUUID()}` : clockIdentifier;
          const estimator = known ?? new SkewEstimator();
          const previous = previousRoundTrip && measure(readRoundTrip(previousRoundTrip));
          if (previous !== undefined && !estimator.add(previous)) {
            throw invalidRequest("previous_round_trip ends before it began");
          }
          remember(identifier, estimator);
          const { best } = estimator;
          return {
            clockIdentifier: identifier,
            ...(previous === undefined ? {} : { previousEstimate: toMessage(previous) }),
            state: {
              status: best === undefined ? Status.STATUS_MORE_SAMPLES_NEEDED : Status.STATUS_OK,
              bestEstimate: best && toMessage(best),
              measurementTime: toTimestamp(clock.now()),
            },
          };
        }),
      ),
  };
}

function readRoundTrip({ clientTx, serverRx, serverTx, clientRx }: TimeSyncRoundTrip): RoundTrip {
  const read = (timestamp: Timestamp | undefined, field: string): bigint => {
    if (timestamp === undefined) throw invalidRequest(`previous_round_trip lacks ${field}`);
    return fromTimestamp(timestamp);
  };
  return {
    clientTx: read(clientTx, "client_tx"),
    serverRx: read(serverRx, "server_rx"),
    serverTx: read(serverTx, "server_tx"),
    clientRx: read(clientRx, "client_rx"),
  };
}

function toMessage({ skew, roundTrip }: SkewEstimate): TimeSyncEstimateInit {
  return { clockSkew: toDuration(skew), roundTripTime: toDuration(roundTrip) };
}
