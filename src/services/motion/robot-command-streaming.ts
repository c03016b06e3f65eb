/** Joint control: torques, angles and gains at up to 333 Hz. */
import { JointControlStreamResponse_Status } from "../../messages/bosdyn/api/robot_command.ts";
import { RobotCommandStreamingServiceCalls } from "../../messages/bosdyn/api/robot_command_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";
import type { StatusTable } from "../rpc-facts.ts";

const JOINT_CONTROL_STREAM: StatusTable<typeof JointControlStreamResponse_Status> = {
  names: JointControlStreamResponse_Status,
  errors: {},
};

/** Streams joint commands until the requests end; there is no deadline unless the caller gives one. Times in them are robot time. Needs a login, time sync and a joint-control licence. */
export const RobotCommandStreamingClient: ClientClass<typeof RobotCommandStreamingServiceCalls> =
  /* @__PURE__ */ defineClient(RobotCommandStreamingServiceCalls, {
    serviceName: "robot-command-streaming",
    rpcs: {
      jointControlStream: { timeoutMs: Infinity, statuses: JOINT_CONTROL_STREAM },
    },
  });
/** Streams joint commands until the requests end; there is no deadline unless the caller gives one. Times in them are robot time. Needs a login, time sync and a joint-control licence. */
export type RobotCommandStreamingClient = InstanceType<typeof RobotCommandStreamingClient>;
