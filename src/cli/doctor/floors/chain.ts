/** Floor 5: do the certificates lead to a root of yours? */
import { parseCertificate, TrustStore, type TrustReason, verifyPath } from "../../../tls/index.ts";
import type { FloorFinding } from "../finding.ts";
import { THRESHOLDS } from "../thresholds.ts";
import type { Visit } from "../visit.ts";

const DAY_MS = 86_400_000;

interface CertificateFacts {
  readonly subject: string;
  readonly issuer: string;
  readonly notBefore: string;
  readonly notAfter: string;
  /** SHA-256, hex. */
  readonly fingerprint: string;
}

/**
 * Judge the certificates that the TLS floor was shown. Without any root this fails and the walk ends: who is not trusted
 * is sent no byte of HTTP/2, least of all a password, by the doctor either.
 */
export function judgeChain(visit: Visit): Promise<FloorFinding> {
  return Promise.resolve(judge(visit));
}

function judge(visit: Visit): FloorFinding {
  const { roots } = visit.options;
  const presented = visit.presented.map(factsOf);
  const shown = presented.map(({ subject }) => subject).join(" ← ") || "no certificate";
  if (roots.length === 0) {
    return {
      outcome: "fail",
      tried: "judge the robot's certificates by your root",
      seen: `there is no root to judge by; presented: ${shown}`,
      meaning: "Whoever is at this address cannot be told from a robot, and nothing more is sent to it.",
      remedy:
        "Run `spotwire trust install`, or give --roots FILE: the root of your robot, PEM. vendor-certs/README.md says where " +
        "it comes from, and by which fingerprint to know it.",
      facts: { reason: "no-roots", presented },
    };
  }
  const trustStore = TrustStore.fromPem(...roots);
  const tried = `judge the robot's certificates by ${trustStore.anchors.length === 1 ? "the root" : "the roots"} given`;
  const verdict = verifyPath({ presented: visit.presented, trustStore, at: Date.now() });
  if (!verdict.trusted) {
    const { reason, explanation } = verdict;
    const facts = { reason, subject: verdict.subject, reasons: verdict.rejected.map((each) => each.reason), presented };
    return { outcome: "fail", tried, seen: `${reason}: ${explanation}`, ...explain(reason, shown), facts };
  }
  visit.trustStore = trustStore;
  const ends = verdict.path.toSorted((a, b) => a.notAfterMs - b.notAfterMs)[0];
  const days = ends === undefined ? Infinity : Math.floor((ends.notAfterMs - Date.now()) / DAY_MS);
  const path = verdict.path.map(({ subject }) => subject.text);
  const facts = { path, presented, daysLeft: days };
  if (days >= THRESHOLDS.certificateDays) {
    return { outcome: "pass", tried, seen: path.join(" ← "), facts };
  }
  return {
    outcome: "warn",
    tried,
    seen: `good, but ${ends?.subject.text ?? "?"} ends in ${days} days`,
    meaning: "No client will take the robot from then on.",
    remedy:
      "Update the robot's software, which brings new certificates; if it is the root that ends, get its successor.",
    facts,
  };
}

function factsOf(der: Uint8Array): CertificateFacts {
  try {
    const certificate = parseCertificate(der);
    return {
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      notBefore: new Date(certificate.notBeforeMs).toISOString(),
      notAfter: new Date(certificate.notAfterMs).toISOString(),
      fingerprint: certificate.fingerprint,
    };
  } catch {
    return { subject: "(cannot be read)", issuer: "", notBefore: "", notAfter: "", fingerprint: "" };
  }
}

function explain(reason: TrustReason, shown: string): { meaning: string; remedy: string } {
  switch (reason) {
    case "unknown-issuer":
    case "self-signed":
    case "bad-signature":
      return {
        meaning: `It presents ${shown}: another robot's make, another root than yours, or something that stands in between.`,
        remedy:
          "Compare the issuer with the subject of your root. If they are not alike, you have the wrong root, or the wrong " +
          "address, or TLS is inspected on the way. Never accept it for want of a better one.",
      };
    case "expired":
    case "not-yet-valid":
      return {
        meaning: `Its time is over or has not come, by this computer's clock, which says ${new Date().toISOString()}.`,
        remedy: "If that time is wrong, set the clock. If it is right, update the robot's software.",
      };
    default:
      return {
        meaning: `It presents ${shown}, which breaks a rule that a robot's certificates keep.`,
        remedy: "Check that the address is the robot's; a device in between may present certificates of its own.",
      };
  }
}
