/** Who calls: what the request says of the client, and the token of the user. */
import type { ServerContext } from "../../grpc/server/index.ts";
import type { RequestHeader } from "../../messages/bosdyn/api/header.ts";
import type { LeaseOwnerInit } from "../../messages/bosdyn/api/lease.ts";
import type { Tokens } from "./tokens.ts";

/** The client and user of a call. */
export type CallerOf = (header: RequestHeader | undefined, context: ServerContext) => LeaseOwnerInit;

/** Names are kept as long as a claim or policy: no longer than this. */
const MAX_NAME_CHARACTERS = 256;

/** Tell callers by their tokens. */
export function callerOf(tokens: Tokens): CallerOf {
  return (header, { metadata }) => {
    const token = bearerToken(metadata.get("authorization"));
    const verdict = token === undefined ? undefined : tokens.check(token);
    return {
      clientName: header?.clientName.slice(0, MAX_NAME_CHARACTERS),
      userName: verdict !== undefined && "user" in verdict ? verdict.user : undefined,
    };
  };
}

/** The token of an `authorization` field. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^Bearer (.+)$/.exec(authorization ?? "")?.[1];
}
