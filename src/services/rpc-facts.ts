/** What a client declares about an RPC beyond its messages: what to fill in on the way out, what to check on the way in. */
import type { ResponseError, ResponseErrorInit } from "./errors/response-errors.ts";

/** A class of errors, as status tables name it. */
export type ResponseErrorClass = new (init: ResponseErrorInit) => ResponseError;

/** An error class, with what to do about it where that is known. */
export type StatusError = readonly [ResponseErrorClass, remedy?: string];

/** Errors by the name of the status that means them. One such object may serve several enums with names in common. */
export type StatusErrors<Name extends string = string> = { readonly [N in Name]?: StatusError };

/** What the statuses of one RPC mean. */
export interface StatusTable<Names extends Readonly<Record<string, number>> = Readonly<Record<string, number>>> {
  /** The enum of the response's `status`. */
  readonly names: Names;
  /** Success. Default: 1 alone. */
  readonly ok?: readonly number[];
  /** Error by status name; a status that is neither here nor a success becomes a plain `ResponseError`. */
  readonly errors: StatusErrors<keyof Names & string>;
  /** Statuses that are not in `errors` are facts for the caller to read, whatever their number. */
  readonly othersAreOk?: boolean;
  /** Status 0 is a success too: the service leaves it unset. */
  readonly unsetIsOk?: boolean;
}

/** A response that is a list of answers, each with a status of its own. The first that failed decides. */
export interface ElementFacts {
  /** Field of the response. */
  readonly list: string;
  readonly statuses: StatusTable;
  /** Whether each has a `customParamError`. */
  readonly customParams?: boolean;
}

/** The facts of one RPC. An empty object is an RPC with a header each way and nothing else to check. */
export interface RpcFacts {
  /** Request field that the lease provider fills where the caller left it unset; it then hears of the result. */
  readonly lease?: "lease" | "leases";
  /** The leased request travels inside chunks; the lease provider hears of the result all the same. */
  readonly leaseInside?: boolean;
  /** Response field with lease use results: one that is not OK is a `LeaseUseError`. */
  readonly leaseResult?: "leaseUseResult" | "leaseUseResults";
  /** Whether an unset status is judged before the lease results, as the mission services have it. */
  readonly unsetFirst?: boolean;
  /** Whether a `licenseStatus` that is set and not VALID is a `LicenseError`. */
  readonly license?: boolean;
  /** Whether the response has a `customParamError`. */
  readonly customParams?: boolean;
  /** Left out where the status is a fact for the caller, or where there is none. */
  readonly statuses?: StatusTable;
  /** Field that holds it, where it is not `status`. */
  readonly statusField?: string;
  readonly elements?: ElementFacts;
  /** Whatever else to check, last. */
  check?(response: object, method: string): void;
  /** Paths of request fields that take local time too: `endTime`, `mutation.object.acquisitionTime`. */
  readonly times?: readonly string[];
  /** Leave a time unset that cannot be converted, instead of failing: the robot then takes the time of receipt. */
  readonly timesBestEffort?: boolean;
  /** Whether the request names this client's clock in `clockIdentifier`; `required`: it is not sent without one. */
  readonly clockIdentifier?: boolean | "required";
  /** The request message has no header. */
  readonly headerless?: boolean;
  /** Do not look at the responses' header: a control loop's stream, in which the robot need not fill it. */
  readonly uncheckedHeader?: boolean;
  /** Deadline where the caller names none, in milliseconds. Default: that of every call. */
  readonly timeoutMs?: number;
}
