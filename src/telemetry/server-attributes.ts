/** What an authority says about the server, in attributes. */
import type { Attributes } from "@opentelemetry/api";
import { ATTRIBUTE } from "./conventions.ts";

/** Take host and port apart; there is no port where the authority names none. */
export function serverAttributes(authority: string | undefined): Attributes {
  if (authority === undefined) return {};
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d{1,5}))?$/.exec(authority) ?? [];
  const host = bracketed ?? plain;
  if (host === undefined) return { [ATTRIBUTE.serverAddress]: authority };
  return {
    [ATTRIBUTE.serverAddress]: host,
    ...(port === undefined ? {} : { [ATTRIBUTE.serverPort]: Number(port) }),
  };
}
