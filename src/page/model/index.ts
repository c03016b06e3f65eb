/** What the inspector page shows: a recording by rows, and bytes that were pasted. Needs neither DOM nor Node. */
export { createPageModel, type PageModelOptions } from "./recording-model.ts";
export { DEFAULT_PAGE_LIMITS, type PageLimits } from "./limits.ts";
export { messageTypes, type Pasted, type PastedOptions, type PastedProblem, readPasted } from "./pasted.ts";
export type {
  CallRow,
  ConnectionRow,
  Detail,
  DetailOptions,
  FrameRow,
  MessageRef,
  PageModel,
  RecordingState,
  SearchHit,
  WindowSample,
} from "./page-model.ts";
