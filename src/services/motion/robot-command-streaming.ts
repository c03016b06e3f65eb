/** Joint control: torques, angles and gains at up to 333 Hz. */
import type { CallOptions, Requests } from "../../grpc/index.ts";
import {
  type JointControlStreamResponse,
  JointControlStreamResponse_Status,
} from "../../messages/bosdyn/api/robot_command.ts";
import { RobotCommandStreamingServiceCalls } from "../../messages/bosdyn/api/robot_command_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import type { RpcFacts, StatusTable } from "../rpc-facts.ts";
import { type JointControlTemplate, templateEncoder, type TemplateRequest } from "./joint-control-template.ts";

const STATUSES: StatusTable<typeof JointControlStreamResponse_Status> = {
  names: JointControlStreamResponse_Status,
  errors: {},
};
const JOINT_CONTROL_STREAM: RpcFacts = { timeoutMs: Infinity, statuses: STATUSES };

const RobotCommandStreamingRpcs: ClientClass<typeof RobotCommandStreamingServiceCalls> = /* @__PURE__ */ defineClient(
  RobotCommandStreamingServiceCalls,
  {
    serviceName: "robot-command-streaming",
    rpcs: {
      jointControlStream: { timeoutMs: Infinity, statuses: STATUSES },
    },
  },
);

/** Streams joint commands until the requests end; there is no deadline unless the caller gives one. Times in them are robot time. Needs a login, time sync and a joint-control licence. */
export class RobotCommandStreamingClient extends RobotCommandStreamingRpcs {
  /**
   * Stream joint commands from a template: the same object, changed from one command to the next, or several. Each goes
   * out as it was when the stream took it; a queue before a slow connection holds copies.
   * @throws {RangeError} as `JointControlTemplate.toBytes`; what the source throws
   * @throws {RpcError | ResponseError}
   */
  jointControlStreamOf(
    commands: Requests<JointControlTemplate>,
    options?: CallOptions,
  ): Promise<JointControlStreamResponse> {
    const method = { ...RobotCommandStreamingServiceCalls.jointControlStream, input: templateEncoder };
    return this.upload(method, requestsOf(commands), options, JOINT_CONTROL_STREAM);
  }
}

async function* requestsOf(
  commands: Requests<JointControlTemplate>,
): AsyncGenerator<TemplateRequest, undefined, undefined> {
  for await (const template of commands) yield { template };
}
