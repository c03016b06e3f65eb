/** What to do about a link that does not carry, or carries badly, in words that fit the way of connecting. */
import type { Way } from "./way.ts";

/** What is wrong with the link as such. */
export type LinkTrouble =
  /** Nothing comes back. */
  | "no-answer"
  /** It carries, but loses or delays. */
  | "poor";

const ADVICE: Readonly<Record<Way, Readonly<Record<LinkTrouble, string>>>> = {
  cable: {
    "no-answer":
      "Look at the plug's lights. Give this computer an address in the robot's network: 10.0.0.x/24 at the rear port, " +
      "where the robot is 10.0.0.3; 192.168.50.x/24 in the payloads' network, where it is 192.168.50.3.",
    poor: "A cable should lose nothing: change it, and the adapter; look for a duplex mismatch, or a second network with the same addresses.",
  },
  "access-point": {
    "no-answer":
      "Join the robot's own Wi-Fi; the robot is 192.168.80.3 there, and this computer 192.168.80.x. " +
      "If you have joined: has another network of this computer (a cable, a VPN) the same range?",
    poor: "Go nearer, keep line of sight, and move the robot to another Wi-Fi channel: its access point is a small radio.",
  },
  "client-wifi": {
    "no-answer":
      "Is the robot in that Wi-Fi now, and at this address? The robot's own admin pages tell, by its access point at " +
      "192.168.80.3. Many site networks keep Wi-Fi clients apart (client isolation): ask their administrator.",
    poor: "Look at the signal where the robot walks, and at roaming between access points; prefer 5 GHz to 2.4 GHz.",
  },
  custom: {
    "no-answer":
      "Look at what lies in between, hop by hop: is the VPN, radio, tunnel or proxy up, does it forward TCP to the robot's " +
      "port 443, and has the robot a route back?",
    poor: "Measure each hop by itself. On a radio or mobile link, several connections and one for bulk data help most.",
  },
};

/** What to do. */
export function advise(way: Way, trouble: LinkTrouble): string {
  const specific = ADVICE[way][trouble];
  if (trouble === "no-answer") return specific;
  return `${specific} In a program: connectionsPerAuthority: 3, and { connection: "bulk" } for downloads (docs/networking.md).`;
}
