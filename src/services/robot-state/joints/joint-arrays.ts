/** Where the readings of some joints go: an array for each quantity, in the order of the joints' names. */
import type { JointState } from "../../../messages/bosdyn/api/robot_state.ts";

/** Joints of a message whose index is remembered from the last message: more than a robot with an arm has. */
const REMEMBERED = 32;

/** A character that is no byte. */
const NO_NAME = "\u0100";

/** Arrays that are filled by name. A reading that a message does not have is NaN. */
export class JointArrays {
  readonly names: readonly string[];
  readonly position: Float64Array;
  readonly velocity: Float64Array;
  readonly acceleration: Float64Array;
  readonly load: Float64Array;
  /** Indices of the first joints of the last message, in its order; -1 for those that are not wanted. */
  readonly #order: Int32Array = new Int32Array(REMEMBERED).fill(-1);
  /** The names that may stand in a message that is all ASCII. */
  readonly #asciiNames: readonly string[];
  /** Of each name the first four bytes and the last four, by which most are told apart. */
  readonly #ends: Int32Array;
  /** How many joints of the message have been looked up. */
  #seen = 0;

  constructor(
    names: readonly string[],
    position: Float64Array,
    velocity: Float64Array,
    acceleration: Float64Array,
    load: Float64Array,
  ) {
    this.names = names;
    this.position = position;
    this.velocity = velocity;
    this.acceleration = acceleration;
    this.load = load;
    this.#asciiNames = names.map((name) => (isAscii(name) ? name : NO_NAME));
    this.#ends = Int32Array.from(this.#asciiNames.flatMap((name) => [wordOf(name, 0), wordOf(name, name.length - 4)]));
  }

  /** Start a message, which has no readings yet. */
  clear(): void {
    this.#seen = 0;
    const { position, velocity, acceleration, load } = this;
    for (let i = 0; i < this.names.length; i++) {
      position[i] = NaN;
      velocity[i] = NaN;
      acceleration[i] = NaN;
      load[i] = NaN;
    }
  }

  /**
   * The index of the next joint of the message by its name in `view`, or -1. Most often it is what it was last time.
   * @param start at least four bytes before the end of the view
   */
  indexOf(view: DataView, start: number, end: number): number {
    const nth = this.#seen++;
    const guess = nth < REMEMBERED ? (this.#order[nth] as number) : -1;
    if (guess >= 0 && this.#isAt(guess, view, start, end)) return guess;
    for (let i = 0; i < this.names.length; i++) {
      if (!this.#isAt(i, view, start, end)) continue;
      if (nth < REMEMBERED) this.#order[nth] = i;
      return i;
    }
    return -1;
  }

  #isAt(index: number, view: DataView, start: number, end: number): boolean {
    const name = this.#asciiNames[index] as string;
    const { length } = name;
    if (end - start !== length) return false;
    if (length >= 4) {
      if (view.getInt32(start, true) !== this.#ends[2 * index]) return false;
      if (view.getInt32(end - 4, true) !== this.#ends[2 * index + 1]) return false;
      if (length <= 8) return true;
    }
    for (let i = 0; i < length; i++) if (view.getUint8(start + i) !== name.charCodeAt(i)) return false;
    return true;
  }

  /** Put in the joints of a message that has been decoded. */
  fill(joints: readonly JointState[]): void {
    for (const { name, position, velocity, acceleration, load } of joints) {
      const index = this.names.indexOf(name);
      if (index < 0) continue;
      this.position[index] = position?.value ?? NaN;
      this.velocity[index] = velocity?.value ?? NaN;
      this.acceleration[index] = acceleration?.value ?? NaN;
      this.load[index] = load?.value ?? NaN;
    }
  }
}

function isAscii(name: string): boolean {
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) >= 0x80) return false;
  return true;
}

/** Four characters of a name as they stand in the bytes. */
function wordOf(name: string, start: number): number {
  let word = 0;
  for (let i = 3; i >= 0; i--) word = (word << 8) | name.charCodeAt(start + i);
  return word;
}
