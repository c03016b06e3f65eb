/** The same loop on @grpc/grpc-js with protobufjs's static codecs. */
import * as grpc from "@grpc/grpc-js";
import { staticType } from "../codecs/static-module.ts";
import { COMMAND_LIFETIME_MS, contendLoop, VELOCITY_LIMIT } from "./contend-loop.ts";
import { pullBack } from "./joint-answer.ts";
import { positionGains } from "../../src/services/index.ts";

interface Timestamp {
  readonly seconds: number | { toNumber(): number };
  readonly nanos: number;
}
interface State {
  readonly jointStates?: { readonly acquisitionTimestamp?: Timestamp; readonly position: readonly number[] };
  readonly lastCommand?: { readonly userCommandKey: number; readonly receivedTimestamp?: Timestamp };
}

await contendLoop(({ robot, staticModule = "" }) => {
  const { port, roots } = robot;
  const client = (authority: string): grpc.Client =>
    new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createSsl(Buffer.from(roots)), {
      "grpc.ssl_target_name_override": authority,
      "grpc.default_authority": authority,
    });
  const [states, commands] = [client("state.spot.robot"), client("command.spot.robot")];
  const metadata = new grpc.Metadata();
  if (robot.kind === "embedded") metadata.set("authorization", `Bearer ${robot.token}`);
  const type = <Message = object>(name: string) => staticType<Message>(staticModule, `bosdyn.api.${name}`);
  const [stateRequest, stateResponse] = [type("RobotStateStreamRequest"), type<State>("RobotStateStreamResponse")];
  const [jointRequest, jointResponse] = [type("JointControlStreamRequest"), type("JointControlStreamResponse")];
  const gains = positionGains();
  const header = { clientName: "bench" };

  return Promise.resolve(async (onState) => {
    let command!: grpc.ClientWritableStream<object>;
    const answered = new Promise<void>((resolve, reject) => {
      command = commands.makeClientStreamRequest(
        "/bosdyn.api.RobotCommandStreamingService/JointControlStream",
        (request: object) => jointRequest.encode(request).finish() as Buffer,
        (bytes) => jointResponse.decode(bytes),
        metadata,
        (error) => (error === null ? resolve() : reject(error)),
      );
    });
    const stream = states.makeServerStreamRequest(
      "/bosdyn.api.RobotStateStreamingService/GetRobotStateStream",
      (request: object) => stateRequest.encode(request).finish() as Buffer,
      (bytes) => stateResponse.decode(bytes),
      { header },
      metadata,
    );
    await new Promise<void>((resolve, reject) => {
      let hold: readonly number[] | undefined;
      stream.on("error", (error: grpc.ServiceError) =>
        error.code === grpc.status.CANCELLED ? resolve() : reject(error),
      );
      stream.on("end", resolve);
      stream.on("data", ({ jointStates, lastCommand }: State) => {
        const readAt = jointStates?.acquisitionTimestamp;
        const key = onState({
          readAtMs: milliseconds(readAt),
          commandKey: lastCommand?.userCommandKey ?? 0,
          commandReceivedAtMs: milliseconds(lastCommand?.receivedTimestamp),
        });
        if (key === "over") {
          stream.cancel();
          return;
        }
        const isFirst = hold === undefined;
        const position = jointStates?.position ?? [];
        hold ??= position;
        command.write({
          header,
          jointCommand: {
            endTime: { seconds: seconds(readAt) + COMMAND_LIFETIME_MS / 1000, nanos: readAt?.nanos ?? 0 },
            position: pullBack(hold, position),
            ...(isFirst && { gains }),
            userCommandKey: key,
            extrapolationDuration: { nanos: 5_000_000 },
            velocitySafetyLimit: { value: VELOCITY_LIMIT },
          },
        });
      });
    });
    command.end();
    await answered;
  });
});

function seconds(timestamp: Timestamp | undefined): number {
  return typeof timestamp?.seconds === "object" ? timestamp.seconds.toNumber() : (timestamp?.seconds ?? NaN);
}

/** Of a day, so that doubles have the nanoseconds. */
function milliseconds(timestamp: Timestamp | undefined): number {
  return (seconds(timestamp) % 86_400) * 1000 + (timestamp?.nanos ?? 0) / 1e6;
}
