/** What the status of a response means, by the table of its RPC. */
import { ResponseError, UnsetStatusError } from "./errors/response-errors.ts";
import type { StatusTable } from "./rpc-facts.ts";

/** Where a failed check is: whose response, and which of its elements. */
export interface Place {
  readonly method: string;
  readonly response: object;
  /** Put before the detail. Empty for the response itself. */
  readonly prefix: string;
}

/** Check a status. @throws {ResponseError} or the class that the table names, for any but a success */
export function checkStatus(place: Place, status: number, table: StatusTable): void {
  const { method, response, prefix } = place;
  const name = Object.keys(table.names).find((each) => table.names[each] === status);
  const known = name === undefined ? undefined : table.errors[name];
  if (known !== undefined) {
    const [errorClass, remedy] = known;
    const detail = prefix + describeStatus(status, name) + (remedy === undefined ? "" : `: ${remedy}`);
    throw new errorClass({ method, response, status, detail });
  }
  if (status === 0) {
    if (table.unsetIsOk === true) return;
    throw unsetStatus(place);
  }
  if (table.othersAreOk === true || (table.ok ?? [1]).includes(status)) return;
  throw new ResponseError({ method, response, status, detail: prefix + describeStatus(status, name) });
}

/** The error of a status that nobody set. */
export function unsetStatus({ method, response, prefix }: Place): UnsetStatusError {
  const detail = `${prefix}the response has no status: the service did not say how the request went`;
  return new UnsetStatusError({ method, response, status: 0, detail });
}

function describeStatus(status: number, name: string | undefined): string {
  return name === undefined
    ? `status ${status}, which this client's schema does not have: the robot may be newer`
    : `Code: ${status} (${name})`;
}
