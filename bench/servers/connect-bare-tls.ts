/** A bare TLS connection to the floor's server. */
import { once } from "node:events";
import { connect, type TLSSocket } from "node:tls";
import type { ServerPlace } from "./open-channel.ts";
import { AUTHORITY } from "./service.ts";
import type { TlsErrand } from "./tls-server.ts";

/** Connect and say what for; the server has heard it. */
export async function connectBareTls({ port, roots }: ServerPlace, errand: TlsErrand): Promise<TLSSocket> {
  const socket = connect({ host: "127.0.0.1", port, ca: roots, servername: AUTHORITY });
  socket.setNoDelay(true);
  await once(socket, "secureConnect");
  socket.write(JSON.stringify(errand));
  if (errand.kind !== "download") await once(socket, "data");
  return socket;
}
