/** SETTINGS, entry by entry, each with the rule that it may break (RFC 9113 §6.5). */
import { ErrorCode } from "../../http2/error-code.ts";
import { Flag, type Frame, FRAME_HEADER_BYTES, uint16, uint32 } from "../../http2/frames/frame.ts";
import { readSettings, Setting, type SettingValue } from "../../http2/frames/settings.ts";
import { PeerSettings } from "../../http2/peer-settings.ts";
import type { Side } from "../inspected.ts";
import { leaf } from "../parts.ts";
import type { Span } from "../span.ts";
import { broken, judged, settingName } from "./names.ts";
import { type PayloadRead, unreadPart } from "./payload-parts.ts";

const ENTRY_BYTES = 6;

/** The settings of a frame that whoever receives it would take, in their order: none of an acknowledgement. */
export function settingsOf(frame: Frame, side: Side): readonly SettingValue[] {
  const read = judged(() => readSettings(frame));
  return (read.value ?? []).filter((setting) => settingFault(setting, side) === undefined);
}

/** Read a payload of SETTINGS. */
export function readSettingsPayload(frame: Frame, side: Side): PayloadRead {
  const read = judged(() => readSettings(frame));
  const fault = "fault" in read ? read.fault : undefined;
  const whole = Math.floor(frame.payload.length / ENTRY_BYTES);
  const entries = Array.from({ length: whole }, (_, i) => entry(frame.payload, i * ENTRY_BYTES, side));
  const isAck = (frame.flags & Flag.ACK) !== 0;
  const text = isAck && whole === 0 ? "" : entries.map((each) => `${each.label.replace("SETTINGS_", "")} ${each.text}`);
  return { parts: [...entries, ...unreadPart(frame, whole * ENTRY_BYTES)], text: [text].flat().join(", "), fault };
}

function entry(payload: Uint8Array, at: number, side: Side): Span {
  const [start, middle, end] = [0, 2, ENTRY_BYTES].map((of) => FRAME_HEADER_BYTES + at + of) as [
    number,
    number,
    number,
  ];
  const setting: SettingValue = [uint16(payload, at), uint32(payload, at + 2)];
  const [identifier, value] = setting;
  const label = settingName(identifier);
  const children = [
    leaf("tag", start, middle, "identifier", `${label} (${identifier})`),
    leaf("value", middle, end, "value", String(value)),
  ];
  const fault = settingFault(setting, side);
  const span: Span = { kind: "entry", start, end, label, text: String(value), children };
  return fault === undefined ? span : { ...span, fault };
}

/** What our own client would say to it; but a client may ask for pushes. */
function settingFault([identifier, value]: SettingValue, side: Side): string | undefined {
  if (identifier === Setting.ENABLE_PUSH && side === "client") {
    return value > 1 ? broken(ErrorCode.PROTOCOL_ERROR, `SETTINGS_ENABLE_PUSH of ${value}`) : undefined;
  }
  const judgement = judged(() => new PeerSettings().apply([identifier, value]));
  return "fault" in judgement ? judgement.fault : undefined;
}
