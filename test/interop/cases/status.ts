/** Calls that the server ends with a status other than OK. */
import { Status } from "../../../src/grpc/status.ts";
import { assertStatus, type CaseClient, type InteropCase, readAll } from "./case.ts";

/** White space, a character that percent-encoding spells in three bytes, and one in four. */
const SPECIAL_MESSAGE = "\t\ntest with whitespace\r\nand Unicode BMP ☺ and non-BMP 😈\t\n";

async function statusCodeAndMessage({ channel, service }: CaseClient): Promise<void> {
  const message = "test status message";
  const request = { responseStatus: { code: Status.UNKNOWN, message } };
  await assertStatus(channel.unary(service.unaryCall, request), "UNKNOWN", message);
  await assertStatus(readAll(channel.bidiStreaming(service.fullDuplexCall, [request])), "UNKNOWN", message);
}

async function specialStatusMessage({ channel, service }: CaseClient): Promise<void> {
  const request = { responseStatus: { code: Status.UNKNOWN, message: SPECIAL_MESSAGE } };
  await assertStatus(channel.unary(service.unaryCall, request), "UNKNOWN", SPECIAL_MESSAGE);
}

async function unimplementedMethod({ channel, service }: CaseClient): Promise<void> {
  await assertStatus(channel.unary(service.unimplementedCall, {}), "UNIMPLEMENTED");
}

async function unimplementedService({ channel, service }: CaseClient): Promise<void> {
  await assertStatus(channel.unary(service.callOfUnimplementedService, {}), "UNIMPLEMENTED");
}

/** `status_code_and_message`, `special_status_message`, `unimplemented_method`, `unimplemented_service` */
export const STATUS_CASES: readonly InteropCase[] = [
  { name: "status_code_and_message", run: statusCodeAndMessage },
  { name: "special_status_message", run: specialStatusMessage },
  { name: "unimplemented_method", run: unimplementedMethod },
  { name: "unimplemented_service", run: unimplementedService },
];
