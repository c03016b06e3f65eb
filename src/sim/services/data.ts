/** The simulator's `bosdyn.api.DataService`: what is in the data buffer. */
import { type DeletePageStatusInit, DeletePageStatus_Status as Status } from "../../messages/bosdyn/api/data_index.ts";
import { DataService } from "../../messages/bosdyn/api/data_service.ts";
import type { SimClock } from "../clock/sim-clock.ts";
import { blobSpecs, countOf, dataIndex, eventsComments, intervalOf, pageInfo } from "../data/data-index.ts";
import type { DataPages } from "../data/data-pages.ts";
import type { HostedService } from "../hosted-service.ts";
import { answering } from "./response-header.ts";

/** Make the service. */
export function dataService(clock: SimClock, pages: DataPages): HostedService {
  return {
    name: "data",
    type: DataService.typeName,
    authority: "data.spot.robot",
    needsToken: true,
    install: (server) =>
      server
        .handle(
          DataService.getDataIndex,
          answering(clock, ({ dataQuery }) => ({ dataIndex: dataIndex(pages, dataQuery) })),
        )
        .handle(
          DataService.getEventsComments,
          answering(clock, ({ eventCommentRequest }) => ({
            eventsComments: eventsComments(pages, eventCommentRequest),
          })),
        )
        .handle(
          DataService.getDataBufferStatus,
          answering(clock, ({ getBlobSpecs }) => ({
            dataBufferStatus: {
              numDataBufferPages: BigInt(pages.within({ start: undefined, end: undefined }).length),
              dataBufferTotalBytes: BigInt(pages.bytes),
              numComments: countOf(pages, "comment"),
              numEvents: countOf(pages, "event"),
              blobSpecs: getBlobSpecs ? blobSpecs(pages) : [],
            },
          })),
        )
        .handle(
          DataService.getDataPages,
          answering(clock, ({ timeRange }) => ({ pages: pages.within(intervalOf(timeRange)).map(pageInfo) })),
        )
        .handle(
          DataService.deleteDataPages,
          answering(clock, ({ timeRange, pageIds }) => {
            const inRange = timeRange === undefined ? [] : pages.within(intervalOf(timeRange)).map(({ id }) => id);
            let bytesDeleted = 0;
            const status = [...new Set([...pageIds, ...inRange])].map((pageId): DeletePageStatusInit => {
              const bytes = pages.delete(pageId);
              bytesDeleted += bytes ?? 0;
              return { pageId, status: bytes === undefined ? Status.STATUS_NOT_FOUND : Status.STATUS_DELETED };
            });
            return { bytesDeleted: BigInt(bytesDeleted), status };
          }),
        ),
  };
}
