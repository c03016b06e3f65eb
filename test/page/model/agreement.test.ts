import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ConnectionInspector,
  faultsOf,
  type InspectedFrame,
  type InspectedCall,
  schemaMessageReader,
} from "../../../src/inspect/index.ts";
import { outlineReader } from "../../../src/page/model/outline-reader.ts";
import type { PageModel } from "../../../src/page/model/index.ts";
import { toHex } from "../../support/hex.ts";
import {
  connections,
  damagedConnections,
  modelOf,
  recordingOf,
  recordsOf,
  recut,
  registry,
  type Sent,
} from "./scene.ts";

const READER = schemaMessageReader(registry);

/** What the inspector says of a connection that is read all at once, in the order in which its frames came. */
function inspected(
  sent: readonly Sent[],
  reader = READER,
): { frames: InspectedFrame[]; calls: readonly InspectedCall[] } {
  const inspector = new ConnectionInspector({ messages: reader });
  const at = (index: number): bigint => BigInt(index + 1) * 1_000_000n;
  const frames = sent.flatMap(({ side, bytes }, i) => [...inspector.push(side, bytes, at(i))]);
  for (const side of ["client", "server"] as const) frames.push(...inspector.end(side, at(sent.length)));
  const sideOrder = (frame: InspectedFrame): number => (frame.side === "client" ? 0 : 1);
  const order = (a: InspectedFrame, b: InspectedFrame): number =>
    Number(a.atNanos - b.atNanos) || sideOrder(a) - sideOrder(b) || a.offset - b.offset;
  return { frames: frames.sort(order), calls: inspector.calls };
}

function millis(nanos: bigint | undefined): number | undefined {
  return nanos === undefined ? undefined : Number(nanos) / 1e6;
}

function expectAgreement(sent: readonly Sent[], model: PageModel): void {
  expect(model.state).toMatchObject({ phase: "finished", detail: "" });
  const { frames, calls } = inspected(sent);
  const outlines = inspected(sent, outlineReader(READER)).frames;
  expect(model.connections[0]?.frameCount).toBe(frames.length);
  for (const [index, frame] of frames.entries()) {
    const row = model.frame(1, index);
    const { side, offset, bytes, span, streamId, windows, call } = frame;
    expect(row).toMatchObject({
      index,
      side,
      offset,
      length: bytes.length,
      streamId,
      name: span.label,
      text: span.text,
    });
    expect(row.atMs).toBe(millis(frame.atNanos));
    expect(row.windows).toEqual(windows);
    expect(row.hasFault).toBe([...faultsOf((outlines[index] as InspectedFrame).span)].length > 0);
    expect(row.call === undefined ? undefined : model.call(1, row.call).streamId).toBe(call?.streamId);
    const detail = model.detail(1, index, { showSecrets: true });
    expect(detail.bytes).toEqual(bytes);
    expect(detail.offset).toBe(offset);
    expect(detail.span).toEqual(span);
  }
  const closedAtMs = sent.length + 1;
  expect(model.connections[0]?.callCount).toBe(calls.length);
  for (const [index, { beganAtNanos, headersAtNanos, endedAtNanos, ...rest }] of calls.entries()) {
    const row = model.call(1, index);
    expect(row).toMatchObject(rest);
    expect(row.beganAtMs).toBe(millis(beganAtNanos));
    expect(row.headersAtMs).toBe(millis(headersAtNanos));
    expect(row.endedAtMs).toBe(millis(endedAtNanos) ?? closedAtMs);
    expect(row.hasFailed).toBe(endedAtNanos === undefined || (rest.status ?? 0) !== 0 || rest.reset !== undefined);
    const own = frames.flatMap((frame, i) => (frame.call?.streamId === rest.streamId ? [i] : []));
    expect(model.framesOfCall(1, index)).toEqual(own);
    expect(row.firstFrame).toBe(own[0]);
  }
}

/** Every whole message, by the place of its first byte. */
function expectMessages(sent: readonly Sent[], model: PageModel): void {
  const whole = inspected(sent).frames.flatMap(({ messages }) => messages);
  for (let index = 0; index < (model.connections[0]?.frameCount ?? 0); index++) {
    const { side, offset } = model.frame(1, index);
    for (const ref of model.detail(1, index, { showSecrets: true }).messages) {
      const message = model.message(ref, { showSecrets: true });
      expect(ref).toMatchObject({ connection: 1, side });
      const known = whole.filter(({ bytes, side: of }) => of === side && toHex(bytes) === toHex(message.bytes));
      const prefix = message.span.children.filter(({ kind }) => kind !== "message");
      if ([message.span, ...prefix].every(({ fault }) => fault === undefined)) {
        expect(known.map(({ span }) => span)).toContainEqual(message.span);
        // Its part in this frame is where the bytes of the side have it.
        const part = model.detail(1, index, { showSecrets: true }).bytes;
        expect(message.offset).toBeLessThan(offset + part.length);
      }
    }
  }
}

describe("a recording that is read by rows", () => {
  it("shows every frame and call as the inspector does that reads all of it at once", () => {
    fc.assert(
      fc.property(connections, (sent) => {
        const model = modelOf(recordingOf(recordsOf(sent)));
        expectAgreement(sent, model);
        expectMessages(sent, model);
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it("does so whatever was damaged, and however it was cut", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(damagedConnections, sizes, (sent, cuts) => {
        const pieces = recut(sent, cuts);
        const model = modelOf(recordingOf(recordsOf(pieces)));
        expectAgreement(pieces, model);
        expectMessages(pieces, model);
      }),
      { numRuns: 300 },
    );
  }, 60_000);
});
