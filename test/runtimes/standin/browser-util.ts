/** What a page needs of `node:util`. */
import { equals } from "@vitest/expect";

/** Whether two values are alike through and through. */
export const isDeepStrictEqual = (a: unknown, b: unknown): boolean => equals(a, b, [], true);
