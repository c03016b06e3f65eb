/**
 * An e-stop as a web page: one large button, on this computer alone.
 *
 *     npx tsx examples/estop-page.ts [PORT]
 *
 * The page works while this program runs and the robot hears it. A program is no substitute for the robot's own e-stop.
 */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import process from "node:process";
import { becomeEstop, type EstopKeeper, settleOnExit } from "spotwire";
import { say, withRobot } from "./with-robot.ts";

/** Only a page that this program has served knows it: another site's page cannot press the button. */
const KEY = randomBytes(16).toString("hex");

const PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>E-stop</title>
<meta name="viewport" content="width=device-width"><style>
  body { font: 18px system-ui; margin: 0; display: grid; place-items: center; min-height: 100vh; gap: 1rem; color-scheme: light dark }
  button { font: inherit; padding: 1rem 2rem } #stop { font-size: 3rem; width: 18rem; height: 18rem; border-radius: 50%; background: #c00; color: #fff }
</style><body><button id="stop" autofocus>STOP</button>
<p><button id="settle">sit down, then cut power</button> <button id="allow">allow power</button></p><p id="status" role="status">…</p><script>
  const say = (text) => (document.getElementById("status").textContent = text);
  for (const name of ["stop", "settle", "allow"]) document.getElementById(name).onclick = async () => {
    try { const r = await fetch("/" + name + "?key=${KEY}", { method: "POST" }); if (!r.ok) say("THE ROBOT HAS NOT SAID THAT IT HEARD: " + (await r.text())); }
    catch { say("THE PROGRAM IS GONE: use the robot's own e-stop"); } };
  setInterval(async () => { try { const { wish, status } = await (await fetch("/status")).json(); say(wish + " (" + status + ")"); }
    catch { say("the program is gone: the robot cuts power by itself"); } }, 500);
</script>`;

await withRobot(async (robot) => {
  await using estop = await becomeEstop(robot, {
    name: "estop-page",
    timeoutMs: 9000,
    // Whoever has the page open decides when the motors may have power.
    wish: "settle-then-cut",
    onStatus: (status, error) => status !== "ok" && say(`${status}: ${String(error)}`),
  });
  settleOnExit(estop);
  const server = createServer((request, response) => void answer(request, response, estop));
  server.listen(Number(process.argv[2] ?? 0), "127.0.0.1");
  await once(server, "listening");
  say(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  // Until Ctrl-C, which has the robot sit down, or until the robot forgets this endpoint.
  await once(estop.signal, "abort");
  server.close();
});

async function answer(request: IncomingMessage, response: ServerResponse, estop: EstopKeeper): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://127.0.0.1");
  // A name that somebody else's DNS points at this computer is no name of ours.
  const isLocal = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "");
  if (!isLocal) return void response.writeHead(403).end();
  if (request.method === "GET" && pathname === "/") {
    return void response.setHeader("content-type", "text/html; charset=utf-8").end(PAGE);
  }
  if (request.method === "GET" && pathname === "/status") {
    const { wish, status } = estop;
    return void response.setHeader("content-type", "application/json").end(JSON.stringify({ wish, status }));
  }
  const press = { "/stop": "stop", "/settle": "settleThenCut", "/allow": "allow" } as const;
  const action = press[pathname as keyof typeof press] as (typeof press)[keyof typeof press] | undefined;
  if (request.method !== "POST" || action === undefined) return void response.writeHead(404).end();
  if (searchParams.get("key") !== KEY) return void response.writeHead(403).end();
  try {
    await estop[action]();
    response.end("ok");
  } catch (error) {
    response.writeHead(502).end(String(error));
  }
}
