/** Every block of the guide. */
import type { Blocks } from "./block.ts";
import { CALL_BLOCKS } from "./calls.ts";
import { CONNECTION_BLOCKS } from "./connection.ts";
import { MESSAGE_BLOCKS } from "./messages.ts";

const ALL = [MESSAGE_BLOCKS, CALL_BLOCKS, CONNECTION_BLOCKS];

/** By the names in markers. */
export const BLOCKS: Blocks = {
  bytes: Object.assign({}, ...ALL.map(({ bytes }) => bytes)) as Blocks["bytes"],
  text: Object.assign({}, ...ALL.map(({ text }) => text)) as Blocks["text"],
};
