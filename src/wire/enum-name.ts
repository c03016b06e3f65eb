/**
 * Names for enum numbers, for people to read. Apart from the enums, so that a bundle holds it only if it is used.
 */

/**
 * Find the name of an enum's number.
 * @param names an enum object of a generated module, `BatteryState_Status`
 * @returns the first name with that number as the `.proto` orders them, or `undefined` for a number from a newer release
 * @example enumName(BatteryState_Status, 2) // "STATUS_CHARGING"
 */
export function enumName<Names extends Readonly<Record<string, number>>>(
  names: Names,
  value: number,
): (keyof Names & string) | undefined {
  return Object.keys(names).find((name) => names[name] === value);
}
