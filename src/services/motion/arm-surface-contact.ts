/** Moving the hand along a surface that it presses on. */
import { ArmSurfaceContactServiceCalls } from "../../messages/bosdyn/api/arm_surface_contact_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Request fields that take local time too. */
interface ArmSurfaceContactTimes {
  readonly armSurfaceContact:
    "request.poseTrajectoryInTask.referenceTime" | "request.gripperCommand.trajectory.referenceTime";
}

/** Commands surface contact. Needs a login, a lease and time sync. */
export const ArmSurfaceContactClient: ClientClass<typeof ArmSurfaceContactServiceCalls, ArmSurfaceContactTimes> =
  /* @__PURE__ */ defineClient(ArmSurfaceContactServiceCalls, {
    serviceName: "arm-surface-contact",
    // The reference client does not look at the header of the response, where alone an error can be.
    rpcs: {
      armSurfaceContact: {
        times: ["request.poseTrajectoryInTask.referenceTime", "request.gripperCommand.trajectory.referenceTime"],
        lease: "lease",
      },
    },
  });
/** Commands surface contact. Needs a login, a lease and time sync. */
export type ArmSurfaceContactClient = InstanceType<typeof ArmSurfaceContactClient>;
