/** The server's half of the transport seam: what a listener hands over for each stream a client opens. */
import type { HeaderFields } from "../header-fields.ts";
import type { StreamListener, TransportStream } from "../transport.ts";

/** Our side of a stream that a client opened. */
export interface ServerStream extends TransportStream {
  /** Send the initial header block. */
  respond(headers: HeaderFields): void;
  /** Send one block that is the whole response, then let the client know that its request is not read any further. */
  respondOnly(headers: HeaderFields): void;
  /** Send a response of plain HTTP, as a proxy would. */
  respondHttp(headers: HeaderFields, body: Uint8Array): void;
  /** End our side with trailers, after the data already written. */
  endWithTrailers(trailers: HeaderFields): void;
}

/** A stream whose headers have arrived. */
export interface IncomingStream {
  readonly headers: HeaderFields;
  /** `address:port` of the client. */
  readonly peer: string;
  /** Take the stream: the listener hears the request's data and end (no `onHeaders`), and a failure. */
  accept(listener: StreamListener): ServerStream;
}
