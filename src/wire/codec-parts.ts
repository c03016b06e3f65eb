/**
 * What a whole codec is made of, generated or tuned by hand: `spotwire/wire` and what only codecs need, so that errors
 * name their field, oneofs are kept to one member, and doubles and packed singles go in one step.
 */
export * from "./index.ts";
export { locateEntryError, locateWireError } from "./codec.ts";
export { readBareDouble, readBytesView, readFamiliarString, readPackedFloats } from "./read-values.ts";
export { readRawTag } from "./reader.ts";
export { keepUnknownField, writeUnknownFields } from "./unknown-fields.ts";
export { locateWriteEntryError, locateWriteError, nameWriteError, noteOneofMember } from "./write-failure.ts";
export { writeBareDouble, writePackedFloats } from "./write-values.ts";

export type { FieldNames } from "./field-names.ts";
