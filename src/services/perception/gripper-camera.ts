/** Settings and calibration of the camera in the hand. */
import { GripperCameraParamServiceCalls } from "../../messages/bosdyn/api/gripper_camera_param_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads and sets camera parameters. Needs a login. */
export const GripperCameraParamClient: ClientClass<typeof GripperCameraParamServiceCalls> =
  /* @__PURE__ */ defineClient(GripperCameraParamServiceCalls, {
    serviceName: "gripper-camera-param",
  });
/** Reads and sets camera parameters. Needs a login. */
export type GripperCameraParamClient = InstanceType<typeof GripperCameraParamClient>;
