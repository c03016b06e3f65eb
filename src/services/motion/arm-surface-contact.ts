/** Moving the hand along a surface that it presses on. */
import { ArmSurfaceContactService } from "../../messages/bosdyn/api/arm_surface_contact_service.ts";
import { type ClientClass, defineClient } from "../define-client.ts";

/** Request fields that take local time too. */
interface ArmSurfaceContactTimes {
  readonly armSurfaceContact:
    "request.poseTrajectoryInTask.referenceTime" | "request.gripperCommand.trajectory.referenceTime";
}

/** Commands surface contact. Needs a login, a lease and time sync. */
export const ArmSurfaceContactClient: ClientClass<typeof ArmSurfaceContactService, ArmSurfaceContactTimes> =
  /* @__PURE__ */ defineClient(ArmSurfaceContactService, {
    serviceName: "arm-surface-contact",
    rpcs: {
      armSurfaceContact: {
        times: ["request.poseTrajectoryInTask.referenceTime", "request.gripperCommand.trajectory.referenceTime"],
        lease: "lease",
      },
    },
  });
/** Commands surface contact. Needs a login, a lease and time sync. */
export type ArmSurfaceContactClient = InstanceType<typeof ArmSurfaceContactClient>;
