/** What a decoded response says about the robot's answer, whatever its type: a header's error, a status. */
import type { Attributes } from "@opentelemetry/api";
import { CommonError_Code, type ResponseHeader } from "../messages/bosdyn/api/header.ts";
import { ATTRIBUTE } from "./conventions.ts";

/** Attributes of one response; the robot may have said no in an RPC that is OK. */
export function responseFacts(response: unknown): Attributes {
  if (typeof response !== "object" || response === null) return {};
  const { header, status } = response as { readonly header?: Partial<ResponseHeader>; readonly status?: unknown };
  const code = header?.error?.code;
  return {
    ...(code === undefined || code === CommonError_Code.CODE_OK ? {} : { [ATTRIBUTE.headerError]: nameOf(code) }),
    ...(typeof status === "number" ? { [ATTRIBUTE.responseStatus]: status } : {}),
  };
}

function nameOf(code: CommonError_Code): string {
  const known = Object.entries(CommonError_Code).find(([, value]) => value === code);
  return known?.[0].replace("CODE_", "") ?? String(code);
}
