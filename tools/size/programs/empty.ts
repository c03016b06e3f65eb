/** Nothing at all: what the runtime takes to start. */
import { answer } from "./errand.ts";

answer(undefined);
