/** A service with one method of each kind, of messages that have Spot's headers; and handlers that answer with names. */
import {
  GetServiceEntryRequest,
  type GetServiceEntryRequestInit,
  GetServiceEntryResponse,
  type GetServiceEntryResponseInit,
} from "../../src/messages/bosdyn/api/directory.ts";
import { type Method, type MethodKind, rpcMethod } from "../../src/wire/index.ts";
import { type Handlers, type HostOptions, hostServices, serve, type ServiceHost } from "../../src/hosting/index.ts";
import { openChannel } from "../support/channels.ts";
import type { GrpcChannel } from "../../src/grpc/channel.ts";
import { onTestFinished } from "vitest";

type SurveyMethod<Kind extends MethodKind> = Method<
  Kind,
  GetServiceEntryRequest,
  GetServiceEntryRequestInit,
  GetServiceEntryResponse,
  GetServiceEntryResponseInit
>;

function survey<Kind extends MethodKind>(kind: Kind, name: string): SurveyMethod<Kind> {
  return rpcMethod("spotwire.test.Survey", name, kind, GetServiceEntryRequest, GetServiceEntryResponse);
}

/** Asks for service names and answers with them. */
export const Survey: {
  readonly typeName: "spotwire.test.Survey";
  readonly once: SurveyMethod<"unary">;
  readonly letters: SurveyMethod<"server-streaming">;
  readonly join: SurveyMethod<"client-streaming">;
  readonly each: SurveyMethod<"bidi-streaming">;
} = {
  typeName: "spotwire.test.Survey",
  once: survey("unary", "Once"),
  letters: survey("server-streaming", "Letters"),
  join: survey("client-streaming", "Join"),
  each: survey("bidi-streaming", "Each"),
};

function named(name: string): GetServiceEntryResponseInit {
  return { status: 1, serviceEntry: { name } };
}

/** Handlers of all four. */
export const surveyor: Handlers<typeof Survey> = {
  once: (request) => named(request.serviceName.toUpperCase()),
  *letters(request) {
    for (const letter of request.serviceName) yield named(letter);
  },
  async join(requests) {
    const names: string[] = [];
    for await (const { serviceName } of requests) names.push(serviceName);
    return named(names.join("+"));
  },
  async *each(requests) {
    for await (const { serviceName } of requests) yield named(serviceName.toUpperCase());
  },
};

/** A clock of nanoseconds that moves on by a second at each reading: the first reading is 1000 s. */
export function tickingNow(): () => bigint {
  let seconds = 1000n;
  return () => seconds++ * 1_000_000_000n;
}

/** A host of the survey service on loopback and a channel to it, closed after the test. */
export async function hostSurvey(
  handlers: Handlers<typeof Survey> = surveyor,
  options: HostOptions = {},
): Promise<{ host: ServiceHost; channel: GrpcChannel }> {
  const host = await hostServices([serve(Survey, handlers)], { now: tickingNow(), ...options });
  onTestFinished(() => host.close({ graceMs: 0 }));
  return { host, channel: openChannel(host.port) };
}

/** A request with a header. */
export function ask(serviceName: string, clientName = "asker"): GetServiceEntryRequestInit {
  return { header: { clientName, requestTimestamp: { seconds: 7n } }, serviceName };
}
