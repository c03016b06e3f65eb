/** Recorded header fields as a server sends them. */
import type { HeaderFields } from "../grpc/index.ts";
import type { FieldList } from "./recorded-call.ts";

/** Put fields that came several times together, in the order of the wire. */
export function fieldsOf(list: FieldList): HeaderFields {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of list) {
    const before = fields[name];
    if (before === undefined) fields[name] = value;
    else fields[name] = Array.isArray(before) ? [...before, value] : [before, value];
  }
  return fields;
}
