/** Floor 14: the robot's API against the one this client was made from. */
import type { FloorFinding } from "../finding.ts";
import type { Visit } from "../visit.ts";

/** The release that `protos/` states. */
export const CLIENT_API_VERSION = "5.1.4";

/** Compare the releases. */
export function compareVersions({ id }: Visit): Promise<FloorFinding> {
  return Promise.resolve(compare(id?.softwareRelease?.apiVersion ?? "", softwareVersion(id?.softwareRelease?.version)));
}

function compare(apiVersion: string, software: string): FloorFinding {
  const tried = "compare the robot's API with this client's";
  const facts = { robotApi: apiVersion, robotSoftware: software, clientApi: CLIENT_API_VERSION };
  const seen = `robot: API ${apiVersion || "not told"}, software ${software}; client: API ${CLIENT_API_VERSION}`;
  const robot = release(apiVersion);
  if (robot === undefined) {
    return { outcome: "warn", tried, seen, meaning: "The robot does not say which API it has.", facts };
  }
  const difference = robot - (release(CLIENT_API_VERSION) as number);
  if (difference === 0) return { outcome: "pass", tried, seen, facts };
  if (difference > 0) {
    return {
      outcome: "warn",
      tried,
      seen,
      meaning: "The robot is newer: it may send enum numbers and fields that this client has no names for.",
      remedy: "What this client knows goes on working; look for a newer release of it.",
      facts,
    };
  }
  return {
    outcome: "warn",
    tried,
    seen,
    meaning: "The robot is older: some RPCs of this client are not there, and end with UNIMPLEMENTED.",
    remedy: "Update the robot's software, or do without what is new.",
    facts,
  };
}

/** Major and minor as one number: a patch level changes no message. `undefined`: not a version. */
function release(version: string): number | undefined {
  const match = /^(\d+)\.(\d+)/.exec(version);
  return match === null ? undefined : Number(match[1]) * 1000 + Number(match[2]);
}

function softwareVersion(
  version: { readonly majorVersion: number; readonly minorVersion: number; readonly patchLevel: number } | undefined,
): string {
  if (version === undefined) return "not told";
  return `${version.majorVersion}.${version.minorVersion}.${version.patchLevel}`;
}
