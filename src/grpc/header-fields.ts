/** Header fields as this room passes them around. */

/** Lower-case names; insertion order is wire order; an array is a repeated field. */
export type HeaderFields = Readonly<Record<string, string | string[] | undefined>>;
