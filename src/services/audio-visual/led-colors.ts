/** Colours of the robot's lights: red, green and blue together have a limit. */
import type { AudioVisualBehaviorInit } from "../../messages/bosdyn/api/audio_visual.ts";

/** The longest colour vector that the lights show. */
const MAX_MAGNITUDE = 255;

interface Rgb {
  readonly r?: number | undefined;
  readonly g?: number | undefined;
  readonly b?: number | undefined;
}

/** Scale every colour of a behaviour down to what the lights can show; its hue stays. */
export function clampColors(behavior: AudioVisualBehaviorInit): AudioVisualBehaviorInit {
  const { ledSequenceGroup: group } = behavior;
  return group === undefined ? behavior : { ...behavior, ledSequenceGroup: clampWithin(group) };
}

/** Colours sit at many depths, always as a field `rgb`. */
function clampWithin<T>(value: T): T {
  if (Array.isArray(value)) return value.map((each: unknown) => clampWithin(each)) as T;
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  const fields = Object.entries(value).map(([name, field]: [string, unknown]) => [
    name,
    name === "rgb" && field !== undefined ? clampRgb(field as Rgb) : clampWithin(field),
  ]);
  return Object.fromEntries(fields) as T;
}

function clampRgb(color: Rgb): Rgb {
  const { r = 0, g = 0, b = 0 } = color;
  const magnitude = Math.hypot(r, g, b);
  if (magnitude <= MAX_MAGNITUDE) return color;
  const scale = MAX_MAGNITUDE / magnitude;
  return { ...color, r: Math.floor(r * scale), g: Math.floor(g * scale), b: Math.floor(b * scale) };
}
