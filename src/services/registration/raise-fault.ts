/** Faults that last as long as their cause: raised, and cleared when whoever raised them is done. */
import type { CallOptions } from "../../grpc/index.ts";
import type { ServiceFaultIdInit, ServiceFaultInit } from "../../messages/bosdyn/api/service_fault.ts";
import { type FaultClient, ServiceFaultAlreadyExistsError, ServiceFaultDoesNotExistError } from "./fault.ts";

/** A fault to raise; the robot knows it by name and by whose it is, so keep those the same from run to run. */
export interface RaisedFaultInit extends Omit<ServiceFaultInit, "faultId"> {
  readonly faultName: string;
  /** The service that is at fault. The robot finds the payload behind it by itself. */
  readonly serviceName?: string | undefined;
  /** The payload that is at fault as a whole, in place of a service. */
  readonly payloadGuid?: string | undefined;
}

/** A fault that the robot shows. */
export interface RaisedFault extends AsyncDisposable {
  readonly faultId: ServiceFaultIdInit;
  /** Clear it; one that is clear already is fine. @throws {ResponseError | RpcError} */
  clear(options?: CallOptions): Promise<void>;
}

/**
 * Raise a fault, or take over one that is raised already. Register the service first: that clears its faults.
 * @throws {TypeError} it is neither a service's nor a payload's, or both
 * @throws {RangeError} it has no name
 * @throws {ResponseError | RpcError}
 * @example
 * ```ts
 * await using fault = await raiseFault(robot.client(FaultClient), {
 *   faultName: "lens-dirty",
 *   serviceName: "my-camera",
 *   severity: ServiceFault_Severity.SEVERITY_WARN,
 *   errorMessage: "clean the lens",
 * });
 * ```
 */
export async function raiseFault(
  client: Pick<FaultClient, "triggerServiceFault" | "clearServiceFault">,
  { faultName, serviceName, payloadGuid, ...fault }: RaisedFaultInit,
  options?: CallOptions,
): Promise<RaisedFault> {
  if (faultName === "") throw new RangeError("the fault has no name");
  if (!serviceName === !payloadGuid)
    throw new TypeError("a fault is either a service's or a payload's: give one of them");
  const faultId = serviceName ? { faultName, serviceName } : { faultName, payloadGuid };
  try {
    await client.triggerServiceFault({ fault: { ...fault, faultId } }, options);
  } catch (error) {
    if (!(error instanceof ServiceFaultAlreadyExistsError)) throw error;
  }
  const clear: RaisedFault["clear"] = async (callOptions) => {
    try {
      await client.clearServiceFault({ faultId }, callOptions);
    } catch (error) {
      if (!(error instanceof ServiceFaultDoesNotExistError)) throw error;
    }
  };
  return { faultId, clear, [Symbol.asyncDispose]: () => clear() };
}
