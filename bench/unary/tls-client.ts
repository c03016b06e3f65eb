/**
 * The floor: as many bytes as our own HTTP/2 sends and gets for a call go over a bare TLS socket and back, in one write
 * for all that are asked at once.
 */
import { ANSWER_BYTES, REQUEST_BYTES } from "./call-bytes.ts";
import { connectBareTls } from "../servers/connect-bare-tls.ts";
import { contendUnary } from "./contend-unary.ts";

await contendUnary(async (setup) => {
  const errand = { kind: "echo", requestBytes: REQUEST_BYTES, answerBytes: ANSWER_BYTES } as const;
  const socket = await connectBareTls(setup, errand);
  const requests = Buffer.alloc(REQUEST_BYTES * setup.inFlight, "r");
  const waiting: ((serialNumber: string | undefined) => void)[] = [];
  let [asked, received] = [0, 0];
  socket.on("data", (bytes: Buffer) => {
    const isRight = bytes[0] === 0x61 && bytes[bytes.length - 1] === 0x61;
    for (received += bytes.length; received >= ANSWER_BYTES; received -= ANSWER_BYTES) {
      waiting.shift()?.(isRight ? "bench-0001" : undefined);
    }
  });
  const flush = (): void => {
    socket.write(requests.subarray(0, asked * REQUEST_BYTES));
    asked = 0;
  };
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (asked++ === 0) process.nextTick(flush);
    });
});
