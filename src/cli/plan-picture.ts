/**
 * A plan of a walk in braille characters, seen from above: two dots by four in each character, which makes them square on
 * most terminals. Drawn so that the frame's x axis points up and its y axis to the left, as the robot sees it.
 */

/** A place on the ground, in metres. */
export interface PlanPoint {
  readonly x: number;
  readonly y: number;
}

/** What is in the picture. */
export interface Plan {
  readonly start: PlanPoint;
  readonly goal: PlanPoint | undefined;
  /** Where the robot has been, oldest first. */
  readonly trail: readonly PlanPoint[];
  /** Where it is, and which way it looks, counter-clockwise from the frame's x axis. */
  readonly robot: PlanPoint & { readonly yawRadians: number };
}

/** How large it is, in characters. */
export interface PlanSize {
  readonly columns: number;
  readonly rows: number;
}

const DEFAULT_SIZE: PlanSize = { columns: 40, rows: 10 };
/** The least that is shown of the ground, in metres, so that a small step does not look like a journey. */
const MIN_EXTENT = 0.5;
const MARGIN_DOTS = 3;
/** Bits of the dots of a braille character, by row and column (Unicode, "Braille Patterns"). */
const DOT_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
] as const;
const BRAILLE = 0x2800;
/** Eight ways to look, from straight up, counter-clockwise. */
const ARROWS = ["↑", "↖", "←", "↙", "↓", "↘", "→", "↗"] as const;

/** Draw a plan. @returns its lines, each `columns` characters long */
export function planPicture(plan: Plan, { columns, rows }: PlanSize = DEFAULT_SIZE): string[] {
  const { start, goal, trail, robot } = plan;
  const scale = new Scale([start, robot, ...trail, ...(goal === undefined ? [] : [goal])], columns * 2, rows * 4);
  const dots = new Uint8Array(columns * rows);
  const characters = new Map<number, string>();
  const dot = (point: PlanPoint): void => {
    const { right, down } = scale.place(point);
    const cell = (down >> 2) * columns + (right >> 1);
    dots[cell] = (dots[cell] ?? 0) | (DOT_BITS[down & 3]?.[right & 1] ?? 0);
  };
  const put = (point: PlanPoint, character: string): void => {
    const { right, down } = scale.place(point);
    characters.set((down >> 2) * columns + (right >> 1), character);
  };
  let last = start;
  for (const point of [...trail, robot]) {
    for (const between of line(last, point, scale.metersPerDot)) dot(between);
    last = point;
  }
  put(start, "o");
  if (goal !== undefined) put(goal, "×");
  put(robot, arrow(robot.yawRadians));
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: columns }, (_, column) => {
      const cell = row * columns + column;
      return characters.get(cell) ?? (dots[cell] === 0 ? " " : String.fromCodePoint(BRAILLE + (dots[cell] ?? 0)));
    }).join(""),
  );
}

/** From metres to dots, with one scale for both directions. */
class Scale {
  readonly metersPerDot: number;
  readonly #middle: PlanPoint;
  readonly #wide: number;
  readonly #high: number;

  constructor(points: readonly PlanPoint[], wide: number, high: number) {
    const [minX, maxX] = range(points.map(({ x }) => x));
    const [minY, maxY] = range(points.map(({ y }) => y));
    this.#wide = wide;
    this.#high = high;
    this.#middle = { x: (minX + maxX) / 2, y: (minY + maxY) / 2 };
    this.metersPerDot = Math.max(
      Math.max(maxX - minX, MIN_EXTENT) / Math.max(1, high - 1 - 2 * MARGIN_DOTS),
      Math.max(maxY - minY, MIN_EXTENT) / Math.max(1, wide - 1 - 2 * MARGIN_DOTS),
    );
  }

  place({ x, y }: PlanPoint): { right: number; down: number } {
    const right = Math.round((this.#middle.y - y) / this.metersPerDot + (this.#wide - 1) / 2);
    const down = Math.round((this.#middle.x - x) / this.metersPerDot + (this.#high - 1) / 2);
    return { right: clamp(right, this.#wide), down: clamp(down, this.#high) };
  }
}

function range(values: readonly number[]): [number, number] {
  const finite = values.filter(Number.isFinite);
  return finite.length === 0 ? [0, 0] : [Math.min(...finite), Math.max(...finite)];
}

function clamp(value: number, size: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(value, 0), size - 1) : 0;
}

function* line(from: PlanPoint, to: PlanPoint, step: number): Generator<PlanPoint> {
  const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / step));
  // A robot that reports nonsense, or leaps, must not keep the terminal busy.
  if (!(steps <= 10_000)) return;
  for (let at = 0; at <= steps; at++) {
    yield { x: from.x + ((to.x - from.x) * at) / steps, y: from.y + ((to.y - from.y) * at) / steps };
  }
}

function arrow(yawRadians: number): string {
  const eighth = Math.round(yawRadians / (Math.PI / 4));
  return ARROWS[((eighth % 8) + 8) % 8] ?? "?";
}
