/**
 * Finds a field's name for an error without a table of names in every message. A decoded message lists its properties in
 * the order of the field numbers; where those are 1, 2, 3 and so on, and each name follows from its property, the
 * message itself is the table. The generator sees to it that any other message comes with one.
 */

/** A message's field names by number, as the `.proto` spells them. */
export type FieldNames = Readonly<Record<number, string>>;

/** Turn a field's name into its property name, as protobuf's JSON mapping does: `joint_states` is `jointStates`. */
export function propertyName(fieldName: string): string {
  return fieldName.replace(/_+(.?)/g, (_, letter: string) => letter.toUpperCase());
}

/** Turn it back. Not every name comes back: `GUID` and `dist_2d` do not. */
export function fieldName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/**
 * Find the name of a field.
 * @param message a message with every property, in the order of the field numbers, which count up from 1
 * @returns `undefined` if the message has no such field
 */
export function fieldNameAt(message: object, fieldNumber: number): string | undefined {
  const property = Object.keys(message)[fieldNumber - 1];
  // Behind the last field comes $unknown.
  return property === undefined || property.startsWith("$") ? undefined : fieldName(property);
}
