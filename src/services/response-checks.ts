/**
 * The checks that a response goes through after its header, in the order of the protocol: lease results, licence, custom
 * parameters, the service's own status. The first that fails decides.
 */
import { type LeaseUseResult, LeaseUseResult_Status } from "../messages/bosdyn/api/lease.ts";
import type { CustomParamError as CustomParamErrorMessage } from "../messages/bosdyn/api/service_customization.ts";
import { CustomParamError } from "./errors/custom-param-error.ts";
import { LeaseUseError } from "./errors/lease-use-error.ts";
import { LicenseError } from "./errors/license-error.ts";
import type { ResponseError } from "./errors/response-errors.ts";
import type { ElementFacts, RpcFacts } from "./rpc-facts.ts";
import { checkStatus, type Place, unsetStatus } from "./status-check.ts";

/** What the later checks look at, where the facts say that it is there. */
interface OutcomeFields {
  readonly status?: number;
  readonly licenseStatus?: number;
  readonly customParamError?: CustomParamErrorMessage | undefined;
}

/** Check everything after the header. @throws {ResponseError} or the class that the facts name */
export function checkOutcome(method: string, response: object, facts: RpcFacts): void {
  const place: Place = { method, response, prefix: "" };
  const status = (response as Readonly<Record<string, number | undefined>>)[facts.statusField ?? "status"] ?? 0;
  const { licenseStatus = 0 } = response as OutcomeFields;
  if (facts.unsetFirst === true && facts.statuses !== undefined && status === 0) throw unsetStatus(place);
  for (const result of leaseResultsOf(response, facts)) checkLeaseResult(place, result);
  if (facts.license === true && licenseStatus > 1) throw licenseError(place, licenseStatus);
  if (facts.customParams === true) checkCustomParams(place, response);
  if (facts.statuses !== undefined) checkStatus(place, status, facts.statuses);
  if (facts.elements !== undefined) checkElements(place, facts.elements);
  facts.check?.(response, method);
}

/** The lease results of a response: of a singular field one or none. */
export function leaseResultsOf(response: object, { leaseResult }: RpcFacts): readonly LeaseUseResult[] {
  if (leaseResult === undefined) return [];
  const value = (response as Readonly<Record<string, LeaseUseResult | LeaseUseResult[] | undefined>>)[leaseResult];
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function checkLeaseResult({ method, response }: Place, result: LeaseUseResult): void {
  if (result.status === LeaseUseResult_Status.STATUS_OK) return;
  throw new LeaseUseError({ method, response, leaseUseResult: result });
}

function licenseError({ method, response }: Place, status: number): ResponseError {
  const detail = `the robot's licence does not allow this (licence status ${status})`;
  return new LicenseError({ method, response, status, detail });
}

function checkCustomParams({ method, response, prefix }: Place, answer: object): void {
  const error = (answer as OutcomeFields).customParamError;
  if (error === undefined || error.status === 1) return;
  if (error.status === 0 && error.errorMessages.length === 0) return;
  const detail = `${prefix}custom parameters rejected: ${error.errorMessages.join("; ")}`;
  throw new CustomParamError({ method, response, status: error.status, detail, errorMessages: error.errorMessages });
}

function checkElements({ method, response }: Place, { list, statuses, customParams }: ElementFacts): void {
  const elements = (response as Readonly<Record<string, readonly object[]>>)[list] ?? [];
  for (const [index, element] of elements.entries()) {
    const place = { method, response, prefix: `${list}[${index}]: ` };
    if (customParams === true) checkCustomParams(place, element);
    checkStatus(place, (element as OutcomeFields).status ?? 0, statuses);
  }
}
