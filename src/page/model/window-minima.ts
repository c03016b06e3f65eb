/** The least that was left of a connection's windows, over any span of rows: blocks of rows know theirs beforehand. */
import { Column } from "./column.ts";
import type { FrameTable } from "./frame-table.ts";
import type { WindowSample } from "./page-model.ts";

const BLOCK_ROWS = 64;

/** Least values of both sides; NaN where nothing was said. */
interface Least {
  client: number;
  server: number;
}

/** Looks over the rows of one connection, those that were added since the last time once. */
export class WindowMinima {
  readonly #frames: FrameTable;
  readonly #blocks = { client: new Column(Float64Array), server: new Column(Float64Array) };

  constructor(frames: FrameTable) {
    this.#frames = frames;
  }

  /** The least in each of so many equal spans of time; spans in which nothing was said are left out. */
  samples(fromMs: number, toMs: number, samples: number): WindowSample[] {
    this.#update();
    const found: WindowSample[] = [];
    const widthMs = (toMs - fromMs) / samples;
    let row = this.#frames.firstAt(fromMs);
    for (let number = 0; number < samples && row < this.#frames.length; number++) {
      const isLast = number === samples - 1;
      const atMs = fromMs + number * widthMs;
      // The end of the last span is the instant itself, and a frame of just then belongs to it.
      const end = isLast ? this.#after(toMs) : this.#frames.firstAt(fromMs + (number + 1) * widthMs);
      const least = this.#least(row, end);
      row = Math.max(row, end);
      const [client, server] = [orUndefined(least.client), orUndefined(least.server)];
      if (client !== undefined || server !== undefined) found.push({ atMs, client, server });
    }
    return found;
  }

  /** The first row after an instant. */
  #after(atMs: number): number {
    const { length } = this.#frames;
    let row = this.#frames.firstAt(atMs);
    while (row < length && this.#frames.atMs(row) === atMs) row++;
    return row;
  }

  #least(start: number, end: number): Least {
    const least = { client: NaN, server: NaN };
    for (let row = start; row < end;) {
      const block = row / BLOCK_ROWS;
      if (Number.isInteger(block) && row + BLOCK_ROWS <= end && block < this.#blocks.client.length) {
        least.client = lower(least.client, this.#blocks.client.at(block));
        least.server = lower(least.server, this.#blocks.server.at(block));
        row += BLOCK_ROWS;
      } else this.#add(least, row++);
    }
    return least;
  }

  #add(least: Least, row: number): void {
    const side = this.#frames.side(row);
    least[side] = lower(least[side], this.#frames.window(row));
  }

  /** Look over blocks that are whole by now. */
  #update(): void {
    for (let block = this.#blocks.client.length; (block + 1) * BLOCK_ROWS <= this.#frames.length; block++) {
      const least = { client: NaN, server: NaN };
      for (let row = block * BLOCK_ROWS; row < (block + 1) * BLOCK_ROWS; row++) this.#add(least, row);
      this.#blocks.client.push(least.client);
      this.#blocks.server.push(least.server);
    }
  }
}

/** The lower of two, of which either may be NaN. */
function lower(a: number, b: number): number {
  return b < a || Number.isNaN(a) ? b : a;
}

function orUndefined(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
