/** The services of the data buffer: the one that fills it, and the one that reads it. */
import type { SimClock } from "../clock/sim-clock.ts";
import type { HostedService } from "../hosted-service.ts";
import { dataBufferService } from "../services/data-buffer.ts";
import { dataService } from "../services/data.ts";
import { DataPages } from "./data-pages.ts";

/** Make both over one buffer. @param pages default: a new one, of 64 MiB */
export function dataServices(
  { clock }: { readonly clock: SimClock },
  pages: DataPages = new DataPages(),
): readonly HostedService[] {
  return [dataBufferService(clock, pages), dataService(clock, pages)];
}
