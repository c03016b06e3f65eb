/** Settings and calibration of the camera in the hand. */
import { GripperCameraParamService } from "../../messages/bosdyn/api/gripper_camera_param_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Reads and sets camera parameters. Needs a login. */
export const GripperCameraParamClient: ClientClass<typeof GripperCameraParamService> = /* @__PURE__ */ defineClient(
  GripperCameraParamService,
  {
    serviceName: "gripper-camera-param",
  },
);
/** Reads and sets camera parameters. Needs a login. */
export type GripperCameraParamClient = InstanceType<typeof GripperCameraParamClient>;
