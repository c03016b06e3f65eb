/** A field's names beside the `.proto`'s own. */

/** Its name in JSON, by protobuf's own rule: underscores go, the letter after one is raised. */
export function jsonNameOf(protoName: string): string {
  return protoName.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** Its property in decoded messages: the few names that every object has already get a `$` behind them. */
export function propertyOf(jsonName: string): string {
  return jsonName in Object.prototype ? `${jsonName}$` : jsonName;
}
