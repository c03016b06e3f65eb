import { describe, expect, it } from "vitest";
import { newCommonError, newResponseHeader, type ResponseHeader } from "../../src/messages/bosdyn/api/header.ts";
import {
  InternalServerError,
  InvalidRequestError,
  ResponseError,
  ServerError,
  UnsetStatusError,
} from "../../src/services/errors/response-errors.ts";
import { checkHeader } from "../../src/services/header-check.ts";
import { checkOutcome } from "../../src/services/response-checks.ts";
import type { StatusTable } from "../../src/services/rpc-facts.ts";

const METHOD = "/bosdyn.api.KettleService/Boil";

class NoWaterError extends ResponseError {
  override readonly code = "KETTLE_NO_WATER";
  override readonly retryable = true;
}

const KETTLE: StatusTable = {
  names: { STATUS_UNKNOWN: 0, STATUS_OK: 1, STATUS_NO_WATER: 2, STATUS_ALREADY_HOT: 3, STATUS_ON_FIRE: 4 },
  errors: { STATUS_NO_WATER: [NoWaterError, "fill it"] },
};

function header(code: number, message = ""): ResponseHeader {
  return { ...newResponseHeader(), error: { ...newCommonError(), code, message } };
}

interface CheckedResponse {
  readonly header: ResponseHeader | undefined;
  readonly status?: number;
}

/** What the checks throw, or `undefined`. */
function verdict(response: CheckedResponse, table?: StatusTable): unknown {
  try {
    checkHeader(METHOD, response);
    checkOutcome(METHOD, response, table === undefined ? {} : { statuses: table });
    return undefined;
  } catch (error) {
    return error;
  }
}

interface Row {
  readonly it: string;
  readonly response: CheckedResponse;
  readonly errorClass: new (...args: never[]) => ResponseError;
  readonly code: string;
  readonly status: number;
  readonly retryable?: boolean;
  readonly message: string;
}

const HEADER_ROWS: readonly Row[] = [
  {
    it: "without a header is UnsetStatusError",
    response: { header: undefined },
    errorClass: UnsetStatusError,
    code: "RESPONSE_STATUS_UNSET",
    status: 0,
    message: `${METHOD}: the response header does not say how the request went`,
  },
  {
    it: "whose header has no error field is UnsetStatusError",
    response: { header: newResponseHeader() },
    errorClass: UnsetStatusError,
    code: "RESPONSE_STATUS_UNSET",
    status: 0,
    message: `${METHOD}: the response header does not say how the request went`,
  },
  {
    it: "with CODE_UNSPECIFIED is UnsetStatusError",
    response: { header: header(0, "half asleep") },
    errorClass: UnsetStatusError,
    code: "RESPONSE_STATUS_UNSET",
    status: 0,
    message: `${METHOD}: the response header does not say how the request went: half asleep`,
  },
  {
    it: "with CODE_INTERNAL_SERVER_ERROR is InternalServerError",
    response: { header: header(2, "[KeyError] x") },
    errorClass: InternalServerError,
    code: "RESPONSE_INTERNAL_SERVER_ERROR",
    status: 2,
    message: `${METHOD}: the robot's service had an internal error: [KeyError] x`,
  },
  {
    it: "with CODE_INVALID_REQUEST is InvalidRequestError",
    response: { header: header(3) },
    errorClass: InvalidRequestError,
    code: "RESPONSE_INVALID_REQUEST",
    status: 3,
    message: `${METHOD}: the robot finds the request malformed`,
  },
  {
    it: "with a code that nobody knows is a plain ResponseError",
    response: { header: header(77, "new") },
    errorClass: ResponseError,
    code: "RESPONSE_REJECTED",
    status: 77,
    message: `${METHOD}: the response header has error code 77, which this client does not know: new`,
  },
];

const STATUS_ROWS: readonly Row[] = [
  {
    it: "with status 0 is UnsetStatusError",
    response: { header: header(1), status: 0 },
    errorClass: UnsetStatusError,
    code: "RESPONSE_STATUS_UNSET",
    status: 0,
    message: `${METHOD}: the response has no status: the service did not say how the request went`,
  },
  {
    it: "without a status is UnsetStatusError",
    response: { header: header(1) },
    errorClass: UnsetStatusError,
    code: "RESPONSE_STATUS_UNSET",
    status: 0,
    message: `${METHOD}: the response has no status: the service did not say how the request went`,
  },
  {
    it: "with a status of the table is the table's error, with its remedy",
    response: { header: header(1), status: 2 },
    errorClass: NoWaterError,
    code: "KETTLE_NO_WATER",
    status: 2,
    retryable: true,
    message: `${METHOD}: Code: 2 (STATUS_NO_WATER): fill it`,
  },
  {
    it: "with a status that has a name but no class is a plain ResponseError",
    response: { header: header(1), status: 4 },
    errorClass: ResponseError,
    code: "RESPONSE_REJECTED",
    status: 4,
    message: `${METHOD}: Code: 4 (STATUS_ON_FIRE)`,
  },
  {
    it: "with a status unknown to the schema says so",
    response: { header: header(1), status: 99 },
    errorClass: ResponseError,
    code: "RESPONSE_REJECTED",
    status: 99,
    message: `${METHOD}: status 99, which this client's schema does not have: the robot may be newer`,
  },
];

describe("the checks of a response", () => {
  for (const row of [...HEADER_ROWS, ...STATUS_ROWS]) {
    it(`finds that a response ${row.it}`, () => {
      const error = verdict(row.response, KETTLE);
      expect(error).toBeInstanceOf(ResponseError);
      expect((error as ResponseError).constructor).toBe(row.errorClass);
      expect(error).toMatchObject({
        name: row.errorClass.name,
        code: row.code,
        status: row.status,
        message: row.message,
        retryable: row.retryable ?? false,
        method: METHOD,
        service: "bosdyn.api.KettleService",
      });
      expect((error as ResponseError).response).toBe(row.response);
    });
  }

  for (const row of HEADER_ROWS) {
    it(`judges the header first: with a table status too, a response ${row.it}`, () => {
      const error = verdict({ ...row.response, status: 2 }, KETTLE);
      expect((error as ResponseError).constructor).toBe(row.errorClass);
    });
  }

  it("passes a response whose header and status are OK", () => {
    expect(verdict({ header: header(1), status: 1 }, KETTLE)).toBeUndefined();
  });

  it("passes the other statuses that a table calls OK, and 0 not even then", () => {
    const table = { ...KETTLE, ok: [0, 1, 3] };
    expect(verdict({ header: header(1), status: 3 }, table)).toBeUndefined();
    expect(verdict({ header: header(1), status: 0 }, table)).toBeInstanceOf(UnsetStatusError);
  });

  it("does not look at the status of a response that has no table", () => {
    expect(verdict({ header: header(1), status: 4 })).toBeUndefined();
    expect(verdict({ header: header(1) })).toBeUndefined();
  });

  it("lets a table give status 0 a class of its own", () => {
    const table: StatusTable = { ...KETTLE, errors: { STATUS_UNKNOWN: [NoWaterError, "ask again"] } };
    expect(verdict({ header: header(1), status: 0 }, table)).toBeInstanceOf(NoWaterError);
  });

  it("puts the server's own failures in one family", () => {
    for (const errorClass of [InternalServerError, UnsetStatusError])
      expect(errorClass.prototype).toBeInstanceOf(ServerError);
    expect(InvalidRequestError.prototype).not.toBeInstanceOf(ServerError);
  });
});
